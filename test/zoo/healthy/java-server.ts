/** A Java server in accept, beside the threads that every JVM has. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import java.net.*;
public class Server {
  public static void main(String[] args) throws Exception {
    ServerSocket listener = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
    System.out.println("ready");
    System.out.flush();
    while (true) listener.accept().close();
  }
}
`;

const scene: Scene = {
  title: 'a Java server is in accept',
  shows: ['tcp-accept', 'poll', 'futex', 'thread-join'],
  with: ['Java'],
  needs: ['java', 'javac'],
  async make(stage) {
    const { pid } = await stage.java(source, { className: 'Server' });
    await stage.asleep(pid, ['futex']);
    return restingTree(stage, pid);
  },
};

export default scene;
