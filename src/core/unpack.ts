/** Characters in front of the packed bytes: a bit for each byte value, set for the frequent ones, in hexadecimal. */
const HEAD = 64;
/** The last two printable characters: each opens the second, or the third, page of byte values. */
const PREFIX = 125;
const PAGE = 128;
/** What a string literal or an HTML page escapes: " $ ' < \ `. */
const ESCAPED = [34, 36, 39, 60, 92, 96];

/**
 * The bytes behind a packed text; `scripts/pack.mjs` is the inverse.
 *
 * The 86 most frequent byte values are one character, the others two: a prefix and one of the same 86. Equal bytes
 * stay equal characters, so that gzip finds what repeats: docs/decisions has the comparison with base64.
 */
export function unpack(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const table = tableOf(bytes);
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
function tableOf(text: Uint8Array): Uint8Array {
  const table = new Uint8Array(3 * PAGE);
  /** Free places: frequent values fill the first page, the others the second and the third. */
  let frequent = 0;
  let rare = PAGE;
  const next = (place: number): number => {
    const page = place - (place % PAGE);
    let character = Math.max(32, place - page);
    do character++;
    while (ESCAPED.includes(character));
    return character < PREFIX ? page + character : page + PAGE + 33;
  };
  for (let value = 0; value < 256; value++) {
    const digit = text[value >> 2]!;
    const isFrequent = ((digit > 96 ? digit - 87 : digit - 48) >> (value % 4)) & 1;
    if (isFrequent) frequent = next(frequent);
    else rare = next(rare);
    table[isFrequent ? frequent : rare] = value;
  }
  return table;
}
