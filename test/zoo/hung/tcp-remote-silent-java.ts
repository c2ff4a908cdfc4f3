/** HttpURLConnection without a read timeout: the thread `main` polls one socket, the process's first thread joins it. */
import { hungOnRemote } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
import java.net.URL;
public class Fetcher {
  public static void main(String[] args) throws Exception {
    var connection = new URL("http://" + args[0] + ":" + args[1] + "/").openConnection();
    System.out.println("ready");
    connection.getInputStream().read();
  }
}`;

const scene: Scene = {
  title: 'HttpURLConnection waits for the response of a host that has been switched off',
  shows: ['tcp-receive', 'thread-join'],
  with: ['Java'],
  needs: ['java', 'javac', 'ip', 'nsenter', 'unshare'],
  root: true,
  make: (stage) =>
    hungOnRemote(
      stage,
      ({ through, address, port }) =>
        stage.java(source, { className: 'Fetcher', through, args: [address, String(port)] }),
      ['poll', 'recvfrom', 'read'],
    ),
};

export default scene;
