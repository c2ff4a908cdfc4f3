/** A captured /proc for a test: files with their contents; a name that ends in `@` becomes a fifo. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];

export function procTree(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(tmpdir(), 'why-stuck-proc-'));
  made.push(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    if (name.endsWith('@')) execFileSync('mkfifo', [join(root, name)]);
    else writeFileSync(join(root, name), content);
  }
  return root;
}

export function stale(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
}
