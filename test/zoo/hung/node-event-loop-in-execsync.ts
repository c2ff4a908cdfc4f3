/** One request runs a command synchronously; the command wants a lock; all other clients stand behind it. */
import { clientOf } from '../dialogue.ts';
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
const { execFileSync } = require('node:child_process');
require('node:http')
  .createServer((request, response) => response.end(execFileSync('flock', [process.argv[2], 'date'])))
  .listen(0, '127.0.0.1', function () { console.log('ready ' + this.address().port); });
`;

const clientSource = `
import http.client, sys
connection = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]))
connection.request('GET', '/')
print('ready')
connection.getresponse()
`;

const scene: Scene = {
  title: 'a Node server is in execFileSync of a command that waits for a lock, while its clients wait',
  shows: ['tcp-receive', 'pipe-read', 'poll', 'file-lock', 'sleep'],
  with: ['Node', 'Python 3', 'Perl', 'util-linux'],
  needs: ['python3', 'perl', 'flock'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    const server = await stage.node(source, { name: 'server', args: [file] });
    const at = await server.line('ready');
    const first = await stage.python(clientSource, { name: 'first', args: [at] });
    await stage.asleep(first.pid, ['recvfrom']);
    const command = await stage.until('the command', () => stage.children(server.pid)[0]);
    await stage.asleep(command, ['flock']);
    const second = await clientOf(stage, { at }, 'second');
    return {
      ask: [first.pid, second.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [first.pid, second.pid, server.pid, command] }],
      edges: [{ from: command, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
