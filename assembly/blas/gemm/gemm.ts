import { dot } from "../dot";

/** C ← alpha·op(A)·op(B) + beta·C, op(A) m×k, op(B) k×n; trans* = 1 transposes. beta = 0: C is not read. */
export function gemm(
  transA: i32,
  transB: i32,
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  b: usize,
  bRow: i32,
  beta: f64,
  c: usize,
  cRow: i32,
): void {
  const aDown = transA ? 1 : aRow;
  const aAcross = transA ? aRow : 1;
  const bDown = transB ? 1 : bRow;
  const bAcross = transB ? bRow : 1;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const left = a + ((<usize>(i * aDown)) << 3);
      const right = b + ((<usize>(j * bAcross)) << 3);
      const value = alpha * dot(k, left, aAcross, right, bDown);
      const target = c + ((<usize>(i * cRow + j)) << 3);
      store<f64>(target, beta === 0 ? value : value + beta * load<f64>(target));
    }
  }
}
