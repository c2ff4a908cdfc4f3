/** What is shipped, as the build has left it: package.json's promises, and nothing of the machine that built it. */
import assert from 'node:assert/strict';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { tool } from '../src/report/tool.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

const manifest = z
  .object({
    name: z.string(),
    version: z.string(),
    bin: z.record(z.string(), z.string()),
    files: z.array(z.string()),
    dependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(textOf('package.json')));
const bundle = manifest.bin['why-stuck'] ?? '';

test('package: the reports name the version of package.json', () => {
  assert.deepEqual(tool, { name: manifest.name, version: manifest.version });
});

test('package: the changelog has a chapter about this version', () => {
  assert.match(
    textOf('CHANGELOG.md'),
    new RegExp(`^## \\[?${manifest.version.replaceAll('.', '\\.')}\\b`, 'm'),
  );
});

test('package: whatever is listed for shipping is there', () => {
  const absent = [...manifest.files, bundle, 'LICENSE', 'README.md', 'schema/report.v1.schema.json'].filter(
    (file) => !existsSync(join(root, file)),
  );
  assert.deepEqual(absent, []);
});

test('package: the command can be run, from anywhere', () => {
  accessSync(join(root, bundle), constants.X_OK);
  assert.match(textOf(bundle), /^#!\/usr\/bin\/env node\n/);
  const told = execFileSync(process.execPath, [join(root, bundle), '--version'], {
    cwd: '/',
    encoding: 'utf8',
  });
  assert.equal(told.trim(), manifest.version);
});

test('package: the one file is all that runs: no other package is loaded, and no validator is inside', () => {
  const text = textOf(bundle);
  const loaded = new Set([...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name ?? ''));
  assert.deepEqual(
    [...loaded].filter((name) => !/^node:|^[a-z_]+(?:\/[a-z]+)?$/.test(name)),
    [],
  );
  for (const name of Object.keys(manifest.dependencies))
    assert.ok(!loaded.has(name), `${name} is not in the bundle`);
  for (const word of ['zod', 'toJSONSchema', 'fast-check'])
    assert.ok(!text.includes(word), `${word} is in the bundle`);
});

test('package: the licences of all that is inside are told', () => {
  const notices = textOf('dist/THIRD-PARTY-LICENSES.txt');
  for (const [name, version] of Object.entries(manifest.dependencies))
    assert.ok(notices.includes(`${name} ${version} (`), `no notice about ${name} ${version}`);
  assert.ok(!notices.includes('no licence text'), 'a package without its licence text');
});

test('package: no path of the machine that built it', () => {
  for (const file of [bundle, 'dist/THIRD-PARTY-LICENSES.txt', 'schema/report.v1.schema.json'])
    for (const path of [root, homedir()].filter((one) => one.length > '/root'.length))
      assert.ok(!textOf(file).includes(path), `${file} holds ${path}`);
});
