/**
 * Measures why-stuck against the zoo: `npm run zoo -- [substring…]`. Nothing is made twice here: what is printed
 * is what one run of each scene gave. The table counts culprits over the hung scenes and false alarms over the healthy.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kinds } from '../../src/waits/wait.ts';
import { complaintsOf, perform, performAll, type Outcome } from './perform.ts';
import { findScenes, type Named } from './scenes.ts';

const usage = `usage: npm run zoo -- [options] [substring...]
  --list        name the scenes, make none
  --table       how many scenes show each kind of wait
  --make-only   make and clear each scene, ask nothing
  --keep DIR    write the report and the truth of every scene that failed into DIR
`;

interface Result {
  readonly scene: Named;
  readonly outcome: Outcome;
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} % (${part}/${whole})`;

const row = (name: string, value: string | number): string => `${name.padEnd(22)}${value}\n`;

const kindTable = (scenes: readonly Named[]): string =>
  kinds
    .map((kind) => {
      const count = (sort: Named['sort']): number =>
        scenes.filter((one) => one.sort === sort && one.shows.includes(kind)).length;
      return row(kind, `${count('hung')} hung, ${count('suspect')} suspect, ${count('healthy')} healthy`);
    })
    .join('');

const summary = (results: readonly Result[]): string => {
  const judged = results.flatMap(({ scene, outcome }) =>
    outcome.as === 'judged' ? [{ scene, ...outcome }] : [],
  );
  const causes = judged
    .filter(({ scene }) => scene.sort === 'hung')
    .map(({ judgement }) => judgement.culprits);
  const sum = (pick: (one: (typeof causes)[number]) => number): number =>
    causes.reduce((total, one) => total + pick(one), 0);
  const healthy = judged.filter(({ scene }) => scene.sort === 'healthy');
  const alarms = healthy.filter(({ report }) => report.verdict === 'stuck');
  const notMade = results.filter(({ outcome }) => outcome.as === 'not-made');
  return [
    row('scenes', `${results.length}: ${judged.length} judged, ${notMade.length} not made`),
    row(
      'without complaint',
      percent(
        results.filter(({ outcome }) => complaintsOf(outcome).length === 0).length - notMade.length,
        judged.length,
      ),
    ),
    row(
      'culprit precision',
      percent(
        sum((one) => one.right),
        sum((one) => one.told),
      ),
    ),
    row(
      'culprit recall',
      percent(
        sum((one) => one.right),
        sum((one) => one.true),
      ),
    ),
    row(
      'kind accuracy',
      percent(
        sum((one) => one.kindRight),
        sum((one) => one.right),
      ),
    ),
    row('false alarms', percent(alarms.length, healthy.length)),
  ].join('');
};

const describe = ({ scene, outcome }: Result): string => {
  const complaints = complaintsOf(outcome);
  const notes = outcome.as === 'judged' ? outcome.judgement.notes : [];
  const word =
    outcome.as === 'not-made' && !outcome.isFault
      ? `skip (${outcome.why})`
      : complaints.length > 0
        ? 'FAIL'
        : 'ok';
  const more = [...complaints.map((text) => `    ${text}\n`), ...notes.map((text) => `    note: ${text}\n`)];
  return `${scene.sort}/${scene.name}: ${word}\n${more.join('')}`;
};

/** Gives the exit code. */
export const runZoo = async (args: readonly string[]): Promise<number> => {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { list: flag, table: flag, 'make-only': flag, help: flag, keep: { type: 'string' } },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const scenes = await findScenes(positionals);
  if (values.list)
    for (const scene of scenes) process.stdout.write(`${scene.sort}/${scene.name}: ${scene.title}\n`);
  if (values.table) process.stdout.write(kindTable(scenes));
  if (values.list || values.table) return 0;

  const began = Date.now();
  const results: Result[] = [];
  await performAll(scenes, async (scene) => {
    const result = { scene, outcome: await perform(scene, values['make-only']) };
    results.push(result);
    process.stdout.write(describe(result));
    if (values.keep === undefined || complaintsOf(result.outcome).length === 0) return;
    mkdirSync(values.keep, { recursive: true });
    writeFileSync(
      join(values.keep, `${scene.sort}-${scene.name}.json`),
      JSON.stringify(result.outcome, null, 2),
    );
  });
  process.stdout.write(`\n${summary(results)}${row('seconds', ((Date.now() - began) / 1000).toFixed(1))}`);
  return results.some(({ outcome }) => complaintsOf(outcome).length > 0) ? 1 : 0;
};
