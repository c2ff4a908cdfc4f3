/**
 * How wide text stands on a terminal, and laying it out in so many columns. Chinese, Japanese and Korean characters and
 * emoji take two columns (Unicode TR 11), combining marks none. Only for text that is `safe`, and before any colour.
 */

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const halfwidth = /[\uff61-\uffdc]/;
const combining = /[\p{Mn}\p{Me}]/u;

const columnsOf = (character: string): number => {
  if (combining.test(character)) return 0;
  return wide.test(character) && !halfwidth.test(character) ? 2 : 1;
};

export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** The beginning of a text that fits, without a mark. */
function head(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > width) break;
    taken += character;
  }
  return taken;
}

/** Cut to so many columns; what is cut ends in `…`. */
export const cut = (text: string, width: number): string =>
  widthOf(text) <= width ? text : `${head(text, width - 1).trimEnd()}…`;

export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** A figure stays with its unit, so that no line ends in `3` and the next begins with `days`. */
const isFigure = (word: string): boolean => /^[(<>~]?\d+(?:[.,]\d+)?$/.test(word);

function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let isOpen = false;
  for (const word of text.split(' ')) {
    const last = words.at(-1);
    if (isOpen && last !== undefined) words[words.length - 1] = `${last} ${word}`;
    else words.push(word);
    isOpen = isFigure(word);
  }
  return words;
}

/** Lines of at most `width` columns; all but the first are indented. A word that is wider than a line is broken. */
export function wrap(text: string, width: number, indent = 0): readonly string[] {
  const lines: string[] = [];
  const margin = ' '.repeat(indent);
  let line = /^ */.exec(text)?.[0] ?? '';
  for (let word of wordsOf(text.trimStart())) {
    const joined = line.trim() === '' ? line + word : `${line} ${word}`;
    if (widthOf(joined) <= width) {
      line = joined;
      continue;
    }
    if (line.trim() !== '') lines.push(line);
    line = lines.length === 0 ? line : margin;
    for (let part = head(word, width - widthOf(line)); widthOf(line + word) > width && part !== '';) {
      lines.push(line + part);
      word = word.slice(part.length);
      line = margin;
      part = head(word, width - indent);
    }
    line += word;
  }
  lines.push(line);
  return lines;
}
