/** Bytes written one after the other. */
export class Bytes {
  length = 0;
  private data = new Uint8Array(256);

  push(...values: number[]): void {
    this.reserve(values.length);
    for (let i = 0; i < values.length; i++) this.data[this.length++] = values[i]!;
  }

  /** LEB128, signed; what is not negative reads the same unsigned. */
  integer(value: number): void {
    let rest = value;
    for (; rest < -64 || rest > 63; rest = Math.floor(rest / 128)) this.push((rest & 127) | 128);
    this.push(rest & 127);
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
