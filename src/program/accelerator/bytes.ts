/** Bytes written one after the other. */
export class Bytes {
  length = 0;
  private data = new Uint8Array(256);

  push(...values: number[]): void {
    this.reserve(values.length);
    for (let i = 0; i < values.length; i++) this.data[this.length++] = values[i]!;
  }

  /** Unsigned LEB128. */
  unsigned(value: number): void {
    this.reserve(5);
    for (; value > 127; value >>>= 7) this.data[this.length++] = (value & 127) | 128;
    this.data[this.length++] = value;
  }

  /** Signed LEB128 of 32 bits. */
  signed(value: number): void {
    this.reserve(5);
    for (; value < -64 || value > 63; value >>= 7) this.data[this.length++] = (value & 127) | 128;
    this.data[this.length++] = value & 127;
  }

  append(other: Bytes): void {
    this.reserve(other.length);
    this.data.set(other.written(), this.length);
    this.length += other.length;
  }

  /** The bytes so far, until the next one. */
  written(): Uint8Array<ArrayBuffer> {
    return this.data.subarray(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.data.length) return;
    const data = new Uint8Array(2 * (this.length + count));
    data.set(this.written());
    this.data = data;
  }
}
