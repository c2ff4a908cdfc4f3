/** What is hidden in command lines and texts, and above all what is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { redactArgv, redactCmdline, redactText } from '../../src/view/redact.ts';

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uh';

const commandLines: readonly { situation: string; argv: readonly string[]; want: readonly string[] }[] = [
  { situation: 'option=value', argv: ['app', '--password=a,b c'], want: ['app', '--password=***'] },
  {
    situation: 'option, then value',
    argv: ['app', '--db-password', 'x', '-v'],
    want: ['app', '--db-password', '***', '-v'],
  },
  {
    situation: 'a single dash',
    argv: ['java', '-storepass', 'changeit'],
    want: ['java', '-storepass', '***'],
  },
  { situation: 'words run together', argv: ['app', '--clientSecret=x'], want: ['app', '--clientSecret=***'] },
  {
    situation: 'a property',
    argv: ['java', '-Dspring.datasource.password=x'],
    want: ['java', '-Dspring.datasource.password=***'],
  },
  {
    situation: 'a variable',
    argv: ['env', 'PGPASSWORD=x y', 'psql'],
    want: ['env', 'PGPASSWORD=***', 'psql'],
  },
  {
    situation: 'requirepass',
    argv: ['redis-server', '--requirepass', 'x'],
    want: ['redis-server', '--requirepass', '***'],
  },
  {
    situation: 'a switch, then an option',
    argv: ['mysql', '--password', '--host', 'db'],
    want: ['mysql', '--password', '--host', 'db'],
  },
  {
    situation: 'glued, mysql',
    argv: ['/usr/bin/mysqldump', '-psecret', 'db'],
    want: ['/usr/bin/mysqldump', '-p***', 'db'],
  },
  {
    situation: 'glued, mysql behind sudo',
    argv: ['sudo', '-u', 'a', 'mysql', '-psecret'],
    want: ['sudo', '-u', 'a', 'mysql', '-p***'],
  },
  { situation: 'mysql asks: -p db', argv: ['mysql', '-p', 'shop'], want: ['mysql', '-p', 'shop'] },
  { situation: '-p of others', argv: ['q', '-p', '5000'], want: ['q', '-p', '5000'] },
  { situation: '-p glued of others', argv: ['ssh', '-p2222', 'host'], want: ['ssh', '-p2222', 'host'] },
  {
    situation: 'a container named mysql',
    argv: ['docker', 'run', '--name', 'mysql', '-p3306:3306', 'x'],
    want: ['docker', 'run', '--name', 'mysql', '-p3306:3306', 'x'],
  },
  {
    situation: 'sshpass',
    argv: ['sshpass', '-p', 'x', 'ssh', 'h'],
    want: ['sshpass', '-p', '***', 'ssh', 'h'],
  },
  {
    situation: 'redis-cli',
    argv: ['redis-cli', '-h', 'a', '-a', 'x'],
    want: ['redis-cli', '-h', 'a', '-a', '***'],
  },
  {
    situation: 'curl',
    argv: ['curl', '-u', 'me:x:y', 'http://h/'],
    want: ['curl', '-u', 'me:***', 'http://h/'],
  },
  {
    situation: 'a user of docker',
    argv: ['docker', 'run', '--user', '1000:1000', 'x'],
    want: ['docker', 'run', '--user', '1000:1000', 'x'],
  },
  {
    situation: 'a header',
    argv: ['curl', '-H', 'Authorization: Bearer abc', 'http://h/'],
    want: ['curl', '-H', 'Authorization: Bearer ***', 'http://h/'],
  },
  {
    situation: 'a header of an API',
    argv: ['curl', '-H', 'X-Api-Key: abc'],
    want: ['curl', '-H', 'X-Api-Key: ***'],
  },
  {
    situation: 'mount options',
    argv: ['mount', '-o', 'username=a,password=x,uid=0'],
    want: ['mount', '-o', 'username=a,password=***,uid=0'],
  },
  {
    situation: 'a connection string',
    argv: ['psql', 'host=db password=x dbname=y'],
    want: ['psql', 'host=db password=*** dbname=y'],
  },
  {
    situation: 'files with keys',
    argv: ['a', '--key-file', '/k', '--tls-key', 'b', '--private-key', '/etc/ssl/key', '--password-file=/p'],
    want: ['a', '--key-file', '/k', '--tls-key', 'b', '--private-key', '/etc/ssl/key', '--password-file=/p'],
  },
  {
    situation: 'a private key that is a file',
    argv: ['a', '--private-key', 'server.pem'],
    want: ['a', '--private-key', 'server.pem'],
  },
  {
    situation: 'a key that begins with a slash',
    argv: ['a', '--secret-key', '/JalrXUtnFEMI7K/bPxRfi'],
    want: ['a', '--secret-key', '***'],
  },
  {
    situation: 'ordinary options',
    argv: [
      'serve',
      '--port',
      '80',
      '--key',
      '0144',
      '--max-tokens',
      '100',
      '--no-password',
      'x',
      '--token-ttl=5',
      '--bypass',
      'y',
    ],
    want: [
      'serve',
      '--port',
      '80',
      '--key',
      '0144',
      '--max-tokens',
      '100',
      '--no-password',
      'x',
      '--token-ttl=5',
      '--bypass',
      'y',
    ],
  },
  {
    situation: 'the working directory',
    argv: ['env', 'PWD=/srv', 'OLDPWD=/tmp'],
    want: ['env', 'PWD=/srv', 'OLDPWD=/tmp'],
  },
  {
    situation: 'passes of an encoder',
    argv: ['ffmpeg', '-pass', '2', 'out'],
    want: ['ffmpeg', '-pass', '2', 'out'],
  },
  {
    situation: 'a value that is an URL',
    argv: ['app', '--url=https://h/?token=x&page=2'],
    want: ['app', '--url=https://h/?token=***&page=2'],
  },
  { situation: 'empty arguments', argv: ['app', '--password', '', ''], want: ['app', '--password', '', ''] },
  {
    situation: 'a command of a shell',
    argv: ['sh', '-c', 'mysql -u a -psecret db; curl --token "a b" h'],
    want: ['sh', '-c', 'mysql -u a -p*** db; curl --token *** h'],
  },
];
for (const { situation, argv, want } of commandLines)
  test(`redact: ${situation}`, () => assert.deepEqual(redactArgv(argv), want));

const texts: readonly { situation: string; text: string; want: string }[] = [
  {
    situation: 'user and secret',
    text: 'postgres://me:p/w@ss@db:5432/x',
    want: 'postgres://me:***@db:5432/x',
  },
  { situation: 'a secret without user', text: 'redis://:x@h:6379/0', want: 'redis://:***@h:6379/0' },
  { situation: 'a port and a path with @', text: 'http://h:8080/a@b', want: 'http://h:8080/a@b' },
  { situation: 'a mere user', text: 'ssh://git@example.org/x', want: 'ssh://git@example.org/x' },
  { situation: 'a token as the user', text: 'https://0123456789abcdef0123@h/x', want: 'https://***@h/x' },
  { situation: 'JSON', text: '{"password":"a b","port":80}', want: '{"password":"***","port":80}' },
  { situation: 'JSON in a string', text: '{\\"apiKey\\": \\"abc\\"}', want: '{\\"apiKey\\": \\"***"}' },
  {
    situation: 'a signed URL',
    text: 'https://h/o?X-Amz-Signature=abc&part=1',
    want: 'https://h/o?X-Amz-Signature=***&part=1',
  },
  { situation: 'an argument of a call', text: 'connect(password=abc)', want: 'connect(password=***)' },
  { situation: 'AWS', text: 'id AKIAIOSFODNN7EXAMPLE end', want: 'id *** end' },
  { situation: 'GitHub', text: `ghp_${'a1'.repeat(18)}`, want: '***' },
  { situation: 'JWT', text: `x ${jwt} y`, want: 'x *** y' },
  {
    situation: 'basic',
    text: 'Authorization: Basic bWU6eA==\r\nHost: h',
    want: 'Authorization: Basic ***\r\nHost: h',
  },
  { situation: 'digest', text: 'authorization: Digest username="a"', want: 'authorization: ***"a"' },
  { situation: 'cookie', text: 'Cookie: sid=1; b=2\nHost: h', want: 'Cookie: ***\nHost: h' },
  { situation: 'prose', text: 'next token: 5 of 9, key: value', want: 'next token: 5 of 9, key: value' },
  {
    situation: 'a title',
    text: 'postgres: app shop 10.0.0.5(4242) SELECT',
    want: 'postgres: app shop 10.0.0.5(4242) SELECT',
  },
  {
    situation: 'a socket in ss',
    text: 'u_str LISTEN 0 128 /run/app.sock 19317 * 0 <->',
    want: 'u_str LISTEN 0 128 /run/app.sock 19317 * 0 <->',
  },
];
for (const { situation, text, want } of texts)
  test(`redact: ${situation}`, () => assert.equal(redactText(text), want));

test('redact: the NULs of a command line stay', () => {
  assert.equal(redactCmdline('app\0--token\0abc\0\0x\0'), 'app\0--token\0***\0\0x\0');
  assert.equal(redactCmdline('nginx: worker\0\0\0'), 'nginx: worker\0\0\0');
});

const word = fc.constantFrom(
  '--password',
  '-p',
  '-pabc',
  'mysql',
  'sudo',
  '=',
  ':',
  ' ',
  '"',
  '***',
  'token',
  'http://a:b@c/',
  '?sig=',
  ',',
  'Authorization: ',
  jwt,
  '-',
);
test('redact: twice is as once', () => {
  const argument = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.array(word, { maxLength: 6 }).map((words) => words.join('')),
  );
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 6 }), (argv) => {
      const once = redactArgv(argv);
      assert.equal(once.length, argv.length);
      assert.deepEqual(redactArgv(once), once);
    }),
    { numRuns: 2000 },
  );
});

const floods = [
  'mysql ',
  'pw=',
  'a=',
  '-p ',
  'token:',
  'eyJaaaaaaaa-',
  'http://a:',
  '@',
  ')',
  '"',
  ',a',
  'authorization: ',
  '--a ',
  'cookie:',
  '/a',
];
for (const flood of floods)
  test(`redact: ${JSON.stringify(flood)} again and again takes no time`, () => {
    const began = process.hrtime.bigint();
    redactText(`password ${flood.repeat(Math.ceil(200_000 / flood.length))} end`);
    redactArgv(['--password', `password=${flood.repeat(Math.ceil(200_000 / flood.length))} end`]);
    assert.ok(Number(process.hrtime.bigint() - began) / 1e6 < 2000);
  });
