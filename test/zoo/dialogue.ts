/** A server and a client that several scenes have on stage: one question, and what becomes of the answer. */
import type { Program, Stage } from './scene.ts';

/** A free port of the loopback, or the path of a Unix socket. */
export interface Service extends Program {
  readonly at: string;
}

const open = (at: string): string => `
import fcntl, os, select, signal, socket, sys, threading, time
at = sys.argv[1]
def listen(backlog):
    if at:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(at)
    else:
        listener = socket.socket()
        listener.bind(('127.0.0.1', 0))
    listener.listen(backlog)
    print('at %s' % (at or listener.getsockname()[1]))
    return listener
${at}`;

/** A server in Python; `listen(backlog)` makes its listener and says where it is. */
export const serverOf = async (
  stage: Stage,
  source: string,
  options: {
    readonly name?: string;
    readonly path?: string;
    readonly args?: readonly string[];
    readonly through?: readonly string[];
  } = {},
): Promise<Service> => {
  const { name = 'server', path = '', args = [], through = [] } = options;
  const program = await stage.python(open(source), { name, args: [path, ...args], ready: 'at', through });
  return { ...program, at: await program.line('at') };
};

/** Takes one connection, `peer`, and reads its question; then does `then`. */
export const serverThat = (
  stage: Stage,
  then: string,
  options?: Parameters<typeof serverOf>[2],
): Promise<Service> =>
  serverOf(
    stage,
    `
listener = listen(20)
peer = listener.accept()[0]
peer.recv(100)
print('asked')
${then}`,
    options,
  );

const client = `
import socket, sys
at = sys.argv[1]
server = socket.socket() if at.isdigit() else socket.socket(socket.AF_UNIX)
server.connect(('127.0.0.1', int(at)) if at.isdigit() else at)
server.send(b'question\\n')
print('ready')
server.recv(100)
`;

/** Connects, asks, and waits for the answer without a limit; is asleep in that when this returns. */
export const clientOf = async (
  stage: Stage,
  { at }: { readonly at: string },
  name = 'client',
): Promise<Program> => {
  const program = await stage.python(client, { name, args: [at] });
  await stage.asleep(program.pid, ['recvfrom']);
  return program;
};
