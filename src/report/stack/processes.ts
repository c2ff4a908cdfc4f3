/** Programs that wait for their children, their queues and their threads. */
import { lockKinds, module, type Pattern } from './pattern.ts';

export const processes: readonly Pattern[] = [
  {
    about: 'child',
    kinds: ['child-exit', 'poll', 'pipe-read', 'unix-receive'],
    file: module('subprocess'),
    function: /^_?communicate/,
    advice:
      'communicate() waits until every holder of the pipe has closed it, also what the child has left running in the background: pass timeout=30, then kill the child and call it again.',
  },
  {
    about: 'child',
    kinds: ['child-exit'],
    file: module('subprocess'),
    function: /^(?:_?wait|_try_wait|call|check_call)$/,
    advice:
      'wait() reads nothing: a child with stdout=PIPE or stderr=PIPE hangs as soon as the pipe is full. Use communicate(), or send the output to a file, and pass a timeout.',
  },
  {
    about: 'child',
    kinds: ['child-exit', 'poll', 'pipe-read', 'unix-receive'],
    function: /(?:^|\.)(?:spawnSync|execSync|execFileSync)$/,
    advice:
      'The synchronous call stops the whole event loop until the child ends: use the asynchronous one, or give it { timeout: 30000, killSignal: "SIGKILL" }.',
  },
  {
    about: 'queue',
    kinds: [...lockKinds, 'thread-join', 'semaphore', 'pipe-write'],
    file: module('multiprocessing/queues'),
    function: /^(?:join_thread|_finalize_join|_feed)$/,
    advice:
      'A process that has put items into a multiprocessing.Queue does not end before they are read: read the queue before join(), or call cancel_join_thread() where they may be lost.',
  },
  {
    about: 'queue',
    kinds: [...lockKinds, 'semaphore', 'thread-join'],
    file: module('multiprocessing/pool'),
    function: /^(?:get|wait|join|next|map|starmap|apply)$/,
    advice:
      'The result of a pool worker that was killed never comes, and its pool does not notice: bound get() with a timeout, or use concurrent.futures.ProcessPoolExecutor, which raises BrokenProcessPool.',
  },
  {
    about: 'queue',
    kinds: lockKinds,
    file: module('(?:q|Q)ueue'),
    function: /^join$/,
    advice:
      'Queue.join() waits until task_done() was called once for each item: a worker that ended with an exception never calls it; call it in a finally.',
  },
  {
    about: 'exit',
    kinds: [...lockKinds, 'thread-join'],
    file: module('concurrent/futures/thread'),
    function: /^_python_exit$/,
    advice:
      'The program has ended, and Python waits for the threads of a ThreadPoolExecutor: see what they do, bound their work, or call shutdown(wait=False, cancel_futures=True).',
  },
  {
    about: 'exit',
    kinds: [...lockKinds, 'thread-join'],
    file: module('threading'),
    function: /^(?:_shutdown|_exitfunc|__exitfunc)$/,
    advice:
      'The program has ended, and Python waits for its threads that are no daemons: see what they do, or start them with daemon=True.',
  },
];
