import * as op from "../opcode.ts";
import type { Code } from "./code.ts";

/** Elements up to which a loop is unrolled. */
export const ELEMENTS_MOST = 16;

/** Each operation as the executor computes it, operands and operations in the order of a stack; see Code.apply. */
const formulas: Record<number, string> = {
  [op.MOVE]: "a",
  [op.ADD]: "ab+",
  [op.SUBTRACT]: "ab-",
  [op.MULTIPLY]: "ab*",
  [op.MULTIPLY_3]: "ab*c*",
  [op.ADD_3]: "ab+c+",
  [op.ADD_PRODUCT]: "abc*+",
  [op.SUBTRACT_PRODUCT]: "abc*-",
  [op.DIVIDE]: "ab/",
  [op.MAXIMUM]: "abM",
  [op.MINIMUM]: "abm",
  [op.LESS]: "ab<i",
  [op.LESS_EQUAL]: "ab{i",
  [op.EQUAL_TO]: "ab=i",
  [op.WHERE]: "bca0!?",
  [op.NEGATE]: "an",
  [op.SQUARE_ROOT]: "ar",
  [op.ABSOLUTE]: "a|",
  [op.SIGN]: "1aCaa|0>?",
  [op.RECTIFY]: "a0M",
  [op.RECIPROCAL]: "1a/",
};

/** One operand: where it lies, and bytes to its next element. */
export interface Stream {
  readonly address: number;
  readonly step: number;
}

/** Whether `elementwise` emits code for this operation on n elements. */
export const isUnrolled = (opcode: number, n: number): boolean =>
  opcode in formulas && n <= ELEMENTS_MOST;

/**
 * Emits y[i] ← f(operands) for n elements in order. An operand of one number may not lie among the results: the executor
 * reads it before it writes any (src/program/inPlace.ts takes care of that).
 */
export function elementwise(
  code: Code,
  opcode: number,
  n: number,
  y: number,
  operands: readonly Stream[],
): void {
  const formula = formulas[opcode]!;
  code.lanes(n, !/[<>={!?]/.test(formula), (i) => {
    code.write(y + 8 * i, () => {
      for (const letter of formula) {
        const operand = operands["abc".indexOf(letter)];
        if (operand) code.read(operand.address + i * operand.step, operand.step);
        else code.apply(letter);
      }
    });
  });
}
