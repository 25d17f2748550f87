import { Bytes } from "./bytes.ts";

/** Numbers kept in locals, of each kind: what was used longest ago is read from memory again. */
const KEPT = 32;
const ZERO = 0;
const ONE = 1;
const TEMPORARY = 2;
const FIRST = 3;
const ZERO_PAIR = FIRST + KEPT;
const FIRST_PAIR = ZERO_PAIR + 1;

/** Local numbers of the f64 and v128 kinds, as a function declares them. */
const LOCALS = [2, ZERO_PAIR, 0x7c, KEPT + 1, 0x7b];

/** Operations on numbers that exist for pairs as well: the letter of a formula, and the two opcodes. */
const arithmetic: Record<string, readonly [number, number]> = {
  "+": [0xa0, 0xf0],
  "-": [0xa1, 0xf1],
  "*": [0xa2, 0xf2],
  "/": [0xa3, 0xf3],
  m: [0xa4, 0xf4],
  M: [0xa5, 0xf5],
  "|": [0x99, 0xec],
  n: [0x9a, 0xed],
  r: [0x9f, 0xef],
};

/** Operations on one number: f64.copysign, eq, ne, lt, gt, le, convert_i32_s, select and i32.eqz. */
const single: Record<string, number> = {
  C: 0xa6,
  "=": 0x61,
  "!": 0x62,
  "<": 0x63,
  ">": 0x64,
  "{": 0x65,
  i: 0xb7,
  "?": 0x1b,
  "~": 0x45,
};

/** Locals that hold what was read or written last: an address has one local that may hold it. */
class Kept {
  private readonly keys = new Uint32Array(KEPT);
  private readonly first: number;

  constructor(first: number) {
    this.first = first;
  }

  /** The local that holds a key, or 0. */
  find(key: number): number {
    const slot = (key >>> 3) & (KEPT - 1);
    return this.keys[slot] === key ? this.first + slot : 0;
  }

  /** The local for a new key. */
  take(key: number): number {
    const slot = (key >>> 3) & (KEPT - 1);
    this.keys[slot] = key;
    return this.first + slot;
  }

  forget(key: number): void {
    const slot = (key >>> 3) & (KEPT - 1);
    if (this.keys[slot] === key) this.keys[slot] = 0;
  }

  clear(): void {
    this.keys.fill(0);
  }
}

/**
 * The body of one function that works on numbers at fixed addresses. Every result goes to memory at once, so that
 * whoever runs next finds it there; reading it again takes a local. `lanes` decides whether numbers are worked off one by
 * one or in pairs: everything else is written for both.
 */
export class Code {
  readonly bytes: Bytes = new Bytes();
  private readonly numbers = new Kept(FIRST);
  /** Keys: the address of a pair, or 4 more for the number there in both lanes. */
  private readonly pairs = new Kept(FIRST_PAIR);
  private isPair = false;

  constructor() {
    this.bytes.push(...LOCALS, 0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x21, ONE);
  }

  /** Calls `emit` for the elements 0 … n − 1, in pairs where that is possible. */
  lanes(n: number, isPairable: boolean, emit: (i: number) => void): void {
    for (let i = 0; i < n; i += this.isPair ? 2 : 1) {
      this.isPair = isPairable && i + 2 <= n;
      emit(i);
    }
    this.isPair = false;
  }

  /** Pushes the number at an address; in pairs, the next one beside it (step 8) or itself again (step 0). */
  read(address: number, step: number): void {
    const at = address >>> 0;
    if (!this.isPair) this.readNumber(at);
    else if (step === 0) this.readSpread(at);
    else this.readPair(at);
  }

  /** Stores what `emit` pushes. */
  write(address: number, emit: () => void): void {
    const at = address >>> 0;
    this.bytes.push(0x41, 0);
    emit();
    this.forget(at, this.isPair ? 2 : 1);
    if (this.isPair) {
      this.bytes.push(0x22, this.pairs.take(at), 0xfd, 0x0b, 3);
    } else this.bytes.push(0x22, this.numbers.take(at), 0x39, 3);
    this.bytes.unsigned(at);
  }

