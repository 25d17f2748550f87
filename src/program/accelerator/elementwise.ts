import * as op from "../opcode.ts";
import { type Code, isPairable } from "./code.ts";

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
  [op.LOG_SLOPE]: "00/1a/a0<?",
};

/**
 * Emits y[i] ← f(a[i], b[i], c[i]) over few elements, in order; false, and nothing, for others. An operand of one number
 * does not lie among the results (src/program/inPlace.ts), so it may be read again for each of them.
 */
export function elementwise(code: Code, words: Int32Array): boolean {
  const [opcode = 0, n = 0, motion = 0, y = 0] = words;
  const formula = formulas[opcode];
  if (formula === undefined || n > ELEMENTS_MOST) return false;
  code.lanes(n, isPairable(formula), (i) =>
    code.write(y + 8 * i, () => {
      for (const letter of formula) {
        const operand = "abc".indexOf(letter);
        const step = motion & (op.SCALAR << (2 * operand + 2)) ? 0 : 8;
        if (operand < 0) code.apply(letter);
        else code.read(words[4 + operand]! + i * step, step);
      }
    }),
  );
  return true;
}
