// A module of its own, with a memory of its own: it unpacks the other one. See src/core/unpack.ts.

/** The first printable character, and the number of them. */
const FIRST: usize = 33;
const BEYOND: usize = 127;
/** Values that are one character; the last two characters are prefixes of the others. */
const SINGLES: usize = 86;
const CHARACTERS: usize = 88;
/** Bytes of the table that says where the entry of a token is. */
const PLACES: usize = 1024;

/**
 * Unpacks the text from `text` to `end`: characters to bytes (scripts/pack.mjs), and these from tokens to a module
 * (scripts/tokens.mjs), which starts at `end` + 1024. Returns the end of it; up to eight bytes behind are written too.
 * Addresses 0 to 127 become a table, so `text` ≥ 128; the text is lost.
 */
export function unpack(text: usize, end: usize): usize {
  number();
  // The bytes take the place of the characters: none takes less than one.
  let locals = text;
  for (let from = text; from < end; from++) {
    let value = <usize>load<u8>(load<u8>(from));
    if (value >= SINGLES)
      value = SINGLES + (value - SINGLES) * CHARACTERS + <usize>load<u8>(load<u8>(++from));
    store<u8>(locals++, value);
  }
  let next = text + 1;
  let to = end;
  for (let entries = <usize>load<u8>(text); entries > 0; entries--) {
    store<usize>(to, next);
    to += 4;
    next += 2 + (<usize>load<u8>(next) & 15);
  }
  to = end + PLACES;
  while (next < locals) {
    const entry = load<usize>(end + 4 * <usize>load<u8>(next++));
    const head = <usize>load<u8>(entry);
    const raw = <usize>load<u8>(entry, 1);
    store<u64>(to, load<u64>(entry, 2));
    to += head & 15;
    // Eight at a time: what is too much is written over.
    for (let i: usize = 0; i < raw; i += 8) store<u64>(to + i, load<u64>(next + i));
    to += raw;
    next += raw;
    store<u8>(to, load<u8>(locals - 1));
    to += head >> 4;
    locals -= head >> 4;
  }
  return to;
}

/** The number of every character, at its code, but of those that need an escape in a literal or a page: " $ ' < \ or `. */
function number(): void {
  let value: usize = 0;
  for (let code = FIRST; code < BEYOND; code++) {
    store<u8>(code, value);
    value +=
      code !== 34 && code !== 36 && code !== 39 && code !== 60 && code !== 92 && code !== 96
        ? 1
        : 0;
  }
}
