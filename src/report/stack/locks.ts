/** Locks that nobody will release, and input that nobody will give. */
import { lockKinds, module, type Pattern, type Stack } from './pattern.ts';

/** What takes a lock and does nothing else. */
const isLockOnly = ({ inner }: Stack): boolean =>
  inner.every(
    ({ file, function: name }) =>
      module('threading').test(file ?? '') && /^(?:acquire|__enter__)$/.test(name ?? ''),
  );

const isTwiceThere = ({ own, frames }: Stack): boolean =>
  own !== null &&
  own.function !== null &&
  frames.filter(({ function: name, file }) => name === own.function && file === own.file).length > 1;

const isForked = ({ frames }: Stack): boolean =>
  frames.some(
    ({ file, function: name }) =>
      (module('multiprocessing/popen_fork').test(file ?? '') && name === '_launch') ||
      (module('multiprocessing/forking').test(file ?? '') && name === '__init__'),
  );

export const locksAndInput: readonly Pattern[] = [
  {
    about: 'lock',
    kinds: lockKinds,
    file: module('logging/__init__'),
    function: /^(?:acquire|handle|_acquireLock|emit|flush|callHandlers)$/,
    when: isForked,
    advice:
      "It waits for a lock of the logging module in a process that began with fork(): if another thread was logging at that moment, the lock stays taken for ever. Use multiprocessing.set_start_method('spawn').",
  },
  {
    about: 'lock',
    kinds: lockKinds,
    file: module('logging/__init__'),
    function: /^(?:acquire|handle|_acquireLock|emit|flush|callHandlers)$/,
    advice:
      'It waits for a lock of the logging module: its holder is blocked in writing a record, or this thread has it already (a signal handler or a destructor that logs). Log through QueueHandler, and not in signal handlers.',
  },
  {
    about: 'lock',
    kinds: lockKinds,
    when: (stack) => stack.own?.language === 'python' && isForked(stack) && isLockOnly(stack),
    advice:
      "This process began with fork(): a lock that another thread held at that moment stays taken for ever in it. If this is one, use multiprocessing.set_start_method('spawn').",
  },
  {
    about: 'lock',
    kinds: lockKinds,
    when: (stack) => stack.own?.language === 'python' && isTwiceThere(stack) && isLockOnly(stack),
    advice:
      'The same function is twice on the stack of this thread: if it takes the same lock each time it waits for itself. Use threading.RLock, or do not call back while the lock is held.',
  },
  {
    about: 'input',
    kinds: ['tty-read', 'pipe-read', 'unix-receive'],
    file: module('pdb|bdb|cmd|ipdb/\\w+'),
    advice:
      'It stands in the debugger: a breakpoint was left in the program. Set PYTHONBREAKPOINT=0 to pass over breakpoint().',
  },
  {
    about: 'input',
    kinds: ['tty-read'],
    file: module('getpass'),
    advice:
      'It asks for a password at the terminal: give it from a file or a variable where nobody sits there.',
  },
  {
    about: 'input',
    kinds: ['tty-read'],
    when: ({ own }) => own?.language === 'python',
    advice:
      'It reads from the terminal, as input() does: where nobody sits there start it with </dev/null, so that it gets EOFError instead of waiting.',
  },
];
