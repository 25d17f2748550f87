/** The printable characters that neither a string literal nor a page escapes; the two after them are prefixes. */
const characters = Array.from({ length: 92 }, (_, i) => String.fromCharCode(33 + i)).filter(
  (character) => !`"'\\\`$<`.includes(character),
);
const prefixes = ["", "}", "~"];

/** Bytes as printable text for a string literal; src/core/unpack.ts reads it and says why this and not base64. */
export function pack(bytes) {
  const count = new Uint32Array(256);
  for (const value of bytes) count[value]++;
  const order = [...count.keys()].sort((a, b) => count[b] - count[a] || a - b);
  const frequent = new Set(order.slice(0, characters.length));
  const next = [0, characters.length];
  const code = Array.from({ length: 256 }, (_, value) => {
    const i = next[frequent.has(value) ? 0 : 1]++;
    return prefixes[Math.floor(i / characters.length)] + characters[i % characters.length];
  });
  const head = Array.from({ length: 64 }, (_, k) =>
    [0, 1, 2, 3].reduce((digit, i) => digit + (frequent.has(4 * k + i) ? 1 << i : 0), 0),
  );
  const digits = head.map((digit) => digit.toString(16)).join("");
  return digits + Array.from(bytes, (value) => code[value]).join("");
}
