import { unpacker } from "./strict.generated.ts";

/** Where the text starts in the memory of the unpacker, and how far behind its end the bytes do: room for tables. */
const TEXT = 128;
const PLACES = 1024;
const PAGE = 65536;
/** Bytes for a character, at most; of a module 1.2. */
const MOST = 4;

/**
 * The bytes behind a packed text; `scripts/pack.mjs` is the inverse.
 *
 * A token stands for an instruction with the immediates it often has, locals lie apart, and bytes are characters: the 86
 * most frequent values are one, the others two, a prefix and one of the same 86. So equal things stay equal, and gzip
 * finds what repeats: docs/decisions has the comparison with base64. The loops over the characters are a WebAssembly
 * module of 0.5 kB: they run cold, where they take 0.4 ms and JavaScript 2 ms.
 */
export function unpack(text: string): Uint8Array<ArrayBuffer> {
  const pages = Math.ceil((TEXT + PLACES + (1 + MOST) * text.length) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages });
  const bytes = new Uint8Array(memory.buffer as ArrayBuffer);
  const { written } = new TextEncoder().encodeInto(text, bytes.subarray(TEXT));
  const code = Uint8Array.from(atob(unpacker), (character) => character.charCodeAt(0));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  const { unpack } = instance.exports as { unpack(from: number, end: number): number };
  const end = TEXT + written;
  return bytes.subarray(end + PLACES, unpack(TEXT, end));
}
