import * as op from "../opcode.ts";
import type { Code } from "./code.ts";
import { ELEMENTS_MOST } from "./elementwise.ts";

/** Multiplications, of all loops, up to which a contraction is unrolled. */
const PRODUCTS_MOST = 64;

/** Sizes m, n, k of a product, and bytes to the next row and column of its operands and of the result. */
type Product = readonly [
  sizes: readonly [number, number, number],
  a: readonly [number, number],
  b: readonly [number, number],
  out: readonly [number, number],
];

/** A kernel that adds term after term, from 0, as a product of matrices: assembly/tape/contract.ts has all kernels. */
function productOf(kind: number, sizes: Int32Array): Product | undefined {
  const [s0 = 0, s1 = 0, s2 = 0] = sizes;
  const steps = sizes.map((size) => 8 * size);
  const [, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0, b6 = 0, b7 = 0] = steps;
  switch (kind) {
    case op.LEAF_DOT:
      // A longer contiguous one keeps several sums, fused in the relaxed build.
      if (s0 > 3 && s1 === 1 && s2 === 1) return undefined;
      return [
        [1, 1, s0],
        [0, b1],
        [b2, 0],
        [0, 0],
      ];
    case op.LEAF_GEMV:
      if (s0 * s1 > op.SMALL_VECTOR) return undefined;
      return [
        [s0, 1, s1],
        [b2, 8],
        [b3, 0],
        [b4, 0],
      ];
    case op.LEAF_GEMV_T:
      if (s0 * s1 > op.SMALL_VECTOR) return undefined;
      return [
        [s1, 1, s0],
        [8, b2],
        [b3, 0],
        [b4, 0],
      ];
    case op.LEAF_GEMM:
      if (s2 * sizes[3]! * sizes[4]! > op.SMALL_PRODUCT) return undefined;
      return [[s2, sizes[3]!, sizes[4]!], s0 ? [8, b5] : [b5, 8], s1 ? [8, b6] : [b6, 8], [b7, 8]];
    case op.LEAF_SYRK:
      if (s1 * s1 * s2 > op.SMALL_PRODUCT) return undefined;
      return [[s1, s1, s2], s0 ? [8, b3] : [b3, 8], s0 ? [b3, 8] : [8, b3], [b4, 8]];
    default:
      return undefined;
  }
}

/** Emits one round of the loops: the kernel at these places. */
type Leaf = (out: number, a: number, b: number) => void;

/** Emits a CONTRACT instruction over few numbers; false, and nothing, for others. */
export function contract(code: Code, words: Int32Array): boolean {
  const [, depth = 0, kind = 0, out = 0, a = 0, b = 0, , , zeroed = 0] = words;
  const loops = words.subarray(op.CONTRACT_WORDS, op.CONTRACT_WORDS + 4 * depth);
  const product = productOf(kind, words.subarray(10));
  let count = words[10]!;
  if (product) count = product[0].reduce((all, size) => all * size, 1);
  else if (kind < op.LEAF_SUM || kind > op.LEAF_PRODUCT) return false;
  for (let i = 0; i < loops.length; i += 4) count *= loops[i]!;
  if (count > PRODUCTS_MOST || zeroed > ELEMENTS_MOST) return false;
  const leaf = product
    ? matrix(code, words, product)
    : kind === op.LEAF_SUM
      ? sum(code, words)
      : strip(code, words);
  code.lanes(zeroed, true, (i) => code.write(out + 8 * i, () => code.apply("0")));
  nest(leaf, loops, out, a, b);
  return true;
}

/** Loops outermost first: count, and steps of out, a and b in bytes. */
function nest(leaf: Leaf, loops: Int32Array, out: number, a: number, b: number): void {
  const [count = 0, outStep = 0, aStep = 0, bStep = 0] = loops;
  if (loops.length === 0) leaf(out, a, b);
  else
    for (let i = 0; i < count; i++)
      nest(leaf, loops.subarray(4), out + i * outStep, a + i * aStep, b + i * bStep);
}

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
function matrix(code: Code, words: Int32Array, [[m, n, k], a, b, out]: Product): Leaf {
  const isSymmetric = words[2] === op.LEAF_SYRK;
  return (y, p, other) => {
    const right = isSymmetric ? p : other;
    const weights = isSymmetric ? other : 0;
    const element = (i: number, j: number, aStep: number, bStep: number): void =>
      store(code, words, y + i * out[0] + j * out[1], 0, () => {
        code.apply("0");
        for (let l = 0; l < k; l++) {
          code.read(p + i * a[0] + l * a[1], aStep);
          code.read(right + l * b[0] + j * b[1], bStep);
          if (weights !== 0) {
            code.apply("*");
            code.read(weights + 8 * l, 0);
          }
          code.apply("*+");
        }
      });
    if (n === 1) code.lanes(m, a[0] === 8 && out[0] === 8, (i) => element(i, 0, 8, 0));
    else
      for (let i = 0; i < m; i++)
        code.lanes(n, b[1] === 8 && out[1] === 8, (j) => element(i, j, 0, 8));
  };
}
