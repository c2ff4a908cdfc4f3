/** bash reads a line of its coprocess, which reads a line of bash. */
import type { Scene } from '../scene.ts';

const source = `
coproc PARTNER { sleep 0.3; read -r question; echo answer; }
echo "partner $PARTNER_PID"
echo ready
read -r answer <&"\${PARTNER[0]}"
`;

const scene: Scene = {
  title: 'a shell and its coprocess each wait for the other to write first',
  shows: ['pipe-read'],
  with: ['bash'],
  async make(stage) {
    const bash = await stage.bash(source);
    const partner = Number(await bash.line('partner'));
    await stage.asleep(bash.pid, ['read']);
    await stage.asleep(partner, ['read']);
    return {
      ask: [bash.pid],
      rootCauses: [{ pid: bash.pid, kind: 'pipe-read', cycle: [bash.pid, partner] }],
      edges: [
        { from: bash.pid, to: partner, kind: 'pipe-read', certain: true },
        { from: partner, to: bash.pid, kind: 'pipe-read', certain: true },
      ],
    };
  },
};

export default scene;
