/** fetch() of Node through a proxy of Node, in front of a server that is stopped: all of them are event loops. */
import { serverThat } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const proxy = `
const http = require('node:http');
const server = http.createServer((request, response) => {
  http.get({ host: '127.0.0.1', port: Number(process.argv[2]), path: request.url }, (answer) => answer.pipe(response));
});
server.listen(0, '127.0.0.1', () => console.log('ready ' + server.address().port));
`;

const client = `
fetch('http://127.0.0.1:' + process.argv[2] + '/').then((answer) => answer.text());
console.log('ready');
`;

const scene: Scene = {
  title: 'fetch() through a proxy, the server behind it stopped',
  shows: ['tcp-receive', 'poll', 'stopped'],
  with: ['Node', 'Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverThat(stage, 'peer.recv(100)');
    const middle = await stage.node(proxy, { name: 'proxy', args: [server.at] });
    const { pid } = await stage.node(client, { name: 'client', args: [await middle.line('ready')] });
    await server.line('asked');
    await stop(stage, server.pid);
    return {
      ask: [pid],
      rootCauses: [{ pid: server.pid, kind: 'stopped' }],
    };
  },
};

export default scene;
