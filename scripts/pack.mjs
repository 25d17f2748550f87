const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
/** One character a byte value, and two prefixes for the values that are left. */
const characters = printable.filter((character) => !`"'\\\`$<`.includes(character));
const [prefix, second] = characters.splice(-2);

/** Bytes as printable text for a string literal; src/core/unpack.ts reads it and says why this and not base64. */
export function pack(bytes) {
  const count = new Uint32Array(256);
  for (const value of bytes) count[value]++;
  const order = [...count.keys()].sort((a, b) => count[b] - count[a] || a - b);
  const code = [];
  order.forEach((value, i) => {
    const page = Math.floor(i / characters.length);
    code[value] = ["", prefix, second][page] + characters[i % characters.length];
  });
  const head = Buffer.from(order).toString("hex");
  return head + Array.from(bytes, (value) => code[value]).join("");
}
