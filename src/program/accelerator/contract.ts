import * as op from "../opcode.ts";
import type { Code } from "./code.ts";
import { ELEMENTS_MOST } from "./elementwise.ts";
import { everyRound, roundsOf } from "./rounds.ts";

/** Multiplications, of all loops, up to which a contraction is unrolled. */
const PRODUCTS_MOST = 64;

/** Sizes m, n, k of a product, and doubles to the next row and column of its operands and of the result. */
type Product = readonly [
  ...[m: number, n: number, k: number],
  ...[aRow: number, aColumn: number, bRow: number, bColumn: number, row: number, column: number],
];

const strides = (isTransposed: number, step: number) =>
  isTransposed ? ([1, step] as const) : ([step, 1] as const);

/**
 * A kernel that adds term after term, from 0, as a product of matrices: assembly/tape/contract.ts has all kernels.
 * Undefined for the others, and for sizes at which a kernel adds in another order.
 */
function productOf(kind: number, sizes: Int32Array): Product | undefined {
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0] = sizes;
  switch (kind) {
    case op.LEAF_DOT:
      // A longer contiguous one keeps several sums, fused in the relaxed build.
      return s0 > 3 && s1 === 1 && s2 === 1 ? undefined : [1, 1, s0, 0, s1, s2, 0, 0, 0];
    case op.LEAF_GEMV:
      return s0 * s1 > op.SMALL_VECTOR ? undefined : [s0, 1, s1, s2, 1, s3, 0, s4, 0];
    case op.LEAF_GEMV_T:
      return s0 * s1 > op.SMALL_VECTOR ? undefined : [s1, 1, s0, 1, s2, s3, 0, s4, 0];
    case op.LEAF_GEMM:
      if (s2 * s3 * s4 > op.SMALL_PRODUCT) return undefined;
      return [s2, s3, s4, ...strides(s0, s5), ...strides(s1, s6), s7, 1];
    case op.LEAF_SYRK:
      if (s1 * s1 * s2 > op.SMALL_PRODUCT) return undefined;
      return [s1, s1, s2, ...strides(s0, s3), ...strides(1 - s0, s3), s4, 1];
    default:
      return undefined;
  }
}

/** Emits a CONTRACT instruction over few numbers; false, and nothing, for others. */
export function contract(code: Code, words: Int32Array): boolean {
  const [, , kind = 0, out = 0, a = 0, b = 0, , , zeroed = 0] = words;
  const loops = words.subarray(op.CONTRACT_WORDS);
  const product = productOf(kind, words.subarray(10));
  if (!product && (kind < op.LEAF_SUM || kind > op.LEAF_PRODUCT)) return false;
  const [m, n, k] = product ?? [words[10]!, 1, 1];
  if (m * n * k * roundsOf(loops, 3) > PRODUCTS_MOST || zeroed > ELEMENTS_MOST) return false;
  const simple = kind === op.LEAF_SUM ? sum : strip;
  const leaf = product ? matrix(code, words, product) : simple(code, words);
  code.lanes(zeroed, true, (i) => code.write(out + 8 * i, () => code.apply("0")));
  everyRound(loops, [out, a, b], leaf);
  return true;
}

/** Emits one round of the loops: the kernel at these places. */
type Leaf = (out: number, a: number, b: number) => void;

/** out ← what `value` pushes times alpha, which is a product of up to three numbers; beta adds it to what is there. */
function store(code: Code, words: Int32Array, out: number, third: number, value: () => void): void {
  const beta = words[9];
  code.write(out, () => {
    if (beta) code.read(out, 8);
    value();
    code.read(words[6]!, 0);
    for (const factor of [words[7]!, third]) {
      if (factor === 0) continue;
      code.read(factor, 0);
      code.apply("*");
    }
    code.apply(beta ? "*+" : "*");
  });
}

/** Σ a[i] in the order of `sum` of assembly/tape/fused.ts: four sums over i mod 4, then what is left. */
function sum(code: Code, words: Int32Array): Leaf {
  const [n = 0, step = 0] = words.subarray(10);
  const whole = n & ~3;
  return (out, a) => {
    const add = (from: number, to: number, stride: number): void => {
      for (let i = from; i < to; i += stride) {
        code.read(a + 8 * i * step, 0);
        code.apply("+");
      }
    };
    store(code, words, out, 0, () => {
      for (const part of [0, 2, 1, 3]) {
        code.apply("0");
        add(part, whole, 4);
        if (part === 2) code.apply("+");
      }
      code.apply("++");
      add(whole, n, 1);
    });
  };
}

/** out[i] ← (alpha·b)·a[i] or alpha·(a[i]·b[i]). */
function strip(code: Code, words: Int32Array): Leaf {
  const isScaled = words[2] === op.LEAF_SCALED;
  const [n = 0, outStep = 0, aStep = 0, bStep = 0] = words.subarray(10);
  const isUnit = outStep === 1 && aStep === 1 && (isScaled || bStep === 1);
  return (out, a, b) =>
    code.lanes(n, isUnit, (i) =>
      store(code, words, out + 8 * i * outStep, isScaled ? b : 0, () => {
        code.read(a + 8 * i * aStep, 8);
        if (isScaled) return;
        code.read(b + 8 * i * bStep, 8);
        code.apply("*");
      }),
    );
}

/** out ← alpha·A·B; of a symmetric product, at b lie weights or nothing. */
function matrix(code: Code, words: Int32Array, product: Product): Leaf {
  const isSymmetric = words[2] === op.LEAF_SYRK;
  const [m, n, k, aRow, aColumn, bRow, bColumn, row, column] = product;
  return (out, a, b) => {
    const right = isSymmetric ? a : b;
    const weights = isSymmetric ? b : 0;
    const element = (i: number, j: number, aStep: number, bStep: number): void =>
      store(code, words, out + 8 * (i * row + j * column), 0, () => {
        code.apply("0");
        for (let l = 0; l < k; l++) {
          code.read(a + 8 * (i * aRow + l * aColumn), aStep);
          code.read(right + 8 * (l * bRow + j * bColumn), bStep);
          if (weights !== 0) {
            code.apply("*");
            code.read(weights + 8 * l, 0);
          }
          code.apply("*+");
        }
      });
    if (n === 1) code.lanes(m, aRow === 1 && row === 1, (i) => element(i, 0, 8, 0));
    else
      for (let i = 0; i < m; i++)
        code.lanes(n, bColumn === 1 && column === 1, (j) => element(i, j, 0, 8));
  };
}
