/** A shell script that talks to a host through /dev/tcp. */
import { hungOnRemote } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
exec 3<>"/dev/tcp/$1/$2"
echo status >&3
echo ready
read -r answer <&3
`;

const scene: Scene = {
  title: 'a shell script reads the answer of a host that has been switched off',
  shows: ['tcp-receive'],
  with: ['bash'],
  needs: ['bash', 'ip', 'nsenter', 'unshare'],
  root: true,
  make: (stage) =>
    hungOnRemote(
      stage,
      ({ through, address, port }) => stage.bash(source, { through, args: [address, String(port)] }),
      ['read'],
    ),
};

export default scene;
