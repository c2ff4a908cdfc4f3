/** How the new process is to be started: everything but its environment, which is read when it is needed, and kept in memory. */

/** Where a standard descriptor of the new process leads. */
export type Stdio =
  | { readonly to: 'null'; readonly lost: string | null }
  /** Opened through the old one's descriptor (`again`), by its path where that has another file now. */
  | {
      readonly to: 'file';
      readonly path: string;
      readonly access: 'r' | 'w' | 'rw';
      readonly append: boolean;
    }
  | { readonly to: 'pipe'; readonly path: string; readonly access: 'r' | 'w' | 'rw' };

export interface StartPlan {
  /** The file that is executed, and the arguments from argv[0] on. */
  readonly file: string;
  readonly argv: readonly string[];
  /** Programs that give back what a process has from its starter (setpriv, prlimit, nice …), before the program itself. */
  readonly chain: readonly string[];
  readonly cwd: string;
  readonly umask: number | null;
  /** Signals that stay ignored, without SIG: `nohup` ignores HUP. */
  readonly ignored: readonly string[];
  readonly stdio: readonly [Stdio, Stdio, Stdio];
  /** Whose environment it gets; null: that of the tools, bare. */
  readonly environmentOf: number | null;
  /** The directory of the control group (version 2) it belongs into; null: where the starter is. */
  readonly cgroup: string | null;
  /** How long the keeper waits for the old ones to end where why-stuck itself was ended, seconds. */
  readonly patienceSeconds: number;
}
