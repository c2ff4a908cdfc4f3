/** Evidence before anything is ended: the report and a recording of what it was made from, secrets hidden. */
import { writeFile } from 'node:fs/promises';
import type { Hands } from '../recover/hands.ts';
import { recorded } from '../logs/index.ts';
import { render } from '../report/json.ts';
import { tool } from '../report/tool.ts';
import { recordingOf, recordingText } from '../view/recorder.ts';
import type { Live, LookOptions } from './look.ts';

export const captureInto =
  (
    hands: Pick<Hands, 'makeDirectory'>,
    directory: string,
    { report, view, logs }: Live,
    options: LookOptions,
  ) =>
  async (): Promise<string> => {
    hands.makeDirectory(directory);
    const stem = `${directory}/why-stuck-${report.takenAt.replaceAll(/[:+]/g, '')}-${process.pid}`;
    const recording = recordingOf(view, {
      toolVersion: tool.version,
      query: report.query,
      secrets: options.redact ? 'hidden' : 'shown',
    });
    const whole = logs ? { ...recording, logs: recorded(logs) } : recording;
    await writeFile(`${stem}.json`, render(report), { mode: 0o600 });
    await writeFile(`${stem}.recording`, recordingText(whole), { mode: 0o600 });
    return `${stem}.json and ${stem}.recording`;
  };
