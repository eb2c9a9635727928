export interface Said {
  readonly index: number;
  readonly text: string;
}

const LETTERS = ["a", "é", "€", "😀", "z"];

/** A text of about so many bytes, in letters of one to four bytes each, that is not that of its neighbours. */
export function textOf(index: number, bytes: number): string {
  const letter = LETTERS[index % LETTERS.length] ?? "a";
  return letter.repeat(Math.floor(bytes / Buffer.byteLength(letter)));
}
