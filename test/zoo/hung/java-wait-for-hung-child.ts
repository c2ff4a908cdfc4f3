/** Process.waitFor: a thread of its own waits for the child, which opens a fifo. */
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'Java waits for a command that opens a fifo',
  shows: ['child-exit', 'futex', 'fifo-open'],
  with: ['Java'],
  needs: ['java', 'javac'],
  async make(stage) {
    const fifo = `${stage.dir}/fifo`;
    await stage.run(['mkfifo', fifo]);
    const source = `
public class WaitFor {
  public static void main(String[] args) throws Exception {
    Process child = new ProcessBuilder("cat", args[0]).start();
    System.out.println("ready " + child.pid());
    child.waitFor();
  }
}`;
    const { pid, line } = await stage.java(source, { className: 'WaitFor', args: [fifo] });
    const cat = Number(await line('ready'));
    await stage.asleep(cat, ['open', 'openat']);
    return {
      ask: [pid],
      rootCauses: [{ pid: cat, kind: 'fifo-open', victims: [pid] }],
      edges: [{ from: pid, to: cat, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
