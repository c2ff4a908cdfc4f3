/** Java without blocking calls: a selector with one connection, whose server is stopped. */
import { serverThat } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;
public class NioClient {
  public static void main(String[] args) throws Exception {
    SocketChannel server = SocketChannel.open(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
    server.write(ByteBuffer.wrap("question".getBytes()));
    server.configureBlocking(false);
    Selector selector = Selector.open();
    server.register(selector, SelectionKey.OP_READ);
    System.out.println("ready");
    selector.select();
  }
}`;

const scene: Scene = {
  title: 'a selector of Java with one connection, its server stopped',
  shows: ['tcp-receive', 'poll', 'stopped'],
  with: ['Java', 'Python 3'],
  needs: ['java', 'javac', 'python3'],
  async make(stage) {
    const server = await serverThat(stage, 'peer.recv(100)');
    const { pid } = await stage.java(source, { className: 'NioClient', args: [server.at] });
    await server.line('asked');
    await stop(stage, server.pid);
    return {
      ask: [pid],
      rootCauses: [{ pid: server.pid, kind: 'stopped', victims: [pid] }],
      edges: [{ from: pid, to: server.pid, kind: 'poll' }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
