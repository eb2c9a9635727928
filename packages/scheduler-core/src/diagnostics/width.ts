/** Characters that a terminal shows two columns wide (the common blocks of East Asian Width, and pictographs). */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;
const NO_WIDTH = /^(?:\p{Mark}|\p{Cf})$/u;

export const TAB_WIDTH = 4;

/** A line as it is shown: tabs become spaces, and what could steer the terminal becomes a visible sign. */
export function expandLine(line: string): string {
  let shown = "";
  let width = 0;
  for (const character of line) {
    if (character === "\t") {
      const spaces = TAB_WIDTH - (width % TAB_WIDTH);
      shown += " ".repeat(spaces);
      width += spaces;
    } else {
      shown += isUnsafe(character) ? "\ufffd" : character;
      width += characterWidth(character);
    }
  }
  return shown;
}

/** Control characters, and those that turn the direction of writing. */
function isUnsafe(character: string): boolean {
  return /^[\p{Cc}\u202a-\u202e\u2066-\u2069]$/u.test(character);
}

function characterWidth(character: string): number {
  if (isUnsafe(character)) return 1;
  if (NO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns of a terminal that a text takes when it begins at column `from` (0 first). */
export function displayWidth(text: string, from = 0): number {
  let width = from;
  for (const character of text)
    width += character === "\t" ? TAB_WIDTH - (width % TAB_WIDTH) : characterWidth(character);
  return width - from;
}
