/** /etc/passwd: names by uid (passwd(5)). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePasswd } from '../../../src/sources/host/passwd.ts';

/** Debian 12. */
const text = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
toor:x:0:0::/root:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;

const rows: readonly { situation: string; text: string; uid: number; want: string | undefined }[] = [
  { situation: 'the first name of a uid', text, uid: 0, want: 'root' },
  { situation: 'a large uid', text, uid: 65_534, want: 'nobody' },
  { situation: 'nobody has it', text, uid: 1000, want: undefined },
  { situation: 'a line without fields', text: `broken\n${text}`, uid: 1, want: 'daemon' },
  { situation: 'a line of NIS', text: `+::::::\n${text}`, uid: 0, want: 'root' },
  { situation: 'nothing', text: '', uid: 0, want: undefined },
];

for (const { situation, text: given, uid, want } of rows)
  test(`passwd: ${situation}`, () => assert.equal(parsePasswd(given).get(uid), want));
