/** subprocess waits for a child that is a daemon: a server at its accept. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import subprocess, sys
child = subprocess.Popen([sys.executable, '-c', """
import socket
listener = socket.create_server(('127.0.0.1', 0))
print('ready')
while True:
    listener.accept()[0].close()
"""])
child.wait()
`;

const scene: Scene = {
  title: 'a supervisor waits for a server that it keeps in the foreground',
  shows: ['child-exit', 'tcp-accept'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['wait4']);
    return restingTree(stage, pid);
  },
};

export default scene;
