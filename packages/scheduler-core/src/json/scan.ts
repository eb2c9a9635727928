/** The offset just behind the JSON string that begins at `start`. */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    at = text.indexOf('"', at);
    if (at < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
}

/**
 * Whether JSON text nests deeper than `depth`; of other text the answer means nothing. Asked before `JSON.parse`, which recurses
 * in some engines: there a deep text ends the process or, in a component, the instance.
 */
export function nestsDeeper(text: string, depth: number): boolean {
  // Every level takes a bracket on both sides.
  if (text.length <= depth * 2) return false;
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 34) at = endOfString(text, at) - 1;
    else if (unit === 123 || unit === 91) {
      open += 1;
      if (open > depth) return true;
    } else if (unit === 125 || unit === 93) open -= 1;
  }
  return false;
}
