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

/** A word in pieces that fit: the first into the room that its line has left, the others into whole lines. */
function pieces(word: string, first: number, others: number): readonly string[] {
  const found: string[] = [];
  let piece = '';
  let used = 0;
  let room = first;
  for (const character of word) {
    const columns = columnsOf(character);
    if (used + columns > room && piece !== '') {
      found.push(piece);
      piece = '';
      used = 0;
      room = others;
    }
    piece += character;
    used += columns;
  }
  return [...found, piece];
}

/** Lines of at most `width` columns; all but the first are indented. A word that is wider than a line is broken. */
export function wrap(text: string, width: number, indent = 0): readonly string[] {
  const lines: string[] = [];
  const margin = ' '.repeat(indent);
  let line = /^ */.exec(text)?.[0] ?? '';
  let used = line.length;
  let isEmpty = true;
  for (const word of wordsOf(text.trimStart())) {
    const columns = widthOf(word);
    if (!isEmpty && used + 1 + columns <= width) {
      line += ` ${word}`;
      used += 1 + columns;
      continue;
    }
    if (!isEmpty) {
      lines.push(line);
      line = margin;
      used = indent;
    }
    const [first = '', ...rest] = pieces(word, width - used, width - indent);
    line += first;
    for (const piece of rest) {
      lines.push(line);
      line = margin + piece;
    }
    used = widthOf(line);
    isEmpty = false;
  }
  return [...lines, line];
}
