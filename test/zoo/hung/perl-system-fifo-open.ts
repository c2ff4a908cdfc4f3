/** Perl's system() through a shell; the command redirects from a fifo that nobody writes. */
import type { Scene } from '../scene.ts';

const source = `
$| = 1;
print "ready\\n";
system("exec 3< '$ARGV[0]'; echo done");
`;

const scene: Scene = {
  title: 'system() waits for a shell that opens a fifo without a writer',
  shows: ['child-exit', 'fifo-open'],
  with: ['Perl', 'sh'],
  async make(stage) {
    const fifo = `${stage.dir}/fifo`;
    await stage.run(['mkfifo', fifo]);
    const perl = await stage.perl(source, { args: [fifo] });
    const shell = await stage.until('the shell', () => stage.children(perl.pid)[0]);
    await stage.asleep(shell, ['openat', 'open']);
    return {
      ask: [perl.pid],
      rootCauses: [{ pid: shell, kind: 'fifo-open', victims: [perl.pid] }],
      edges: [{ from: perl.pid, to: shell, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
