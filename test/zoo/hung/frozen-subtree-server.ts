/** The group above a server's group is frozen (cgroup v2); its client is not in it. */
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { clientOf, serverThat } from '../dialogue.ts';
import { newGroup2 } from '../control-groups.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a client of a server whose group is frozen by the group above',
  shows: ['tcp-receive', 'frozen'],
  with: ['Python 3'],
  needs: ['python3'],
  root: true,
  async make(stage) {
    const server = await serverThat(stage, 'peer.recv(100)');
    const client = await clientOf(stage, server);
    await server.line('asked');
    let below = '';
    const group = newGroup2(stage, ({ write }) => {
      write('cgroup.freeze', '0');
      if (below === '') return;
      writeFileSync(`${below}/../cgroup.procs`, String(server.pid));
      rmdirSync(below);
    });
    const name = stage.dir.split('/').at(-1) ?? '';
    group.add(server.pid);
    const own = (await stage.run(['sh', '-c', `grep 0:: /proc/${server.pid}/cgroup`])).trim().slice(3);
    const mount = (
      await stage.run(['sh', '-c', 'grep " - cgroup2 " /proc/self/mountinfo | cut -d " " -f 5'])
    ).trim();
    if (!own.endsWith(name)) throw new Error(`in ${own}`);
    below = `${mount}${own}/below`;
    mkdirSync(below);
    writeFileSync(`${below}/cgroup.procs`, String(server.pid));
    group.write('cgroup.freeze', '1');
    await stage.until('frozen', () => group.read('cgroup.events').includes('frozen 1'));
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'frozen', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
