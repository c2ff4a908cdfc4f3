/** Servers of the distribution, as several scenes have them: in the scene's own directory, on sockets in it. */
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program, Stage } from './scene.ts';
import { cached } from './tools.ts';

/** A port that was free a moment ago, for servers that cannot choose one themselves. */
export const freePort = async (stage: Stage): Promise<number> => {
  const source = 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])';
  return Number(await stage.run(['python3', '-c', source]));
};

/** A server in the foreground, once somebody listens at this port of the loopback, or at this Unix socket. */
export const listening = async (
  stage: Stage,
  argv: readonly string[],
  at: number | string,
  options: Parameters<Stage['start']>[1] = {},
): Promise<Program> => {
  const program = await stage.start(argv, { ready: null, ...options });
  const source = `
import socket, sys
at = sys.argv[1]
socket.socket(socket.AF_INET if at.isdigit() else socket.AF_UNIX).connect(('127.0.0.1', int(at)) if at.isdigit() else at)`;
  await stage.until(`somebody at ${at}`, async () => {
    if ([null, 'Z'].includes(stage.state(program.pid))) throw new Error(`${argv.join(' ')} has ended`);
    return stage.run(['python3', '-c', source, String(at)]).then(
      () => true,
      () => false,
    );
  });
  return program;
};

/** nginx with two workers; `http` is what stands in its http block. */
export const startNginx = async (
  stage: Stage,
  http: (port: number) => string,
): Promise<Program & { readonly port: number }> => {
  const port = await freePort(stage);
  const file = join(stage.dir, 'nginx.conf');
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${stage.dir}/${name};`)
    .join(' ');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(
    file,
    `daemon off; ${user} worker_processes 2; pid ${stage.dir}/nginx.pid; error_log ${stage.dir}/error.log;
events { }
http { access_log off; ${paths} ${http(port)} }`,
  );
  const program = await listening(stage, ['nginx', '-c', file, '-e', `${stage.dir}/error.log`], port);
  return { ...program, port };
};

/** redis-server on a Unix socket, writing nothing. */
export const startRedis = async (stage: Stage): Promise<Program & { readonly socket: string }> => {
  const socket = join(stage.dir, 'redis.sock');
  const program = await listening(
    stage,
    ['redis-server', '--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no'],
    socket,
  );
  return { ...program, socket };
};

export interface Postgres extends Program {
  /** psql, connected; commands come in by `write`, lines go out. */
  session(): Promise<Program & { readonly backend: number }>;
}

/** A new PostgreSQL cluster on a Unix socket; it refuses to be root. */
export const startPostgres = async (stage: Stage): Promise<Postgres> => {
  const root = '/usr/lib/postgresql';
  const version = readdirSync(root).sort().at(-1) ?? stage.skip('PostgreSQL is not installed');
  const bin = join(root, version, 'bin');
  const through =
    process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
  const data = join(stage.dir, 'data');
  const template = await cached(['postgres', bin, String(process.getuid?.())], async (directory) => {
    if (through.length > 0) chmodSync(directory, 0o777);
    const options = ['--no-sync', '--auth=trust', '--username=postgres', '-D', join(directory, 'data')];
    await stage.run([...through, join(bin, 'initdb'), ...options]);
  });
  await stage.run(['cp', '-a', join(template, 'data'), data]);
  const socket = join(stage.dir, '.s.PGSQL.5432');
  const settings = ['-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'max_connections=20'];
  const program = await listening(
    stage,
    [join(bin, 'postgres'), '-D', data, '-k', stage.dir, ...settings],
    socket,
    {
      through,
    },
  );
  stage.atEnd(async () => {
    process.kill(program.pid, 'SIGQUIT'); // it removes its shared memory; SIGKILL would leave it
    await stage.until('the end of PostgreSQL', () => [null, 'Z'].includes(stage.state(program.pid)));
  });
  const session = async (): Promise<Program & { readonly backend: number }> => {
    const argv = [join(bin, 'psql'), '-h', stage.dir, '-U', 'postgres', '-XqAt', 'postgres'];
    const psql = await stage.start(argv, { stdin: 'pipe', ready: null });
    psql.write("select 'backend ' || pg_backend_pid();\n");
    return { ...psql, backend: Number(await psql.line('backend')) };
  };
  return { ...program, session };
};
