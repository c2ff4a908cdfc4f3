/**
 * Makes what is shipped, after tsc has made build/: dist/why-stuck.cjs (one file; what stands behind `import()` is run
 * only when it is asked for), the licences of the packages inside it, and the JSON Schema of the report.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { toJSONSchema } from 'zod';
import { report } from '../build/src/report/schema.js';

const bundle = 'dist/why-stuck.cjs';

rmSync('dist', { recursive: true, force: true });
for (const directory of ['dist', 'schema']) mkdirSync(directory, { recursive: true });

const shape = {
  bundle: true,
  platform: 'node',
  target: 'node18.19',
  // what is compiled out of a text cannot import(), so what comes with Node is required
  supported: { 'dynamic-import': false },
  // CommonJS starts 5 to 9 ms sooner than the same in one ES module, and a single executable needs it up to Node 24
  format: 'cjs',
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/**
 * The engine reads through every function of a file before it runs the first line, so the program stands in the file as
 * a text, which is compiled when something more than the version is asked for.
 */
const { metafile, outputFiles } = await build({ ...shape, entryPoints: ['src/cli.ts'], write: false });
const asText = {
  name: 'as text',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/cli\.ts$/ }, () => ({ path: 'program', namespace: 'text' }));
    onLoad({ filter: /^program$/, namespace: 'text' }, () => ({
      contents: `
        const { compileFunction } = require('node:vm');
        const program = compileFunction(${JSON.stringify(outputFiles[0].text)}, ['require', 'module', 'exports', '__filename']);
        program(require, module, module.exports, __filename);`,
    }));
  },
};
await build({
  ...shape,
  entryPoints: ['src/bin.ts'],
  outfile: bundle,
  banner: { js: '#!/usr/bin/env node' },
  plugins: [asText],
});
chmodSync(bundle, 0o755);

/** `node_modules/chalk` for every package of which the bundle holds a file. */
const packages = new Set(
  Object.keys(metafile.inputs).flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? [],
  ),
);

function noticeOf(directory) {
  const { name, version, license } = JSON.parse(readFileSync(`${directory}/package.json`, 'utf8'));
  const file = readdirSync(directory).find((one) => /^licen[cs]e/i.test(one));
  const text =
    file === undefined
      ? 'The package holds no licence text.'
      : readFileSync(`${directory}/${file}`, 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

writeFileSync(
  'dist/THIRD-PARTY-LICENSES.txt',
  [...packages]
    .sort()
    .map(noticeOf)
    .join(`\n${'-'.repeat(72)}\n\n`),
);

const schema = { title: 'why-stuck report, version 1', ...toJSONSchema(report, { target: 'draft-2020-12' }) };
writeFileSync('schema/report.v1.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
