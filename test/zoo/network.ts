/**
 * Hosts that several scenes need: network namespaces of two sleeping processes, joined by a pair of Ethernet
 * devices (veth(4)). They end with the processes, so there is nothing to undo; nothing leaves this machine.
 */
import { readlinkSync } from 'node:fs';
import type { Program, Stage, Truth } from './scene.ts';

export interface Host {
  /** What a program starts through to be on this host. */
  readonly through: readonly string[];
  readonly address: string;
}

const newHost = async (stage: Stage, address: string): Promise<Host> => {
  const keeper = await stage.start(['unshare', '--net', 'sleep', 'infinity'], { ready: null });
  const own = readlinkSync('/proc/self/ns/net');
  await stage.until('a network namespace', () => readlinkSync(`/proc/${keeper.pid}/ns/net`) !== own);
  return { through: ['nsenter', `--net=/proc/${keeper.pid}/ns/net`], address };
};

const onHost = (stage: Stage, { through }: Host, command: string): Promise<string> =>
  stage.run([...through, 'sh', '-c', command]);

/** Two hosts on one wire. The near one knows the far one's hardware address for good, so that no ARP question fails. */
export const twoHosts = async (stage: Stage): Promise<{ readonly near: Host; readonly far: Host }> => {
  const near = await newHost(stage, '10.77.0.1');
  const far = await newHost(stage, '10.77.0.2');
  const farNamespace = far.through[1]?.replace('--net=/proc/', '').replace('/ns/net', '') ?? '';
  const up = 'ip link set lo up && ip link set eth0 up';
  await onHost(
    stage,
    near,
    `ip link add eth0 type veth peer name eth0 netns ${farNamespace} address 02:00:00:00:00:02`,
  );
  await onHost(stage, near, `ip address add ${near.address}/24 dev eth0 && ${up}`);
  await onHost(stage, far, `ip address add ${far.address}/24 dev eth0 && ${up}`);
  await onHost(
    stage,
    near,
    `ip neighbour replace ${far.address} lladdr 02:00:00:00:00:02 dev eth0 nud permanent`,
  );
  await stage.until('a wire', async () =>
    (await onHost(stage, near, 'ip -oneline link show eth0')).includes('LOWER_UP'),
  );
  return { near, far };
};

/** From now on whatever is sent to this host is lost without a word. */
const falls = (stage: Stage, host: Host): Promise<string> => onHost(stage, host, 'ip address flush dev eth0');

const server = `
import socket, sys
listener = socket.create_server(('', int(sys.argv[1])), backlog=50)
print('ready')
kept = []
while True:
    kept.append(listener.accept()[0])
    kept[-1].recv(4096)
    print('asked %d' % len(kept))
`;

export interface Vanishing {
  /** Of the host from which the questions come. */
  readonly through: readonly string[];
  readonly address: string;
  readonly port: number;
  /** After this many connections have put their question, the host is gone, with no FIN and no RST. */
  vanish(questions?: number): Promise<void>;
}

/** A server on another host. It takes questions, and before it could answer its host is switched off. */
export const vanishingServer = async (stage: Stage): Promise<Vanishing> => {
  const { near, far } = await twoHosts(stage);
  const port = 80;
  const program = await stage.python(server, { name: 'server', through: far.through, args: [String(port)] });
  const vanish = async (questions = 1): Promise<void> => {
    await program.line(`asked ${questions}`);
    await falls(stage, far);
    process.kill(program.pid, 'SIGKILL');
    await stage.until('the end of the server', () => [null, 'Z'].includes(stage.state(program.pid)));
  };
  return { through: near.through, address: far.address, port, vanish };
};

/** The truth about one program that has put a question to a host which is gone: it is the client that is stuck. */
export const hungOnRemote = async (
  stage: Stage,
  start: (server: Vanishing) => Promise<Program>,
  calls: readonly string[],
  kind = 'tcp-receive',
): Promise<Truth> => {
  const vanishing = await vanishingServer(stage);
  const { pid } = await start(vanishing);
  await vanishing.vanish();
  const sleeps = async (tid: number): Promise<number> => stage.asleep(pid, calls, tid).then(() => tid);
  await Promise.any(stage.threads(pid).map(sleeps));
  return {
    ask: [pid],
    rootCauses: [{ pid, kind, victims: [] }],
    statuses: { [pid]: 'stuck' },
    edges: [{ from: pid, to: `${vanishing.address}:${vanishing.port}`, kind, certain: true }],
  };
};
