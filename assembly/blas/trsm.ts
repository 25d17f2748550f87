import { at } from "./at";
import { axpy } from "./axpy";
import { scaleOrZero } from "./scaleOrZero";
import { trsv } from "./trsv";

/**
 * right = 0: B ← alpha·op(A)⁻¹·B with A m×m; right = 1: B ← alpha·B·op(A)⁻¹ with A n×n; B m×n.
 * A is triangular; its other triangle is not read, nor its diagonal when unit = 1.
 */
export function trsm(
  right: i32,
  upper: i32,
  trans: i32,
  unit: i32,
  m: i32,
  n: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  b: usize,
  bRow: i32,
): void {
  for (let i = 0; i < m; i++) {
    scaleOrZero(n, alpha, at(b, bRow, i, 0), 1);
    if (right) trsv(upper, 1 - trans, unit, n, a, aRow, at(b, bRow, i, 0), 1);
  }
  if (right) return;
  const forward = (upper !== 0) === (trans !== 0);
  for (let count = 0; count < m; count++) {
    const i = forward ? count : m - 1 - count;
    const first = forward ? 0 : i + 1;
    const last = forward ? i : m;
    const target = at(b, bRow, i, 0);
    for (let p = first; p < last; p++) {
      const factor = trans ? load<f64>(at(a, aRow, p, i)) : load<f64>(at(a, aRow, i, p));
      axpy(n, -factor, at(b, bRow, p, 0), 1, target, 1);
    }
    if (unit) continue;
    const pivot = load<f64>(at(a, aRow, i, i));
    for (let j = 0; j < n; j++)
      store<f64>(at(target, 0, 0, j), load<f64>(at(target, 0, 0, j)) / pivot);
  }
}
