/** Reads logs: which they are, where they stopped, what began in them and never ended. */
export { readFiles } from './of-files.ts';
export { readLogs } from './of-processes.ts';
export * from './shapes.ts';
