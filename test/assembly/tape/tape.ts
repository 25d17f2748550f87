import { END } from "../../../assembly/tape/opcode.ts";
import type { Wasm } from "../wasm.ts";

/** Bytes of the instance's memory that a test may use. */
const DATA = 20 * 2 ** 20;
const TAPE = 28 * 2 ** 20;

/** Places arrays in the memory of an instance, runs words on them and reads results. */
export class Tape {
  readonly wasm: Wasm;
  private next = DATA;

  constructor(wasm: Wasm) {
    this.wasm = wasm;
  }

  /** Address of a copy of the numbers; eight NaN follow, so that reading beyond the end shows. */
  array(numbers: ArrayLike<number>): number {
    const address = this.next;
    const view = new Float64Array(this.wasm.memory.buffer, address, numbers.length + 8);
    view.fill(Number.NaN).set(numbers);
    this.next += 8 * view.length;
    return address;
  }

  integers(numbers: ArrayLike<number>): number {
    const address = this.next;
    new Int32Array(this.wasm.memory.buffer, address, numbers.length).set(numbers);
    this.next += 8 * numbers.length;
    return address;
  }

  read(address: number, count: number): number[] {
    return [...new Float64Array(this.wasm.memory.buffer, address, count)];
  }

  readInteger(address: number): number {
    return new Int32Array(this.wasm.memory.buffer, address, 1)[0]!;
  }

  run(...words: number[]): void {
    new Int32Array(this.wasm.memory.buffer, TAPE, words.length + 1).set([...words, END]);
    this.wasm.kernels.execute!(TAPE);
  }
}
