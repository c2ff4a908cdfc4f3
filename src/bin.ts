/** The program `why-stuck`. The version is told without loading anything else. */
import { tool } from './report/tool.ts';

const [, , ...args] = process.argv;

async function main(): Promise<void> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(`${tool.version}\n`);
    return;
  }
  const { run } = await import('./cli.ts');
  process.exitCode = await run(args);
}

void main();
