/** Somebody waits for the end of a process that is not its child, by a pidfd; that one opens a fifo. */
import type { Scene } from '../scene.ts';

const source = `
import os, select, sys
poll = select.poll()
poll.register(os.pidfd_open(int(sys.argv[1])), select.POLLIN)
print('ready')
poll.poll()
`;

const scene: Scene = {
  title: 'polls a pidfd of a stranger that opens a fifo which nobody writes',
  shows: ['child-exit', 'fifo-open'],
  with: ['Python 3.9', 'Perl'],
  needs: ['python3', 'perl'],
  async make(stage) {
    const fifo = `${stage.dir}/fifo`;
    await stage.run(['mkfifo', fifo]);
    const job = await stage.perl('$| = 1; print "ready\\n"; open(my $f, "<", $ARGV[0]);', {
      name: 'job',
      args: [fifo],
    });
    await stage.asleep(job.pid, ['open', 'openat']);
    const { pid } = await stage.python(source, { name: 'guard', args: [String(job.pid)] });
    await stage.asleep(pid, ['poll']);
    return {
      ask: [pid],
      rootCauses: [{ pid: job.pid, kind: 'fifo-open', victims: [pid] }],
      edges: [{ from: pid, to: job.pid, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
