/**
 * The rooms of the house (docs/architecture.md): a folder imports only from folders to its left, and only a few
 * files touch the machine. Reads the import lines of src/ and says of each broken one why it is.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const rooms =
  'view sources machine logs waits graph verdicts recover report diagnose supervise commands cli bin'.split(
    ' ',
  );
const strangers = new Set(['recover report', 'report recover']);
/** Files, children, sockets: whoever needs them goes through the view. */
const effects = /^(?:(?:node:)?(?:fs|fs\/promises|child_process|net|worker_threads)|execa)$/;
const mayAct = /^(?:view\/|logs\/|recover\/run\.ts$|supervise\/|commands\/|cli\.ts$|bin\.ts$)/;

const imports = /^(?:import|export)\b[^;']*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
const roomOf = (file: string): string => file.split('/')[0]?.replace(/\.ts$/, '') ?? '';

/** What is wrong with one file's import of another; null when nothing is. */
const complaintAbout = (file: string, imported: string): string | null => {
  if (!imported.startsWith('.'))
    return effects.test(imported) && !mayAct.test(file)
      ? `imports ${imported}: only ${mayAct.source} touch the machine`
      : null;
  const target = normalize(join(file, '..', imported));
  const [here, there] = [roomOf(file), roomOf(target)];
  if (!rooms.includes(there)) return `imports ${target}: ${there} is no room of the house`;
  if (strangers.has(`${here} ${there}`))
    return `imports ${target}: ${here} and ${there} do not know each other`;
  return rooms.indexOf(there) > rooms.indexOf(here)
    ? `imports ${target}: ${there} is to the right of ${here} (${rooms.join(' ')})`
    : null;
};

const rows = [
  { file: 'waits/pipe.ts', imported: '../graph/graph.ts', want: /graph is to the right of waits/ },
  { file: 'graph/graph.ts', imported: '../waits/wait.ts', want: null },
  { file: 'recover/plan.ts', imported: '../report/report.ts', want: /do not know each other/ },
  { file: 'verdicts/rules/needed.ts', imported: '../case.ts', want: null },
  { file: 'machine/tasks.ts', imported: 'node:fs', want: /touch the machine/ },
  { file: 'waits/wait.ts', imported: '../utils/text.ts', want: /no room/ },
  { file: 'view/live.ts', imported: 'node:fs', want: null },
];
for (const { file, imported, want } of rows)
  test(`import order: ${file} imports ${imported}`, () => {
    const told = complaintAbout(file, imported);
    if (want === null) assert.equal(told, null);
    else assert.match(told ?? '', want);
  });

const source = fileURLToPath(new URL('../../src/', import.meta.url));
const files = readdirSync(source, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts'));

test('import order: every import line of src', () => {
  assert.ok(files.length > 100, 'the sources were not found');
  const complaints = files.flatMap((file) =>
    [...readFileSync(join(source, file), 'utf8').matchAll(imports)].flatMap(
      ([, ...found]) => complaintAbout(file, found.find(Boolean) ?? '')?.replace(/^/, `src/${file} `) ?? [],
    ),
  );
  assert.deepEqual(complaints, []);
});

test('import order: the clock and chance are asked where the machine is', () => {
  const asked = /\b(?:Date\.now|performance\.now|Math\.random)\(|\bnew Date\(\)|\bset(?:Timeout|Interval)\(/;
  const guilty = files.filter(
    (file) => !mayAct.test(file) && asked.test(readFileSync(join(source, file), 'utf8')),
  );
  assert.deepEqual(guilty, []);
});
