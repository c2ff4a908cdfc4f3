/** Real programs, looked at as a diagnosis looks at them, and gone when the test ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineOf } from '../../src/machine/index.ts';
import { liveView } from '../../src/view/live.ts';
import { recognise } from '../../src/waits/index.ts';
import type { Ender, Wait } from '../../src/waits/wait.ts';
import type { Stage } from '../zoo/scene.ts';
import { raise } from '../zoo/stage.ts';
import { NotHere } from '../zoo/tools.ts';

export type Look = (pid: number, tid?: number) => Promise<Wait | null>;

const look: Look = async (pid, tid = pid) => {
  const machine = machineOf(liveView());
  const thread = machine.process(pid)?.thread(tid);
  if (!thread) throw new Error(`there is no thread ${tid} of ${pid}`);
  return recognise(thread, machine);
};

/** `make` looks and asserts; what this machine cannot show is left out, with the reason. */
export function onStage(title: string, make: (stage: Stage, look: Look) => Promise<void>): void {
  test(title, async (context) => {
    const { stage, end } = raise(title.replace(/\W+/g, '-'));
    const failure = await make(stage, look).catch((error: unknown) => error);
    const left = await end();
    if (failure instanceof NotHere) context.skip(failure.message);
    else if (failure !== undefined) throw failure;
    assert.deepEqual(left, []);
  });
}

/** Who could end a wait, in short: `200 exit`, `outside`. */
export const inShort = (enders: readonly Ender[]): readonly string[] =>
  enders.map((ender) =>
    ender.by === 'task'
      ? `${ender.pid}${ender.tid === undefined ? '' : `/${ender.tid}`} ${ender.need}`
      : ender.by === 'remote'
        ? ender.address
        : ender.by,
  );
