// Runs the zoo, from what tsc has built: real hung and real healthy programs, judged against the truth about them.
import { runZoo } from '../build/test/zoo/run.js';

process.exitCode = await runZoo(process.argv.slice(2));
