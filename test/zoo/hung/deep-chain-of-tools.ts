/** make, sh, find, sh, xargs, perl: each waits for the next, and the last for a lock behind a fifo that nobody opens. */
import { writeFileSync } from 'node:fs';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'make, sh, find, sh, xargs and perl in a row, behind a lock whose holder opens a fifo',
  shows: ['child-exit', 'file-lock', 'fifo-open'],
  with: ['make', 'sh', 'find', 'xargs', 'Perl', 'bash'],
  needs: ['make', 'find', 'xargs', 'perl', 'flock'],
  async make(stage) {
    const lock = `${stage.dir}/lock`;
    const holder = await stage.bash('mkfifo "$2"\nexec 9>"$1"\nflock 9\necho ready\nread line < "$2"\n', {
      name: 'holder',
      args: [lock, `${stage.dir}/fifo`],
    });
    await stage.asleep(holder.pid, ['open', 'openat']);
    const last = `${stage.dir}/last.pl`;
    writeFileSync(last, 'open(my $f, ">>", $ARGV[0]); flock($f, 2); print "done\\n";');
    const recipe = `find ${lock} -exec sh -c 'echo {} {} | xargs -n 1 -P 2 perl ${last}; true' ';'`;
    writeFileSync(`${stage.dir}/Makefile`, `all:\n\t@echo ready; ${recipe}; true\n`);
    const make = await stage.start(['make', '-j2']);
    const chain = [make.pid];
    const step = (pid: number): Promise<number> =>
      stage.until('the next in the row', () => {
        const children = stage.children(pid).filter((child) => stage.state(child) !== 'Z');
        return children.at(-1);
      });
    for (let deep = 0; deep < 4; deep++) chain.push(await step(chain.at(-1) ?? 0));
    const xargs = chain.at(-1) ?? 0;
    const perls = await stage.until('two of Perl', () =>
      stage.children(xargs).length === 2 ? stage.children(xargs) : null,
    );
    for (const perl of perls) await stage.asleep(perl, ['flock']);
    return {
      ask: [make.pid],
      rootCauses: [{ pid: holder.pid, kind: 'fifo-open', victims: [...chain, ...perls] }],
      edges: perls.map((perl) => ({ from: xargs, to: perl, kind: 'child-exit', certain: false })),
    };
  },
};

export default scene;
