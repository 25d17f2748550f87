/** Characters in front of the packed bytes: the order of the 256 byte values, two hexadecimal digits each. */
const HEAD = 512;
/** The last two printable characters: each opens the second, or the third, page of byte values. */
const PREFIX = 125;
const PAGE = 128;

/** Printable characters that neither a string literal nor an HTML page escapes, without the prefixes. */
function isDigit(character: number): boolean {
  return (
    character > 32 && character < PREFIX && !`"'\\\`$<`.includes(String.fromCharCode(character))
  );
}

/**
 * The bytes behind a packed text; `scripts/pack.mjs` is the inverse.
 *
 * The 86 most frequent byte values are one character, the others two: a prefix and one of the same 86. Equal bytes
 * stay equal characters, so that gzip finds what repeats: docs/decisions has the comparison with base64.
 */
export function unpack(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const table = tableOf(text);
  let to = 0;
  // In place: no byte takes less than one character.
  for (let from = HEAD; from < bytes.length; from++) {
    let character = bytes[from]!;
    if (character >= PREFIX) character = bytes[++from]! + PAGE * (character - PREFIX + 1);
    bytes[to++] = table[character]!;
  }
  return bytes.subarray(0, to);
}

/** The byte value of each character on each of the three pages. */
function tableOf(text: string): Uint8Array {
  const table = new Uint8Array(3 * PAGE);
  let value = 0;
  for (let page = 0; page < table.length; page += PAGE)
    for (let character = 0; character < PREFIX; character++)
      if (isDigit(character)) {
        table[page + character] = Number.parseInt(text.slice(value, value + 2), 16);
        value += 2;
        if (value === HEAD) return table;
      }
  return table;
}
