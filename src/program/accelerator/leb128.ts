/** Appends the bytes of an integer in LEB128, signed; what is not negative reads the same unsigned. */
export function leb128(value: number, bytes: number[] = []): number[] {
  let rest = value;
  for (; rest < -64 || rest > 63; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  bytes.push(rest & 127);
  return bytes;
}
