import { madd } from "./madd";
import { writePair } from "./writePair";

/**
 * C ← alpha·A·B + beta·C for a 4×4 tile. A: 4 numbers (a column of the tile's rows) every `aStep` bytes, B: 4 numbers
 * every `bStep` bytes, k ≥ 1 of each, in order; beta = 0: C is not read.
 *
 * Each pair of A meets each pair of B twice, the second time with its lanes swapped, so that no number is ever spread
 * over a register: 4 loads and 2 shuffles feed 16 multiplications and 16 additions, and the 8 sums, 4 operands and 2
 * swapped ones fit the 16 registers. One step of k at a time: V8 hoists the loads of an unrolled body and spills.
 */
export function microKernel4x4(
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  alpha: f64,
  beta: f64,
  c: usize,
  cBytes: usize,
): void {
  let c00 = f64x2.splat(0);
  let x00 = f64x2.splat(0);
  let c02 = f64x2.splat(0);
  let x02 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let x20 = f64x2.splat(0);
  let c22 = f64x2.splat(0);
  let x22 = f64x2.splat(0);
  const end = a + <usize>k * aStep;
  do {
    const b01 = v128.load(b);
    const b23 = v128.load(b, 16);
    const a01 = v128.load(a);
    c00 = madd(a01, b01, c00);
    c02 = madd(a01, b23, c02);
    const a10 = v128.shuffle<f64>(a01, a01, 1, 0);
    x00 = madd(a10, b01, x00);
    x02 = madd(a10, b23, x02);
    const a23 = v128.load(a, 16);
    c20 = madd(a23, b01, c20);
    c22 = madd(a23, b23, c22);
    const a32 = v128.shuffle<f64>(a23, a23, 1, 0);
    x20 = madd(a32, b01, x20);
    x22 = madd(a32, b23, x22);
    a += aStep;
    b += bStep;
  } while (a < end);
  // c holds (0,0) (1,1), x holds (1,0) (0,1) of each 2×2 quarter.
  const row1 = c + cBytes;
  const row2 = row1 + cBytes;
  const row3 = row2 + cBytes;
  writePair(c, alpha, beta, v128.shuffle<f64>(c00, x00, 0, 3));
  writePair(c + 16, alpha, beta, v128.shuffle<f64>(c02, x02, 0, 3));
  writePair(row1, alpha, beta, v128.shuffle<f64>(x00, c00, 0, 3));
  writePair(row1 + 16, alpha, beta, v128.shuffle<f64>(x02, c02, 0, 3));
  writePair(row2, alpha, beta, v128.shuffle<f64>(c20, x20, 0, 3));
  writePair(row2 + 16, alpha, beta, v128.shuffle<f64>(c22, x22, 0, 3));
  writePair(row3, alpha, beta, v128.shuffle<f64>(x20, c20, 0, 3));
  writePair(row3 + 16, alpha, beta, v128.shuffle<f64>(x22, c22, 0, 3));
}
