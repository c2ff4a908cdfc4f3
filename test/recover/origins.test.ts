/** Who started it: against a real supervisord where there is one, and by the words of the others' own tools. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { containerIn } from '../../src/recover/origin/container.ts';
import type { Asked } from '../../src/recover/origin/origin.ts';
import { pidInList } from '../../src/recover/origin/pm2.ts';
import { systemd, unitIn } from '../../src/recover/origin/systemd.ts';
import { eventually, isUp, linesIn, lookAt, restartIt, running, stage } from './programs.ts';

// systemd.unit(5), user@.service(5); the last row as seen from outside of a container that runs its own systemd
const units = [
  { path: '/system.slice/fetcher.service', want: { name: 'fetcher.service', uid: null } },
  {
    path: '/system.slice/system-app.slice/app@2.service/workers',
    want: { name: 'app@2.service', uid: null },
  },
  {
    path: '/user.slice/user-1500.slice/user@1500.service/app.slice/foo.service',
    want: { name: 'foo.service', uid: 1500 },
  },
  { path: '/user.slice/user-1500.slice/user@1500.service/init.scope', want: null },
  { path: '/user.slice/user-1500.slice/session-3.scope', want: null },
  { path: '/', want: null },
  { path: '/ws-a/system.slice/hung.service', want: { name: 'hung.service', uid: null } },
];
for (const { path, want } of units)
  test(`origins: the unit of ${path}`, () => assert.deepEqual(unitIn(path), want));

const id = '3f1c'.repeat(16);
const containers = [
  { path: `/system.slice/docker-${id}.scope`, want: { id, runtime: 'docker' } },
  { path: `/docker/${id}`, want: { id, runtime: 'docker' } },
  { path: `/machine.slice/libpod-${id}.scope/container`, want: { id, runtime: 'podman' } },
  { path: '/system.slice/docker.service', want: null },
];
for (const { path, want } of containers)
  test(`origins: the container of ${path.slice(0, 30)}`, () => assert.deepEqual(containerIn(path), want));

const lists = [
  { text: 'welcome\n[{"pid":77,"pm_id":0},{"pid":78,"pm_id":1}]\n', id: 1, want: 78 },
  { text: '[{"pid":0,"pm_id":0}]', id: 0, want: null },
  { text: 'no daemon', id: 0, want: null },
];
for (const { text, id: program, want } of lists)
  test(`origins: pm2 says ${JSON.stringify(text)}`, () => assert.equal(pidInList(text, program), want));

/** What `systemctl show` prints (org.freedesktop.systemd1(5)). */
const shown = (main: number, more = ''): string => `MainPID=${main}\nLoadState=loaded\nCanStart=yes\n${more}`;

/** A process 500 of a session 400 under 400, in the group of cron.service. */
function asked(output: string, { sid = 400, pid = 500 } = {}): Asked {
  const stat = { pid, sid, ppid: 400 };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more of it is asked for
  return {
    hands: {
      tool: (name: string) => `/usr/bin/${name}`,
      exists: () => true,
      run: async () => ({ code: 0, stdout: output, stderr: '' }),
    },
    machine: { view: { text: () => ({ ok: true, value: '0::/system.slice/cron.service\n' }) } },
    stats: [stat, { pid: 400, sid: 400, ppid: 1 }],
    snapshot: { stat },
    isOrdered: false,
    killAfterSeconds: 5,
  } as unknown as Asked;
}

const claims = [
  { situation: 'it is the main process', given: asked(shown(500)), want: 'cron.service 500' },
  {
    situation: 'it is a worker of the main one, in its session',
    given: asked(shown(400)),
    want: 'cron.service 400',
  },
  {
    situation: 'cron started it, in a session of its own',
    given: asked(shown(400), { sid: 500 }),
    want: null,
  },
  { situation: 'systemd knows no main process', given: asked(shown(0)), want: null },
  {
    situation: 'it may not be started by hand',
    given: asked(shown(500, 'RefuseManualStart=yes\n')),
    want: 'cron.service 500 it may not be started by hand (RefuseManualStart=yes)',
  },
];
for (const { situation, given, want } of claims)
  test(`origins: systemd, ${situation}`, async () => {
    const origin = await systemd(given);
    const told = origin && [origin.name, origin.pid, origin.refusal].filter((one) => one !== null).join(' ');
    assert.equal(told, want);
    if (origin) assert.deepEqual(origin.stop?.slice(1), ['stop', '--', 'cron.service']);
  });

const supervisord = '/usr/bin/supervisord';

test(
  'origins: a program of a real supervisord is restarted by it',
  { skip: !existsSync(supervisord) && 'supervisor is not installed' },
  async (t) => {
    const at = stage(t);
    const file = (name: string): string => join(at.directory, name);
    const config = `[unix_http_server]\nfile=${file('s')}\n[supervisord]\nlogfile=${file('s.log')}\npidfile=${file('s.pid')}\nchildlogdir=${at.directory}
[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]\nserverurl=unix://${file('s')}\n[program:app]\ncommand=perl awkward.pl stubborn ${at.name}\ndirectory=${at.directory}\nstdout_logfile=${at.log}\nstopwaitsecs=60\n`;
    writeFileSync(file('s.conf'), config);
    const manager = spawn(supervisord, ['-n', '-c', file('s.conf')], { stdio: 'ignore' });
    t.after(() => {
      manager.kill('SIGKILL');
    });
    assert.ok(await eventually(() => linesIn(at.log, 'ready') === 1, 15_000), 'supervisord has started it');
    const control = (...args: readonly string[]) =>
      spawnSync('/usr/bin/supervisorctl', ['-c', file('s.conf'), ...args], { encoding: 'utf8' }).stdout;
    assert.ok(await eventually(() => control('status').includes('RUNNING'), 10_000));
    const [old = 0] = running(at.name);
    const ran = await restartIt(at, [at.name, '--force', '--yes']);
    const told = JSON.stringify(ran.report.restart, null, 1);
    assert.equal(ran.code, 0, told);
    assert.equal(ran.target?.via, 'supervisord', told);
    assert.ok(!isUp(old));
    assert.deepEqual(running(at.name), [ran.target?.newPid]);
    assert.equal(lookAt(ran.target?.newPid ?? 0).ppid, manager.pid);
    assert.match(control('status'), /RUNNING/);
  },
);
