/**
 * Secrets in a text: in a shell's command, a process title, the output of a tool. What stands for one is `***`, what
 * tells it apart (the option, the user, the scheme) stays. The text may be anybody's, and long: every expression here
 * begins at something rare or counts how far it goes, so none takes more than time in proportion.
 */
import { isOneWord, isSecret } from './secret-names.ts';

export const mask = '***';

/** What has none of these holds no secret that could be told from the rest. */
const hint =
  /pass|pwd|\bpw|secret|token|key|cred|cookie|auth|bearer|:\/\/|[?&]sig|akia|asia|eyj|gh[opsur]_|glpat-|xox|sk[-_]|rk_|aiza|npm_|hf_|mysql|mariadb/i;

export function redactText(text: string): string {
  if (!hint.test(text)) return text;
  const marked = marks.reduce((rest, [pattern, by]) => rest.replace(pattern, by), text);
  return withoutAssigned(marked).replace(option, (whole, name: string, blank: string, value: string) =>
    isSecret(name, value.replace(/["']/g, '')) ? name + blank + mask : whole,
  );
}

const option = /(?<![^\s"'(=])(--?[A-Za-z][\w.-]{0,80})([ \t]+)(?!-)("[^"]*"|'[^']*'|[^\s"']+)/g;
const nameAndSign = /(?<![\w.-])([\w.-]{1,80})(\\?["']?[ \t]?[=:][ \t]?\\?["']?)/g;
const valueAt = /(?<=["'])[^"']+|[^\s"'&;]+/y;
const querySecrets = /^(?:sig|signature|key|x-amz-signature|x-amz-credential)$/i;

/** `name=secret`, `"name": "secret"`. What is given to another name may hold some again: `--url=http://h/?token=x`. */
function withoutAssigned(text: string): string {
  let kept = '';
  let done = 0;
  for (const { 0: whole, 1: name = '', 2: sign = '', index } of text.matchAll(nameAndSign)) {
    const isQuery = /[?&]/.test(text[index - 1] ?? '') && querySecrets.test(name);
    // prose has colons as well: `token: 5 of 9`
    const isProse = /:[ \t]$/.test(sign) && isOneWord(name) && !/passw|passphrase/i.test(name);
    if (index < done || !(isQuery || (!isProse && isSecret(name, mask)))) continue;
    const from = index + whole.length;
    valueAt.lastIndex = from;
    const value = valueAt.exec(text)?.[0] ?? '';
    const secret = value.slice(0, endOf(value));
    if (!isQuery && !isSecret(name, secret)) continue;
    kept += text.slice(done, from) + mask;
    done = from + secret.length;
  }
  return kept + text.slice(done);
}

/** Before the next of a list (`password=x,uid=0`), and before brackets that close what began before. */
const endOf = (value: string): number =>
  /,(?=$|[\w.-]+[=:])|[)\]}>]{1,8},?$/.exec(value)?.index ?? value.length;

/** In this order: a header is hidden as a whole before its parts could be. */
const marks: readonly (readonly [RegExp, string])[] = [
  [/(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^-]+/g, `$1${mask}`],
  [
    /(\bauthorization["']?[ \t]{0,4}[=:][ \t]{0,4}["']?(?:bearer|basic|token|apikey)[ \t]+)[^\s"'\\]+/gi,
    `$1${mask}`,
  ],
  [
    /(\bauthorization["']?[ \t]{0,4}[=:](?![ \t]{0,4}["']?(?:bearer|basic|token|apikey)[ \t])[ \t]{0,4}["']?)[^"'\r\n\\]+/gi,
    `$1${mask}`,
  ],
  [/(\bcookie["']?[ \t]{0,4}:[ \t]{0,4}["']?)[^"'\r\n\\]+/gi, `$1${mask}`],
  [/\b(bearer[ \t]+)[\w.~+/=-]{12,}/gi, `$1${mask}`],
  // user:secret@host; a port is no secret
  [
    /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@'"[]{0,200}:)(?!\d{1,5}(?:[/?#]|$))[^\s'"@]{1,500}(?:@[^\s'"@/]{1,200})*(?=@)/gi,
    `$1${mask}`,
  ],
  // a token in the place of the user
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)(?=[\w-]{0,200}\d)[\w-]{20,200}(?=@)/gi, `$1${mask}`],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, mask],
  [/\b(?:gh[opsur]_|github_pat_)\w{20,}/g, mask],
  [/\b(?:glpat-|xox[abeprs]-|sk-)[\w-]{16,}/g, mask],
  [/\b(?:[sr]k_live_|npm_|hf_)\w{16,}/g, mask],
  [/\bAIza[\w-]{35}/g, mask],
  [/\beyJ[\w-]{8,2000}\.[\w-]{8,}(?:\.[\w-]*)?/g, mask],
  // mysql -psecret: glued to its letter, it is nothing else
  [
    /((?<![\w.-])(?:mysql|mariadb)[\w-]{0,20}(?:[ \t]+(?!-p)[^\s|;&]{1,200}){0,20}[ \t]+-p)[^\s|;&]+/g,
    `$1${mask}`,
  ],
];
