/** A daemon in poll on its listeners. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';
import { freePort, listening } from '../services.ts';

const scene: Scene = {
  title: 'sshd waits for somebody to log in',
  shows: ['tcp-accept', 'poll'],
  with: ['OpenSSH'],
  needs: ['sshd', 'ssh-keygen', 'python3'],
  root: true,
  async make(stage) {
    const key = join(stage.dir, 'key');
    await stage.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
    mkdirSync('/run/sshd', { recursive: true });
    const port = await freePort(stage);
    const argv = [
      '/usr/sbin/sshd',
      '-D',
      '-f',
      '/dev/null',
      '-h',
      key,
      '-p',
      String(port),
      '-o',
      'ListenAddress=127.0.0.1',
    ];
    const { pid } = await listening(stage, argv, port);
    await stage.asleep(pid, ['ppoll', 'poll', 'select', 'pselect6']);
    return restingTree(stage, pid);
  },
};

export default scene;
