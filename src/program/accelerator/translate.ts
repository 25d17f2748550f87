import * as op from "../opcode.ts";
import { Code } from "./code.ts";
import { contract } from "./contract.ts";
import { copy, fill } from "./copy.ts";
import { elementwise } from "./elementwise.ts";
import { factor, solve } from "./solve.ts";
import { FIRST_BODY } from "./wasmModule.ts";

/** Bytes of code after which another function begins: V8 optimises many small ones faster than a large one. */
const BODY_BYTES = 8192;

/** Tapes as code. */
export interface Translation {
  /** Bodies of functions, without their end. */
  readonly bodies: number[][];
  /** For each tape, the index of the function that runs it. */
  readonly entries: number[];
  /** Indices of words that must become END before the code runs: what is left to the executor ends there. */
  readonly ends: number[];
  /** Instructions that became code. */
  instructions: number;
}

/**
 * Words of an instruction that is not as long as an elementwise one: so many, and more for each loop, whose count is at
 * that place.
 */
const lengths: Record<number, readonly [words: number, perLoop?: number, place?: number]> = {
  [op.FUSED]: [0, 1, 1],
  [op.CONTRACT]: [op.CONTRACT_WORDS, 4, 1],
  [op.COPY]: [4, 3, 3],
  [op.FILL]: [4],
  [op.REDUCE]: [6, 3, 5],
  [op.GATHER]: [8],
  [op.SCATTER_ADD]: [8],
  [op.FACTOR]: [8],
  [op.SOLVE]: [9],
};

/** Emits one instruction; false, and nothing, if it stays with the executor. */
type Emitter = (code: Code, words: Int32Array) => boolean;

/** By opcode; those that are not listed are elementwise, or stay. */
const emitters: Record<number, Emitter> = {
  [op.CONTRACT]: contract,
  [op.COPY]: copy,
  [op.FILL]: fill,
  [op.FACTOR]: factor,
  [op.SOLVE]: solve,
};

/** Adds the instructions from word w to END; each function calls the next one of its tape at its end. */
export function translate(words: Int32Array, w: number, into: Translation): void {
  const { bodies, entries, ends } = into;
  const body = (): Code => {
    const code = new Code();
    bodies.push(code.bytes);
    return code;
  };
  entries.push(FIRST_BODY + bodies.length);
  let code = body();
  let isLeft = false;
  for (let opcode = words[w]!; opcode !== op.END; opcode = words[w]!) {
    if (code.bytes.length > BODY_BYTES) {
      code.call(FIRST_BODY + bodies.length);
      code = body();
    }
    const [fixed, perLoop = 0, place = 0] = lengths[opcode] ?? [op.ELEMENTWISE_WORDS];
    const next = w + fixed + perLoop * words[w + place]!;
    const emit = emitters[opcode] ?? elementwise;
    if (emit(code, words.subarray(w, next))) {
      into.instructions++;
      if (isLeft) ends.push(w);
      isLeft = false;
    } else {
      if (!isLeft) code.execute(4 * w);
      isLeft = true;
      if (opcode < op.FIRST_STRUCTURED) code.forget(words[w + 3]! >>> 0, words[w + 1]!);
      else code.forgetAll();
    }
    w = next;
  }
}
