/**
 * Whatever came from a process (its name, its arguments, a line of its log) is hostile text. A terminal would obey
 * the escapes in it, or show it backwards (Unicode TR 36, "bidirectional text spoofing"): here such characters are
 * shown, never sent. ESC ] 0 ; x BEL becomes \x1b]0;x\x07.
 */

/** Controls (C0, DEL, C1), line separators, halves of surrogate pairs, and all that is invisible or turns text round. */
const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const shown = (character: string): string => {
  const name = named[character];
  if (name !== undefined) return name;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
};

/** One line of text that a terminal can be given. */
export const safe = (text: string): string => text.replace(unsafe, shown);

/** The same inside JSON, where they are written as the standard has it (RFC 8259, section 7). */
export const safeInJson = (json: string): string =>
  json.replace(unsafe, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
          .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
          .join(''),
  );
