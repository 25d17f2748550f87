import { tokens } from "./tokens.mjs";

/** The printable characters that neither a string literal nor a page escapes. */
const characters = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter(
  (character) => !`"'\\\`$<`.includes(character),
);
/** Values that are one character: the two characters left over are prefixes of the other values. */
const SINGLES = characters.length - 2;

function encoded(value) {
  if (value < SINGLES) return characters[value];
  const rest = value - SINGLES;
  const prefix = SINGLES + Math.floor(rest / characters.length);
  return characters[prefix] + characters[rest % characters.length];
}

/** A module, or any bytes, as printable text for a string literal; src/core/unpack.ts reads it and says why so. */
export function pack(bytes) {
  return Array.from(tokens(bytes), encoded).join("");
}
