import { at } from "./at";
import { axpy } from "./axpy";
import { dot } from "./dot";

/** x ← op(A)⁻¹·x, A n×n triangular; the other triangle is not read, nor the diagonal when unit = 1. */
export function trsv(
  upper: i32,
  trans: i32,
  unit: i32,
  n: i32,
  a: usize,
  aRow: i32,
  x: usize,
  xStep: i32,
): void {
  const step = (<usize>xStep) << 3;
  const forward = (upper !== 0) === (trans !== 0);
  for (let count = 0; count < n; count++) {
    const i = forward ? count : n - 1 - count;
    const from = upper ? i + 1 : 0;
    const length = upper ? n - 1 - i : i;
    const row = at(a, aRow, i, from);
    const rest = x + <usize>from * step;
    const target = x + <usize>i * step;
    let value = load<f64>(target);
    if (!trans) value -= dot(length, row, 1, rest, xStep);
    if (!unit) value /= load<f64>(at(a, aRow, i, i));
    store<f64>(target, value);
    if (trans) axpy(length, -value, row, 1, rest, xStep);
  }
}
