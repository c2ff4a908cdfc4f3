/** Two programs talk over two named fifos, each open at both of them, and both are reading. */
import type { Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  char byte, go;
  // O_RDWR: with these, neither of the opens below waits for the other side
  int hears = open(args[1], O_RDWR), speaks = open(args[2], O_RDWR);
  int in = open(args[1], O_RDONLY), out = open(args[2], O_WRONLY);
  say("ready\\n");
  read(0, &go, 1);
  close(hears);
  close(speaks);
  read(in, &byte, 1);
  write(out, &byte, 1);
}`;

const scene: Scene = {
  title: 'two programs each read from the other over two fifos, which nobody else has open',
  shows: ['pipe-read'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const [one, two] = [`${stage.dir}/one`, `${stage.dir}/two`];
    await stage.run(['mkfifo', one, two]);
    const first = await stage.c(source, { name: 'first', args: [one, two], stdin: 'pipe' });
    const second = await stage.c(source, { name: 'second', args: [two, one], stdin: 'pipe' });
    first.write('x');
    await stage.asleep(first.pid, ['read']);
    await stage.until('the first to have gone on', () => !stage.descriptors(first.pid).includes(3));
    await new Promise((resolve) => setTimeout(resolve, 200));
    second.write('x');
    await stage.until('the second to have gone on', () => !stage.descriptors(second.pid).includes(3));
    await stage.asleep(second.pid, ['read']);
    return {
      ask: [first.pid, second.pid],
      rootCauses: [{ pid: first.pid, kind: 'pipe-read', cycle: [first.pid, second.pid] }],
      edges: [
        { from: first.pid, to: second.pid, kind: 'pipe-read' },
        { from: second.pid, to: first.pid, kind: 'pipe-read' },
      ],
    };
  },
};

export default scene;
