/** All that can be asked of a restart, with what holds where nothing is. */
import type { Via } from './origin/origin.ts';

export interface ExpectedLog {
  readonly file: string;
  readonly text: string;
}

export interface Limit {
  readonly times: number;
  readonly seconds: number;
}

export interface Settings {
  readonly via: Via | null;
  readonly command: string | null;
  readonly killAfter: number;
  readonly settle: number;
  readonly threshold: number;
  readonly expectLog: ExpectedLog | null;
  readonly expectWithin: number;
  readonly tries: number;
  readonly maxDelay: number;
  readonly limit: Limit | null;
  readonly pidFile: string | null;
}

export const defaults: Settings = {
  via: null,
  command: null,
  killAfter: 5,
  settle: 0,
  threshold: 1,
  expectLog: null,
  expectWithin: 30,
  tries: 3,
  maxDelay: 3600,
  limit: null,
  pidFile: null,
};
