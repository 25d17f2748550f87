import { at } from "./at";
import { TRIANGLE } from "./blocking";
import { gemm } from "./gemm/gemm";
import { packedB } from "./gemm/scratch";
import { scaleOrZero } from "./scaleOrZero";
import { packTriangle } from "./triangle/packTriangle";
import { solveLeft, solveRight } from "./triangle/solve";
import { trsv } from "./trsv";

/**
 * right = 0: B ← alpha·op(A)⁻¹·B with A m×m; right = 1: B ← alpha·B·op(A)⁻¹ with A n×n; B m×n.
 * A is triangular; its other triangle is not read, nor its diagonal when unit = 1. Pivots are multiplied by their
 * reciprocals, so one below 2⁻¹⁰²² counts as zero.
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
  if (alpha !== 1) {
    for (let i = 0; i < m; i++) scaleOrZero(n, alpha, at(b, bRow, i, 0), 1);
  }
  if (right) solveFromRight(upper, trans, unit, m, n, a, aRow, b, bRow);
  else solveFromLeft(upper, trans, unit, m, n, a, aRow, b, bRow);
}

function solveFromLeft(
  upper: i32,
  trans: i32,
  unit: i32,
  m: i32,
  n: i32,
  a: usize,
  aRow: i32,
  b: usize,
  bRow: i32,
): void {
  if (n === 1) {
    trsv(upper, trans, unit, m, a, aRow, b, bRow);
    return;
  }
  const forward = upper === trans;
  const sign = forward ? 1 : -1;
  for (let done = 0; done < m; done += TRIANGLE) {
    const size = min<i32>(TRIANGLE, m - done);
    const low = forward ? done : m - done - size;
    const first = forward ? low : low + size - 1;
    const corner = at(a, aRow, first, first);
    packTriangle(
      size,
      corner,
      sign * (trans ? 1 : aRow),
      sign * (trans ? aRow : 1),
      unit,
      0,
      packedB,
    );
    solveLeft(size, n, packedB, at(b, bRow, first, 0), (<usize>(sign * bRow)) << 3);
    const rest = forward ? low + size : 0;
    const count = m - done - size;
    if (count === 0) return;
    const factor = trans ? at(a, aRow, low, rest) : at(a, aRow, rest, low);
    gemm(
      trans,
      0,
      count,
      n,
      size,
      -1,
      factor,
      aRow,
      at(b, bRow, low, 0),
      bRow,
      1,
      at(b, bRow, rest, 0),
      bRow,
    );
  }
}

function solveFromRight(
  upper: i32,
  trans: i32,
  unit: i32,
  m: i32,
  n: i32,
  a: usize,
  aRow: i32,
  b: usize,
  bRow: i32,
): void {
  if (m === 1) {
    trsv(upper, 1 - trans, unit, n, a, aRow, b, 1);
    return;
  }
  const forward = upper !== trans;
  const sign = forward ? 1 : -1;
  for (let done = 0; done < n; done += TRIANGLE) {
    const size = min<i32>(TRIANGLE, n - done);
    const low = forward ? done : n - done - size;
    const first = forward ? low : low + size - 1;
    const corner = at(a, aRow, first, first);
    const flip = forward ? 0 : 1;
    packTriangle(
      size,
      corner,
      sign * (trans ? aRow : 1),
      sign * (trans ? 1 : aRow),
      unit,
      flip,
      packedB,
    );
    solveRight(m, size, packedB, at(b, bRow, 0, low), (<usize>bRow) << 3, forward ? 1 : 0);
    const rest = forward ? low + size : 0;
    const count = n - done - size;
    if (count === 0) return;
    const factor = trans ? at(a, aRow, rest, low) : at(a, aRow, low, rest);
    gemm(
      0,
      trans,
      m,
      count,
      size,
      -1,
      at(b, bRow, 0, low),
      bRow,
      factor,
      aRow,
      1,
      at(b, bRow, 0, rest),
      bRow,
    );
  }
}
