/** Internet addresses: as /proc prints them, as RFC 5952 writes them, as ss prints them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addressOf,
  endpoint,
  endpointFromSs,
  isLoopback,
  isWildcard,
  partsOf,
} from '../../../src/sources/proc/net-address.ts';

const endpoints = [
  { text: '0100007F:1F90', want: '127.0.0.1:8080' },
  { text: '00000000:0000', want: '0.0.0.0:0' },
  { text: '010310AC:9C4C', want: '172.16.3.1:40012' }, // proc_net_tcp.rst
  { text: '0000000000000000FFFF00000100007F:A537', want: '127.0.0.1:42295' },
  { text: '00000000000000000000000000000000:0016', want: '[::]:22' },
  { text: '00000000000000000000000001000000:0035', want: '[::1]:53' },
  { text: 'B80D0120000000000000000001000000:01BB', want: '[2001:db8::1]:443' },
  { text: '0100007F:1F900', want: null },
  { text: '0100007:1F90', want: null },
  { text: '', want: null },
];
for (const { text, want } of endpoints) test(`endpoint: ${text}`, () => assert.equal(endpoint(text), want));

/** RFC 5952, sections 4.2.1 to 4.2.3, and 5. */
const addresses = [
  { groups: '2001 db8 0 0 0 0 2 1', want: '2001:db8::2:1' },
  { groups: '2001 db8 0 1 1 1 1 1', want: '2001:db8:0:1:1:1:1:1' },
  { groups: '2001 0 0 1 0 0 0 1', want: '2001:0:0:1::1' },
  { groups: '2001 db8 0 0 1 0 0 1', want: '2001:db8::1:0:0:1' },
  { groups: 'fe80 0 0 0 fc 0 fe00 1', want: 'fe80::fc:0:fe00:1' },
  { groups: '1 0 0 0 0 0 0 0', want: '1::' },
  { groups: '0 0 0 0 0 ffff c000 221', want: '192.0.2.33' },
];
const bytesOf = (groups: string): readonly number[] =>
  groups.split(' ').flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
for (const { groups, want } of addresses)
  test(`address: ${want}`, () => assert.equal(addressOf(bytesOf(groups)), want));

test('address: IPv6 text means the same to another reader of it', () => {
  const isMapped = (groups: readonly number[]) => groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0, 1, 0xdb8, 0xffff), { minLength: 8, maxLength: 8 }), (groups) => {
      if (isMapped(groups)) return;
      const text = addressOf(groups.flatMap((group) => [group >> 8, group & 255]));
      // the URL standard's own serialisation of the same groups
      assert.equal(`[${text}]`, new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`).hostname);
    }),
  );
}); // prettier-ignore

const fromSs = [
  { text: '127.0.0.1:46007', want: '127.0.0.1:46007' },
  { text: '[::ffff:127.0.0.1]:57994', want: '127.0.0.1:57994' },
  { text: '[fe80::1]%eth0:22', want: '[fe80::1]:22' },
  { text: '192.0.2.2%eth0:68', want: '192.0.2.2:68' },
  { text: '*:42295', want: '[::]:42295' },
  { text: '0.0.0.0:*', want: '0.0.0.0:*' },
];
for (const { text, want } of fromSs)
  test(`ss writes ${text}`, () => assert.equal(endpointFromSs(text), want));

test('the parts of an address', () => {
  assert.deepEqual(partsOf('10.0.0.5:48822'), { host: '10.0.0.5', port: 48822 });
  assert.deepEqual(partsOf('[2001:db8::1]:443'), { host: '2001:db8::1', port: 443 });
  assert.deepEqual(['0.0.0.0', '::', '10.0.0.5'].map(isWildcard), [true, true, false]);
  assert.deepEqual(['127.0.0.1', '127.8.0.1', '::1', '128.0.0.1'].map(isLoopback), [true, true, true, false]);
});
