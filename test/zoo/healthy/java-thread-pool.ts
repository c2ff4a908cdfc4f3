/** A JVM whose pool has nothing to do: its first thread joins `main`, dozens of others wait at condition variables. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import java.util.concurrent.*;
public class Pool {
  public static void main(String[] args) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    for (int i = 0; i < 4; i++) pool.submit(() -> { }).get();
    System.out.println("ready");
    System.out.flush();
    new LinkedBlockingQueue<String>().take();
  }
}
`;

const scene: Scene = {
  title: 'a Java thread pool has nothing to do',
  shows: ['futex', 'thread-join'],
  with: ['Java'],
  needs: ['java', 'javac'],
  async make(stage) {
    const { pid } = await stage.java(source, { className: 'Pool' });
    await stage.asleep(pid, ['futex']);
    return restingTree(stage, pid);
  },
};

export default scene;
