/** The two errors that are the reader's to mend. Each message is one line that says what to do next. */

/** The command is wrong: an option, a pattern, a file that it names. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command is right, but this machine could not be looked at. */
export class LookError extends Error {
  override readonly name = 'LookError';
}
