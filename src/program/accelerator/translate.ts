import * as op from "../opcode.ts";
import type { Bytes } from "./bytes.ts";
import { Code } from "./code.ts";
import { contract } from "./contract.ts";
import { copy, fill } from "./copy.ts";
import { elementwise, isUnrolled } from "./elementwise.ts";
import { fused } from "./fused.ts";
import { factor, solve } from "./solve.ts";
import { EXECUTE } from "./wasmModule.ts";

/** Bytes of code after which another function begins: V8 optimises many small ones faster than a large one. */
const BODY_BYTES = 4096;

/** A stretch of tape as code. */
export interface Translation {
  /** Bodies of functions to be called in turn. */
  readonly bodies: readonly Bytes[];
  /** Instructions that became code. */
  readonly instructions: number;
  /** Indices of words that must become END before the code runs: what is left to the executor ends there. */
  readonly ends: readonly number[];
}

/** Words of the instruction at w. */
function length(words: Int32Array, w: number): number {
  switch (words[w]!) {
    case op.FUSED:
      return words[w + 1]!;
    case op.CONTRACT:
      return op.CONTRACT_WORDS + 4 * words[w + 1]!;
    case op.COPY:
      return 4 + 3 * words[w + 3]!;
    case op.FILL:
      return 4;
    case op.REDUCE:
      return 6 + 3 * words[w + 5]!;
    case op.GATHER:
    case op.SCATTER_ADD:
    case op.FACTOR:
      return 8;
    case op.SOLVE:
      return 9;
    default:
      return 7;
  }
}

/** Emits the instruction at w; false, and nothing, if it stays with the executor. */
function emit(code: Code, words: Int32Array, w: number): boolean {
  const opcode = words[w]!;
  if (opcode < op.FIRST_STRUCTURED) return plain(code, words, w);
  switch (opcode) {
    case op.FUSED:
      return fused(code, words, w);
    case op.CONTRACT:
      return contract(code, words, w);
    case op.COPY:
      return copy(code, words, w);
    case op.FILL:
      return fill(code, words, w);
    case op.FACTOR:
      return factor(code, words, w);
    case op.SOLVE:
      return solve(code, words, w);
    default:
      return false;
  }
}

function plain(code: Code, words: Int32Array, w: number): boolean {
  const [opcode = 0, n = 0, motion = 0, y = 0, ...operands] = words.subarray(
    w,
    w + op.ELEMENTWISE_WORDS,
  );
  if (!isUnrolled(opcode, n)) return false;
  const step = (i: number): number => (motion & (op.SCALAR << (2 * i + 2)) ? 0 : 8);
  const streams = operands.map((address, i) => ({ address, step: step(i) }));
  elementwise(code, opcode, n, y, streams);
  return true;
}

/** What the executor writes in the instruction at w is read from memory again. */
function forget(code: Code, words: Int32Array, w: number): void {
  if (words[w]! < op.FIRST_STRUCTURED) code.forget(words[w + 3]! >>> 0, words[w + 1]!);
  else code.forgetAll();
}

/** Translates the instructions from word w to END. */
export function translate(words: Int32Array, w: number): Translation {
  let code = new Code();
  const bodies = [code.bytes];
  const ends: number[] = [];
  let instructions = 0;
  let isLeft = false;
  for (; words[w] !== op.END; w += length(words, w)) {
    if (code.bytes.length > BODY_BYTES) {
      code = new Code();
      bodies.push(code.bytes);
    }
    if (emit(code, words, w)) {
      instructions++;
      if (isLeft) ends.push(w);
      isLeft = false;
    } else {
      if (!isLeft) code.callWith(EXECUTE, 4 * w);
      isLeft = true;
      forget(code, words, w);
    }
  }
  return { bodies, instructions, ends };
}