  /** Operations, one letter each: see the tables above; 0 and 1 are the numbers. */
  apply(letters: string): void {
    for (const letter of letters) {
      const both = arithmetic[letter];
      if (both && this.isPair) this.bytes.push(0xfd, both[1], 1);
      else if (both) this.bytes.push(both[0]);
      else if (letter === "0") this.bytes.push(0x20, this.isPair ? ZERO_PAIR : ZERO);
      else if (letter === "1") this.spread(ONE);
      else if (letter === "t") this.spread(TEMPORARY);
      else if (letter === "T") this.bytes.push(0x21, TEMPORARY);
      else this.bytes.push(single[letter]!);
    }
  }

  /** Pushes the 32-bit integer at an address. */
  readInteger(address: number): void {
    this.bytes.push(0x41, 0, 0x28, 2);
    this.bytes.unsigned(address >>> 0);
  }

  /** Stores the 32-bit integer that `emit` pushes. */
  writeInteger(address: number, emit: () => void): void {
    this.bytes.push(0x41, 0);
    emit();
    this.bytes.push(0x36, 2);
    this.bytes.unsigned(address >>> 0);
  }

  /** Calls function `index` with one address; its result is dropped. */
  callWith(index: number, address: number): void {
    this.bytes.push(0x41);
    this.bytes.signed(address | 0);
    this.bytes.push(0x10, index, 0x1a);
  }

  /** Somebody else writes n numbers. */
  forget(address: number, n: number): void {
    this.pairs.forget(address - 8);
    for (let at = address; at < address + 8 * n; at += 8) {
      this.numbers.forget(at);
      this.pairs.forget(at);
      this.pairs.forget(at + 4);
    }
  }

  /** Somebody else writes anything. */
  forgetAll(): void {
    this.numbers.clear();
    this.pairs.clear();
  }

  private spread(local: number): void {
    this.bytes.push(0x20, local);
    if (this.isPair) this.bytes.push(0xfd, 0x14);
  }

  private load(at: number, kept: Kept, key: number, ...opcode: number[]): void {
    this.bytes.push(0x41, 0, ...opcode);
    this.bytes.unsigned(at);
    this.bytes.push(0x22, kept.take(key));
  }

  private readNumber(at: number): void {
    const { bytes, numbers, pairs } = this;
    const known = numbers.find(at);
    if (known !== 0) {
      bytes.push(0x20, known);
      return;
    }
    for (const lane of [0, 1]) {
      const pair = pairs.find(at - 8 * lane);
      if (pair === 0) continue;
      bytes.push(0x20, pair, 0xfd, 0x21, lane, 0x22, numbers.take(at));
      return;
    }
    this.load(at, numbers, at, 0x2b, 3);
  }

  private readSpread(at: number): void {
    const { bytes, numbers, pairs } = this;
    const known = pairs.find(at + 4);
    if (known !== 0) {
      bytes.push(0x20, known);
      return;
    }
    const number = numbers.find(at);
    if (number === 0) this.load(at, pairs, at + 4, 0xfd, 0x0a, 3);
    else bytes.push(0x20, number, 0xfd, 0x14, 0x22, pairs.take(at + 4));
  }

  private readPair(at: number): void {
    const { bytes, numbers, pairs } = this;
    const known = pairs.find(at);
    const [low, high] = [numbers.find(at), numbers.find(at + 8)];
    if (known !== 0) bytes.push(0x20, known);
    // Two numbers stored one by one arrive in the cache too late for a load of both.
    else if (low !== 0 && high !== 0)
      bytes.push(0x20, low, 0xfd, 0x14, 0x20, high, 0xfd, 0x22, 1, 0x22, pairs.take(at));
    else this.load(at, pairs, at, 0xfd, 0x00, 3);
  }
}
