/** A client holds its connection open between two questions, in a sleep: the server owes nothing. */
import { allAre, atRest, tree } from '../rest.ts';
import type { Scene } from '../scene.ts';
import { startNginx } from '../services.ts';

const client = `
import http.client, sys, time
connection = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]))
connection.request('GET', '/')
connection.getresponse().read()
print('ready')
time.sleep(3600)
`;

const scene: Scene = {
  title: 'nginx keeps a connection of a client that sleeps between two questions',
  shows: ['poll', 'sleep'],
  with: ['nginx', 'Python 3'],
  needs: ['nginx', 'python3'],
  async make(stage) {
    const nginx = await startNginx(
      stage,
      (port) => `server { listen 127.0.0.1:${port}; return 204; keepalive_timeout 1h; }`,
    );
    const { pid } = await stage.python(client, { name: 'client', args: [String(nginx.port)] });
    await stage.asleep(pid, ['clock_nanosleep', 'select', 'pselect6']);
    const pids = [pid, ...tree(stage, nginx.pid)];
    return { ask: [pid, nginx.pid], statuses: allAre(pids, atRest) };
  },
};

export default scene;
