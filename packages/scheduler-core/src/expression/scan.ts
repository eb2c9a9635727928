/** Where strings end in an expression's text, by the rules of the parser: quotes, triple quotes, and `\` in both. */

/** The position after the string that begins with the quote at `start`, or -1 where it does not end. */
export function skipString(text: string, start: number): number {
  const quote = text[start] as string;
  const triple = text.startsWith(quote.repeat(3), start);
  const closing = triple ? quote.repeat(3) : quote;
  for (let index = start + closing.length; index < text.length; index += 1) {
    const character = text[index];
    if (character === "\\") index += 1;
    else if (character === quote && (!triple || text.startsWith(closing, index))) return index + closing.length;
    else if (!triple && (character === "\n" || character === "\r")) return -1;
  }
  return -1;
}

/** Where a run of more than `longest` signs `!` or `-` begins, or -1. The parser would go one call deeper for each. */
export function longSignRun(text: string, longest: number): number {
  let count = 0;
  let begin = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "!" || character === "-") {
      if (count === 0) begin = index;
      count += 1;
      if (count > longest) return begin;
    } else if (character === '"' || character === "'") {
      count = 0;
      const end = skipString(text, index);
      if (end < 0) return -1;
      index = end - 1;
    } else if (character !== " " && character !== "\t" && character !== "\n" && character !== "\r") count = 0;
  }
  return -1;
}
