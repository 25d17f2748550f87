import * as op from "../opcode.ts";
import type { Code } from "./code.ts";
import { ELEMENTS_MOST } from "./elementwise.ts";
import { dot, isPlainDot, sum } from "./sum.ts";

/** The innermost kernel of a contraction: how many multiplications it is, and the code for one round of the loops. */
export interface Leaf {
  readonly products: number;
  emit(out: number, a: number, b: number): void;
}

/** Words of a CONTRACT instruction that concern its kernel. */
interface Given {
  /** Addresses of the factor and, or 0, of a second one. */
  readonly alpha: number;
  readonly second: number;
  readonly accumulates: boolean;
  readonly sizes: Int32Array;
}

/** Bytes from one row to the next, and from one column. */
type Steps = readonly [row: number, column: number];

const bytes = (elements: number): number => 8 * elements;

/** The kernel as code, if it is one of plain loops over few numbers: assembly/tape/contract.ts has all. */
export function leafOf(code: Code, kind: number, given: Given): Leaf | undefined {
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0] = given.sizes;
  switch (kind) {
    case op.LEAF_DOT:
    case op.LEAF_SUM:
      return total(code, given, kind === op.LEAF_SUM);
    case op.LEAF_SCALED:
    case op.LEAF_PRODUCT:
      return strip(code, given, kind === op.LEAF_SCALED);
    case op.LEAF_GEMV: {
      if (s0 * s1 > op.SMALL_VECTOR) return undefined;
      const product = matrix(
        code,
        given,
        [1, s0, s1],
        [0, bytes(s3)],
        [8, bytes(s2)],
        [0, bytes(s4)],
      );
      return swapped(product);
    }
    case op.LEAF_GEMV_T: {
      if (s0 * s1 > op.SMALL_VECTOR) return undefined;
      const product = matrix(
        code,
        given,
        [1, s1, s0],
        [0, bytes(s3)],
        [bytes(s2), 8],
        [0, bytes(s4)],
      );
      return swapped(product);
    }
    case op.LEAF_GEMM:
      return gemm(code, given);
    case op.LEAF_SYRK:
      return syrk(code, given);
    default:
      return undefined;
  }
}

const swapped = ({ products, emit }: Leaf): Leaf => ({
  products,
  emit: (out, a, b) => emit(out, b, a),
});

/** Pushes the factor alpha, and a second one in it. */
function factor(code: Code, { alpha, second }: Given): void {
  code.read(alpha, 0);
  if (second === 0) return;
  code.read(second, 0);
  code.apply("*");
}

/** Stores what `value` pushes, or adds it to what is there. */
function store(code: Code, { accumulates }: Given, out: number, value: () => void): void {
  code.write(out, () => {
    if (accumulates) code.read(out, 8);
    value();
    if (accumulates) code.apply("+");
  });
}

/** out ← alpha·Σ a·b or alpha·Σ a. */
function total(code: Code, given: Given, isSum: boolean): Leaf | undefined {
  const [n = 0, s1 = 0, s2 = 0] = given.sizes;
  const [aStep, bStep] = [bytes(s1), bytes(s2)];
  if (isSum ? n > ELEMENTS_MOST : !isPlainDot(n, aStep, bStep)) return undefined;
  const emit = (out: number, a: number, b: number): void =>
    store(code, given, out, () => {
      factor(code, given);
      if (isSum) sum(code, n, a, aStep);
      else dot(code, n, a, aStep, b, bStep);
      code.apply("*");
    });
  return { products: n, emit };
}

/** out[i] ← (alpha·b)·a[i] or alpha·(a[i]·b[i]). */
function strip(code: Code, given: Given, isScaled: boolean): Leaf | undefined {
  const [n = 0, outStep = 0, aStep = 0, bStep = 0] = given.sizes;
  if (n > ELEMENTS_MOST) return undefined;
  const isPairable = outStep === 1 && aStep === 1 && (isScaled || bStep === 1);
  const emit = (out: number, a: number, b: number): void =>
    code.lanes(n, isPairable, (i) => {
      store(code, given, out + bytes(i * outStep), () => {
        factor(code, given);
        if (isScaled) {
          code.read(b, 0);
          code.apply("*");
          code.read(a + bytes(i * aStep), 8);
        } else {
          code.read(a + bytes(i * aStep), 8);
          code.read(b + bytes(i * bStep), 8);
          code.apply("*");
        }
        code.apply("*");
      });
    });
  return { products: n, emit };
}

/** out m×n ← alpha·A·diag(weights)·B, A m×k and B k×n, every sum in order from 0. */
function matrix(
  code: Code,
  given: Given,
  [m, n, k]: readonly [number, number, number],
  [aRow, aColumn]: Steps,
  [bRow, bColumn]: Steps,
  [outRow, outColumn]: Steps,
  weights = 0,
): Leaf {
  const element = (out: number, a: number, b: number): void =>
    store(code, given, out, () => {
      code.apply("0");
      for (let l = 0; l < k; l++) {
        code.read(a + l * aColumn, 0);
        code.read(b + l * bRow, 8);
        code.apply("*");
        if (weights !== 0) code.read(weights + bytes(l), 0);
        code.apply(weights === 0 ? "+" : "*+");
      }
      factor(code, given);
      code.apply("*");
    });
  const emit = (out: number, a: number, b: number): void => {
    for (let i = 0; i < m; i++)
      code.lanes(n, bColumn === 8 && outColumn === 8, (j) =>
        element(out + i * outRow + j * outColumn, a + i * aRow, b + j * bColumn),
      );
  };
  return { products: m * n * k, emit };
}

function gemm(code: Code, given: Given): Leaf | undefined {
  const [transA, transB, m = 0, n = 0, k = 0, aRow = 0, bRow = 0, outRow = 0] = given.sizes;
  if (m * n * k > op.SMALL_PRODUCT) return undefined;
  const a: Steps = transA ? [8, bytes(aRow)] : [bytes(aRow), 8];
  const b: Steps = transB ? [8, bytes(bRow)] : [bytes(bRow), 8];
  return matrix(code, given, [m, n, k], a, b, [bytes(outRow), 8]);
}

/** Both operands are the matrix at a; at b are weights, or nothing. */
function syrk(code: Code, given: Given): Leaf | undefined {
  const [trans, n = 0, k = 0, row = 0, outRow = 0] = given.sizes;
  if (n * n * k > op.SMALL_PRODUCT) return undefined;
  const [free, depth] = trans ? [8, bytes(row)] : [bytes(row), 8];
  const emit = (out: number, a: number, b: number): void =>
    matrix(code, given, [n, n, k], [free, depth], [depth, free], [bytes(outRow), 8], b).emit(
      out,
      a,
      a,
    );
  return { products: n * n * k, emit };
}
