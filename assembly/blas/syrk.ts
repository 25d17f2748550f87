/**
 * C ← alpha·op(A)·diag(weights)·op(A)ᵀ + beta·C, both triangles written; C n×n.
 * trans = 0: A is n×k; trans = 1: A is k×n (C = AᵀDA). weights = 0 (no pointer) means D = I.
 */
export function syrk(
  trans: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  weights: usize,
  beta: f64,
  c: usize,
  cRow: i32,
): void {
  const down = trans ? 1 : aRow;
  const across = trans ? aRow : 1;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum: f64 = 0;
      for (let p = 0; p < k; p++) {
        const left = load<f64>(a + ((<usize>(i * down + p * across)) << 3));
        const right = load<f64>(a + ((<usize>(j * down + p * across)) << 3));
        sum += (weights ? left * load<f64>(weights + ((<usize>p) << 3)) : left) * right;
      }
      const target = c + ((<usize>(i * cRow + j)) << 3);
      const value = beta === 0 ? alpha * sum : alpha * sum + beta * load<f64>(target);
      store<f64>(target, value);
      store<f64>(c + ((<usize>(j * cRow + i)) << 3), value);
    }
  }
}
