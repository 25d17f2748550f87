// A module of its own, with a memory of its own: it unpacks the other one. See src/core/unpack.ts.

/** Places of the table: a page for characters alone, and one each for the two prefixes. */
const PAGE: usize = 128;
/** The last two printable characters are the prefixes. */
const PREFIX: usize = 125;
const FIRST: usize = 33;
/** Bytes of text that say which byte values are frequent: a bit for each, in hexadecimal digits. */
const HEAD: usize = 64;

/**
 * Unpacks the text from `text` to `end` in place and returns the end of the bytes, which start at `text` as well: no
 * byte takes less than one character. Addresses 0 to 383 become the table, so `text` ≥ 384.
 */
export function unpack(text: usize, end: usize): usize {
  // Frequent values fill the first page in order, the others the second and the third.
  let frequent: usize = 0;
  let rare: usize = PAGE;
  for (let value: usize = 0; value < 256; value++) {
    const character = load<u8>(text + (value >> 2));
    const digit = character > 96 ? character - 87 : character - 48;
    if ((digit >> <u8>(value & 3)) & 1) {
      frequent = next(frequent);
      store<u8>(frequent, <u8>value);
    } else {
      rare = next(rare);
      store<u8>(rare, <u8>value);
    }
  }
  let to = text;
  for (let from = text + HEAD; from < end; from++) {
    let place: usize = load<u8>(from);
    if (place >= PREFIX) place = <usize>load<u8>(++from) + PAGE * (place - PREFIX + 1);
    store<u8>(to++, load<u8>(place));
  }
  return to;
}

/** The next place whose character needs no escape in a literal or a page: not " $ ' < \ or `. */
function next(place: usize): usize {
  let character = place & (PAGE - 1);
  const page = place - character;
  if (character < FIRST) character = FIRST - 1;
  do character++;
  while (
    character === 34 ||
    character === 36 ||
    character === 39 ||
    character === 60 ||
    character === 92 ||
    character === 96
  );
  return character < PREFIX ? page + character : page + PAGE + FIRST;
}
