/** cat reads a fifo; the one process that has it open for writing is stopped. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'the writer of a fifo is stopped',
  shows: ['pipe-read', 'stopped'],
  with: ['coreutils', 'Perl'],
  async make(stage) {
    const fifo = `${stage.dir}/fifo`;
    await stage.run(['mkfifo', fifo]);
    const reader = await stage.start(['cat', fifo], { ready: null });
    const writer = await stage.perl(
      `$| = 1; open(my $fifo, '>', $ARGV[0]) or die $!; print "ready\\n"; sleep 3600;`,
      { name: 'writer', args: [fifo] },
    );
    await stop(stage, writer.pid);
    await stage.asleep(reader.pid, ['read']);
    return {
      ask: [reader.pid],
      rootCauses: [{ pid: writer.pid, kind: 'stopped' }],
      edges: [{ from: reader.pid, to: writer.pid, kind: 'pipe-read' }],
    };
  },
};

export default scene;
