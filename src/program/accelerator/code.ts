import { leb128 } from "./leb128.ts";
import { EXECUTE } from "./wasmModule.ts";

/** Locals that hold numbers of the memory, of each kind; a power of two, so that a local's number takes one byte. */
const KEPT = 32;
/** Locals of the letters 0 (never written), 1 and t; numbers and pairs follow. */
const NAMED = "01t";
const FIRST_NUMBER = NAMED.length;
const FIRST_PAIR = FIRST_NUMBER + KEPT;
const ONE = 1;
const TEMPORARY = 2;

/** What begins a function: its locals, f64 and then v128, and 1 in the local of that name. */
const HEAD = [2, FIRST_PAIR, 0x7c, KEPT, 0x7b, 0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x21, ONE];

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;
const CALL = 0x10;
const DROP = 0x1a;
const CONSTANT = 0x41;
const SIMD = 0xfd;
const SPLAT = 0x14;

/** Letters of operations on f64 in the order of their opcodes, from that of abs on; dots are not needed. */
const arithmetic = "|n....r+-*/mM";
const ABS = 0x99;
const ofPairs = (opcode: number): number => opcode + (opcode < 0x9f ? 0x53 : 0x50);

/** Operations on one number only: copysign, eq, ne, lt, gt, le, convert_i32_s, select and i32.eqz. */
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

/** Whether a formula can be worked off in pairs. */
export const isPairable = (letters: string): boolean => ![...letters].some((x) => x in single);

/** Locals that hold what was read or written last: a key has one local that may hold it. */
class Kept {
  private readonly keys = new Uint32Array(KEPT);
  private readonly first: number;

  constructor(first: number) {
    this.first = first;
  }

  private slot(key: number): number {
    return (key >>> 3) % KEPT;
  }

  /** The local that holds a key, or 0. */
  find(key: number): number {
    const slot = this.slot(key);
    return this.keys[slot] === key ? this.first + slot : 0;
  }

  /** The local that holds it from now on. */
  take(key: number): number {
    const slot = this.slot(key);
    this.keys[slot] = key;
    return this.first + slot;
  }

  forget(key: number): void {
    if (this.find(key)) this.keys[this.slot(key)] = 0;
  }
}

/**
 * The body of one function that works on numbers at fixed addresses. Every result goes to memory at once, so that
 * whoever runs next finds it there; to read it again costs a local. `lanes` decides whether numbers are worked off one
 * by one or in pairs; everything else is written for both.
 */
export class Code {
  readonly bytes: number[] = [...HEAD];
  private numbers = new Kept(FIRST_NUMBER);
  /** Keys: the address of a pair, or 4 more for the number there in both lanes. */
  private pairs = new Kept(FIRST_PAIR);
  private isPair = false;

  /** Calls `emit` for the elements 0 … n − 1, in pairs where that is possible. */
  lanes(n: number, pairable: boolean, emit: (i: number) => void): void {
    for (let i = 0; i < n; i += this.isPair ? 2 : 1) {
      this.isPair = pairable && i + 2 <= n;
      emit(i);
    }
    this.isPair = false;
  }

  /** Pushes the number at an address; in pairs, the next one beside it (step 8) or itself again (step 0). */
  read(address: number, step: number): void {
    const at = address >>> 0;
    const { bytes, pairs, numbers, isPair } = this;
    const [kept, key] = isPair ? [pairs, step === 0 ? at + 4 : at] : [numbers, at];
    const known = kept.find(key);
    if (known) {
      bytes.push(LOCAL_GET, known);
      return;
    }
    const number = numbers.find(at);
    const next = numbers.find(at + 8);
    const lane = pairs.find(at) ? 0 : 1;
    const pair = pairs.find(at - 8 * lane);
    if (!isPair && pair) bytes.push(LOCAL_GET, pair, SIMD, 0x21, lane);
    else if (isPair && number && (step === 0 || next)) {
      bytes.push(LOCAL_GET, number, SIMD, SPLAT);
      // Two numbers stored one by one arrive in the cache too late for a load of both.
      if (step !== 0) bytes.push(LOCAL_GET, next, SIMD, 0x22, 1);
    } else {
      const load = isPair ? [SIMD, step === 0 ? 0x0a : 0] : [0x2b];
      bytes.push(CONSTANT, 0, ...load, 3);
      leb128(at, bytes);
    }
    bytes.push(LOCAL_TEE, kept.take(key));
  }

  /** Stores what `emit` pushes. */
  write(address: number, emit: () => void): void {
    const at = address >>> 0;
    this.bytes.push(CONSTANT, 0);
    emit();
    this.forget(at, this.isPair ? 2 : 1);
    if (this.isPair) this.bytes.push(LOCAL_TEE, this.pairs.take(at), SIMD, 0x0b, 3);
    else this.bytes.push(LOCAL_TEE, this.numbers.take(at), 0x39, 3);
    leb128(at, this.bytes);
  }

  /** Operations, one letter each; "T" stores what "t" pushes. */
  apply(letters: string): void {
    for (const letter of letters) {
      const both = ABS + arithmetic.indexOf(letter);
      const local = NAMED.indexOf(letter);
      if (local >= 0) {
        this.bytes.push(LOCAL_GET, local);
        if (this.isPair) this.bytes.push(SIMD, SPLAT);
      } else if (letter === "T") this.bytes.push(LOCAL_SET, TEMPORARY);
      else if (both < ABS) this.bytes.push(single[letter]!);
      else if (this.isPair) this.bytes.push(SIMD, ofPairs(both), 1);
      else this.bytes.push(both);
    }
  }

  /** Pushes the 32-bit integer at an address. */
  readInteger(address: number): void {
    this.bytes.push(CONSTANT, 0, 0x28, 2);
    leb128(address >>> 0, this.bytes);
  }

  /** Stores the 32-bit integer that `emit` pushes. */
  writeInteger(address: number, emit: () => void): void {
    this.bytes.push(CONSTANT, 0);
    emit();
    this.bytes.push(0x36, 2);
    leb128(address >>> 0, this.bytes);
  }

  /** Calls function `index`, which takes nothing. */
  call(index: number): void {
    this.bytes.push(CALL);
    leb128(index, this.bytes);
  }

  /** Lets the executor run the instructions at an address. */
  execute(address: number): void {
    this.bytes.push(CONSTANT);
    leb128(address | 0, this.bytes);
    this.bytes.push(CALL, EXECUTE, DROP);
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
    this.numbers = new Kept(FIRST_NUMBER);
    this.pairs = new Kept(FIRST_PAIR);
  }
}
