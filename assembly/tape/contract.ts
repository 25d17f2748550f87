import { dot } from "../blas/dot";
import { gemm } from "../blas/gemm/gemm";
import { gemv, gemvT } from "../blas/gemv";
import { ger } from "../blas/ger";
import { syrk } from "../blas/syrk";
import { sum } from "./fused";
import * as op from "./opcode";
import { smallProduct, smallVector } from "./small";
import { fill } from "./strided";
import { product, scaled } from "./strip";

/**
 * CONTRACT: out[…] ← beta·out[…] + alpha · Σ a[…]·b[…] as loops around a kernel.
 *
 *     0 opcode   1 loops   2 leaf      3 out   4 a   5 b   6 alpha   7 second factor of alpha, or 0
 *     8 count of elements of out that are zeroed first   9 beta: 0 | 1   10 … 17 sizes of the leaf
 *     18 …  for each loop, outermost first: count, steps of out, a and b in bytes
 *
 * alpha is an address. A loop whose out step is 0 is a sum: then out is zeroed first and beta is 1.
 * Order of summation: loops in order, inside them the order of the kernel. Returns the next word.
 */
export function contract(w: usize): usize {
  const loops = load<i32>(w + 4);
  const out = <usize>load<i32>(w + 12);
  const a = <usize>load<i32>(w + 16);
  const b = <usize>load<i32>(w + 20);
  const second = <usize>load<i32>(w + 28);
  let alpha = load<f64>(<usize>load<i32>(w + 24));
  if (second !== 0) alpha *= load<f64>(second);
  const zeroed = load<i32>(w + 32);
  if (zeroed > 0) fill(zeroed, out, 0);
  const first = w + op.CONTRACT_WORDS * 4;
  const end = first + ((<usize>loops) << 4);
  nest(w + 36, alpha, out, a, b, first, end);
  return end;
}

function nest(
  leaf: usize,
  alpha: f64,
  out: usize,
  a: usize,
  b: usize,
  loop: usize,
  end: usize,
): void {
  if (loop === end) {
    kernel(leaf, alpha, out, a, b);
    return;
  }
  const count = load<i32>(loop);
  const outStep = <usize>load<i32>(loop + 4);
  const aStep = <usize>load<i32>(loop + 8);
  const bStep = <usize>load<i32>(loop + 12);
  for (let i = 0; i < count; i++) {
    nest(leaf, alpha, out, a, b, loop + 16, end);
    out += outStep;
    a += aStep;
    b += bStep;
  }
}

function size(leaf: usize, index: usize): i32 {
  return load<i32>(leaf + 4 + (index << 2));
}

/** leaf: beta, then the sizes in the order of the kernel's arguments; steps and rows in elements. */
function kernel(leaf: usize, alpha: f64, out: usize, a: usize, b: usize): void {
  const beta = <f64>load<i32>(leaf);
  const p0 = size(leaf, 0);
  const p1 = size(leaf, 1);
  const p2 = size(leaf, 2);
  switch (load<i32>(leaf - 28)) {
    case op.LEAF_DOT:
      accumulate(out, beta, alpha * dot(p0, a, p1, b, p2));
      break;
    case op.LEAF_SUM:
      accumulate(out, beta, alpha * sum(p0, a, p1));
      break;
    case op.LEAF_SCALED:
      scaled(p0, alpha * load<f64>(b), a, p2, beta, out, p1);
      break;
    case op.LEAF_PRODUCT:
      product(p0, alpha, a, p2, b, size(leaf, 3), beta, out, p1);
      break;
    case op.LEAF_GEMV:
      vectorProduct(leaf, alpha, out, a, b, p0, p1);
      break;
    case op.LEAF_GEMV_T:
      transposedProduct(leaf, alpha, out, a, b, p0, p1);
      break;
    case op.LEAF_SYRK:
      symmetricProduct(leaf, alpha, out, a, b);
      break;
    case op.LEAF_GER:
      ger(p0, p1, alpha, a, p2, b, size(leaf, 3), out, size(leaf, 4));
      break;
    default:
      matrixProduct(leaf, alpha, out, a, b);
      break;
  }
}

function vectorProduct(
  leaf: usize,
  alpha: f64,
  y: usize,
  a: usize,
  x: usize,
  m: i32,
  n: i32,
): void {
  const beta = load<i32>(leaf);
  const aRow = size(leaf, 2);
  const xStep = size(leaf, 3);
  const yStep = size(leaf, 4);
  if (m * n <= op.SMALL_VECTOR) smallVector(m, n, alpha, a, aRow, 1, x, xStep, beta, y, yStep);
  else gemv(m, n, alpha, a, aRow, x, xStep, <f64>beta, y, yStep);
}

/** A is m×n, and y has n elements. */
function transposedProduct(
  leaf: usize,
  alpha: f64,
  y: usize,
  a: usize,
  x: usize,
  m: i32,
  n: i32,
): void {
  const beta = load<i32>(leaf);
  const aRow = size(leaf, 2);
  const xStep = size(leaf, 3);
  const yStep = size(leaf, 4);
  if (m * n <= op.SMALL_VECTOR) smallVector(n, m, alpha, a, 1, aRow, x, xStep, beta, y, yStep);
  else gemvT(m, n, alpha, a, aRow, x, xStep, <f64>beta, y, yStep);
}

function matrixProduct(leaf: usize, alpha: f64, c: usize, a: usize, b: usize): void {
  const transA = size(leaf, 0);
  const transB = size(leaf, 1);
  const m = size(leaf, 2);
  const n = size(leaf, 3);
  const k = size(leaf, 4);
  const aRow = size(leaf, 5);
  const bRow = size(leaf, 6);
  const cRow = size(leaf, 7);
  const beta = load<i32>(leaf);
  if (m * n * k > op.SMALL_PRODUCT) {
    gemm(transA, transB, m, n, k, alpha, a, aRow, b, bRow, <f64>beta, c, cRow);
    return;
  }
  const aColumn = transA ? aRow : 1;
  const bColumn = transB ? bRow : 1;
  smallProduct(
    m,
    n,
    k,
    alpha,
    a,
    transA ? 1 : aRow,
    aColumn,
    0,
    b,
    transB ? 1 : bRow,
    bColumn,
    beta,
    c,
    cRow,
  );
}

function symmetricProduct(leaf: usize, alpha: f64, c: usize, a: usize, weights: usize): void {
  const trans = size(leaf, 0);
  const n = size(leaf, 1);
  const k = size(leaf, 2);
  const row = size(leaf, 3);
  const cRow = size(leaf, 4);
  const beta = load<i32>(leaf);
  if (n * n * k > op.SMALL_PRODUCT) {
    syrk(trans, n, k, alpha, a, row, weights, <f64>beta, c, cRow);
    return;
  }
  const free = trans ? 1 : row;
  const depth = trans ? row : 1;
  smallProduct(n, n, k, alpha, a, free, depth, weights, a, depth, free, beta, c, cRow);
}

/** y ← value + beta·y, y not read for beta = 0. */
function accumulate(y: usize, beta: f64, value: f64): void {
  store<f64>(y, beta === 0 ? value : load<f64>(y) + value);
}
