/** Two Java threads take two monitors in opposite order; the virtual machine's own threads stand beside them. */
import type { Scene } from '../scene.ts';

const source = `
public class Monitors {
  static final Object first = new Object(), second = new Object();
  static void both(Object one, Object other) {
    synchronized (one) {
      try { Thread.sleep(200); } catch (InterruptedException error) { }
      synchronized (other) { System.out.println("never"); }
    }
  }
  public static void main(String[] args) throws Exception {
    Thread a = new Thread(() -> both(first, second), "one-two");
    Thread b = new Thread(() -> both(second, first), "two-one");
    a.start();
    b.start();
    while (a.getState() != Thread.State.BLOCKED || b.getState() != Thread.State.BLOCKED) Thread.sleep(10);
    System.out.println("ready");
    a.join();
  }
}`;

const scene: Scene = {
  title: 'two Java threads hold a monitor each and want the other one',
  shows: ['futex'],
  with: ['Java'],
  needs: ['java', 'javac'],
  async make(stage) {
    const java = await stage.java(source, { className: 'Monitors' });
    await stage.asleep(java.pid, ['futex']);
    return {
      ask: [java.pid],
      options: ['--stacks'],
      rootCauses: [{ pid: java.pid, kind: ['futex', 'mutex', 'thread-join'], cycle: [java.pid] }],
      statuses: { [java.pid]: ['suspect', 'stuck'] },
    };
  },
};

export default scene;
