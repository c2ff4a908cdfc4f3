/** A proxy at rest between a client and an application that is stopped: the application is the one to look at. */
import { serverThat } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';
import { startNginx } from '../services.ts';

const clientSource = `
import http.client, sys
connection = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]))
connection.request('GET', '/')
print('ready')
connection.getresponse()
`;

const scene: Scene = {
  title: 'a client waits for nginx, which waits for an application that is stopped',
  shows: ['tcp-receive', 'poll', 'stopped'],
  with: ['nginx', 'Python 3'],
  needs: ['nginx', 'python3'],
  async make(stage) {
    const application = await serverThat(stage, 'peer.recv(100)', { name: 'application' });
    const nginx = await startNginx(
      stage,
      (port) =>
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${application.at}; proxy_read_timeout 1h; } }`,
    );
    const client = await stage.python(clientSource, { name: 'client', args: [String(nginx.port)] });
    await application.line('asked');
    await stage.asleep(client.pid, ['recvfrom']);
    await stop(stage, application.pid);
    return {
      ask: [client.pid, nginx.pid],
      rootCauses: [{ pid: application.pid, kind: 'stopped' }],
      statuses: { [application.pid]: 'stuck', [nginx.pid]: ['idle', 'waiting'] },
    };
  },
};

export default scene;
