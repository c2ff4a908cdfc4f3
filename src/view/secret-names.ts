/**
 * Which names promise a secret: of options, variables, fields and headers. The last word decides: `--db-password` is
 * one, `--password-file` names a file and `--max-tokens` a number.
 */

/** Whatever they are given is hidden. */
const passwords =
  /^(?:[a-z]*(?:password|passwd|passphrase|passcode)|pw|(?:db|user|root|admin|key|store|require)pass|masterauth)$/;
/** Hidden too, but they may be given a file or a mere switch. */
const secrets =
  /^(?:[a-z]*(?:secret|token|apikey|secretkey|accesskey|authkey)|pass|pwd|credentials?|creds|(?:set)?cookie|authorization)$/;
/** What makes a `key` one to hide, said right before it. Others are names of keys, or files that hold them. */
const keys =
  /^(?:api|access|secret|auth|private|encryption|signing|master|account|shared|subscription|storage|consumer|deploy)$/;
/** `--no-password`, `--ask-password` are switches; the others are about the tokens of texts. */
const others = /^(?:no|without|ask|prompt|show|max|min|num|next|eos|bos|pad|unk|stop)$/;

/** A switch, or a pass of several. */
const plain = /^(?:true|false|yes|no|on|off|none|null|\d)$/i;

export function isSecret(name: string, value: string): boolean {
  const words = wordsOf(name);
  const [last = '', before = ''] = [words.at(-1), words.at(-2)];
  if (value === '' || (words.length > 1 && others.test(words[0] ?? ''))) return false;
  if (passwords.test(last)) return true;
  const isKey = last === 'key' && keys.test(before);
  return (isKey || secrets.test(last)) && !plain.test(value) && !isPath(value);
}

/** A name of one word is a word of prose as well: `token: 5`. */
export const isOneWord = (name: string): boolean => wordsOf(name).length === 1;

/** `clientSecret`, `X-Api-Key`, `DB_PASSWORD`, `--spring.datasource.password`. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

/** `/run/secrets/x`, `gcp.json`, `~/.ssh/id`; a key in base64 may begin with a slash as well, and looks random. */
function isPath(value: string): boolean {
  if (/^[\w./@-]{1,200}\.(?:pem|key|crt|p12|pfx|jks|json|txt|ya?ml|conf)$/i.test(value)) return true;
  if (!/^(?:~[\w-]*|\.{1,2})?\/[\w.@-]+(?:\/[\w.@-]+)*\/?$/.test(value)) return false;
  return !value.split('/').some(isRandom);
}

const isRandom = (word: string): boolean =>
  word.length >= 8 && /[A-Z]/.test(word) && /[a-z]/.test(word) && /\d/.test(word);
