/**
 * Answers for every station but one: `node server.mjs HOST PORT STATION [stop]`. The question about that one it takes,
 * says so, and never answers; with `stop` it stops itself (SIGSTOP).
 */
import { createServer } from 'node:http';

const [host, port, silent, then] = process.argv.slice(2);
/** As long as a real server would think about it. */
const thinksMs = 25;

const server = createServer(({ url = '' }, response) => {
  const station = url.slice('/station/'.length);
  if (station !== silent) {
    setTimeout(() => response.end(JSON.stringify({ station, celsius: 4.1, hectopascal: 1013 })), thinksMs);
    return;
  }
  process.stdout.write(`asked ${station}\n`, () => {
    if (then === 'stop') process.kill(process.pid, 'SIGSTOP');
  });
});
server.listen(Number(port), host, () => process.stdout.write(`ready ${server.address().port}\n`));
