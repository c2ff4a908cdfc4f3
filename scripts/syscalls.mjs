// Writes src/sources/syscalls/*.gen.ts, the names of the system calls by number, from the kernel's own headers:
// node scripts/syscalls.mjs (needs gcc and linux-libc-dev)
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/** What arch/arm64/include/uapi/asm/unistd.h asks of the generic table. */
const wantedByArm64 = [
  'RENAMEAT',
  'NEW_STAT',
  'SET_GET_RLIMIT',
  'TIME32_SYSCALLS',
  'SYS_CLONE3',
  'MEMFD_SECRET',
].map((name) => `-D__ARCH_WANT_${name}`);

const tables = [
  { name: 'x86-64', header: 'asm/unistd_64.h', flags: [] },
  { name: 'i386', header: 'asm/unistd_32.h', flags: [] },
  { name: 'aarch64', header: 'asm-generic/unistd.h', flags: wantedByArm64 },
];

/** From 424 on the numbers are the same on every architecture: those that are younger than the headers here. */
const younger = {
  451: 'cachestat',
  452: 'fchmodat2',
  453: 'map_shadow_stack',
  454: 'futex_wake',
  455: 'futex_wait',
  456: 'futex_requeue',
  457: 'statmount',
  458: 'listmount',
  459: 'lsm_get_self_attr',
  460: 'lsm_set_self_attr',
  461: 'lsm_list_modules',
  462: 'mseal',
  463: 'setxattrat',
  464: 'getxattrat',
  465: 'listxattrat',
  466: 'removexattrat',
  467: 'open_tree_attr',
  468: 'file_getattr',
  469: 'file_setattr',
};

for (const { name, header, flags } of tables) {
  const source = `#include <${header}>\n`;
  const macros = execFileSync('gcc', ['-E', '-dM', '-xc', ...flags, '-'], {
    input: source,
    encoding: 'utf8',
  });
  const defined = new Map();
  for (const [, macro, value] of macros.matchAll(/^#define (__NR\w*) (\w+)$/gm)) defined.set(macro, value);
  const numbers = new Map(Object.entries(younger).map(([number, call]) => [Number(number), call]));
  for (const [macro, value] of defined) {
    const number = Number(/^\d+$/.test(value) ? value : defined.get(value));
    const call = /^__NR_(?!syscalls$|arch_specific_syscall$)(\w+)$/.exec(macro)?.[1];
    if (call !== undefined && Number.isInteger(number)) numbers.set(number, call);
  }
  const last = Math.max(...numbers.keys());
  const names = Array.from({ length: last + 1 }, (_, number) => numbers.get(number) ?? '-');
  const lines = [''];
  for (const call of names) {
    if (lines.at(-1).length + call.length > 100) lines.push('');
    lines[lines.length - 1] += `${call} `;
  }
  const text = lines.map((line) => `  '${line}'`).join(' +\n');
  writeFileSync(
    `src/sources/syscalls/${name}.gen.ts`,
    `// Written by scripts/syscalls.mjs from the kernel's headers (${header}); - where a number has no name.\nexport const names =\n${text};\n`,
  );
}
