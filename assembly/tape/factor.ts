import { at } from "../blas/at";
import { cholesky, choleskySolve } from "../lapack/cholesky";
import { ldlt } from "../lapack/ldlt";
import { ldltSolve } from "../lapack/ldltSolve";
import { lu, luSolve } from "../lapack/lu";
import { norm1 } from "../lapack/norm1";
import { log } from "../math/log";
import * as op from "./opcode";
import { smallCholeskySolve } from "./smallSolve";
import { fill } from "./strided";

/**
 * FACTOR: opcode, kind, n, a, aRow, factor (n×n), pivots (n i32), info. factor ← a, factored.
 * info: status as i32 (0, or 1 + the first bad pivot), then at byte 8 the 1-norm of a.
 */
export function factor(w: usize): usize {
  const kind = load<i32>(w + 4);
  const n = load<i32>(w + 8);
  const a = <usize>load<i32>(w + 12);
  const aRow = load<i32>(w + 16);
  const target = <usize>load<i32>(w + 20);
  const pivots = <usize>load<i32>(w + 24);
  const info = <usize>load<i32>(w + 28);
  for (let i = 0; i < n; i++) copyRow(n, at(a, aRow, i, 0), at(target, n, i, 0));
  store<f64>(info + 8, norm1(n, n, target, n));
  let status: i32;
  if (kind === op.CHOLESKY) status = cholesky(n, target, n);
  else if (kind === op.LDLT) status = ldlt(n, target, n, pivots);
  else status = lu(n, target, n, pivots);
  store<i32>(info, status);
  return w + 32;
}

function copyRow(n: i32, x: usize, y: usize): void {
  for (let j = 0; j < n; j++) {
    store<f64>(y, load<f64>(x));
    x += 8;
    y += 8;
  }
}

/**
 * SOLVE: opcode, kind, transposed, n, right sides, factor, pivots, info, b. b (n×right sides) ←
 * A⁻¹·b, or NaN if the factorization failed: a number from half a factor would look like an answer.
 */
export function solve(w: usize): usize {
  const kind = load<i32>(w + 4);
  const n = load<i32>(w + 12);
  const rights = load<i32>(w + 16);
  const source = <usize>load<i32>(w + 20);
  const pivots = <usize>load<i32>(w + 24);
  const b = <usize>load<i32>(w + 32);
  if (load<i32>(<usize>load<i32>(w + 28)) !== 0) fill(n * rights, b, NaN);
  else if (kind === op.CHOLESKY) {
    if (n <= op.SMALL_ROWS && rights <= op.SMALL_RIGHTS) smallCholeskySolve(n, rights, source, b);
    else choleskySolve(n, rights, source, n, b, rights);
  } else if (kind === op.LDLT) ldltSolve(n, rights, source, n, pivots, b, rights);
  else luSolve(load<i32>(w + 8), n, rights, source, n, pivots, b, rights);
  return w + 36;
}

/**
 * LOG_DETERMINANT: opcode, kind, n, factor, pivots, info, y. y ← log |det A|: −∞ if A is singular,
 * NaN if it was said to be positive definite and is not.
 */
export function logDeterminant(w: usize): usize {
  const kind = load<i32>(w + 4);
  const n = load<i32>(w + 8);
  const source = <usize>load<i32>(w + 12);
  const status = load<i32>(<usize>load<i32>(w + 20));
  let result: f64 = 0;
  if (status !== 0) result = kind === op.CHOLESKY ? NaN : notANumberOrSingular(n, source);
  else if (kind === op.LDLT) result = blocks(n, source, <usize>load<i32>(w + 16));
  else for (let i = 0; i < n; i++) result += logPivot(source, n, i);
  store<f64>(<usize>load<i32>(w + 24), kind === op.CHOLESKY ? 2 * result : result);
  return w + 28;
}

/** What a failed pivot means for the determinant: NaN came in, or it is zero. */
function notANumberOrSingular(n: i32, source: usize): f64 {
  for (let i = 0; i < n; i++) {
    const pivot = load<f64>(at(source, n, i, i));
    if (!(abs<f64>(pivot) >= 0)) return NaN;
  }
  return -Infinity;
}

function logPivot(source: usize, n: i32, i: i32): f64 {
  return log(abs<f64>(load<f64>(at(source, n, i, i))));
}

/** Σ log |det of a block of D|; a 2×2 block has its off-diagonal entry above the diagonal. */
function blocks(n: i32, source: usize, pivots: usize): f64 {
  let result: f64 = 0;
  let k = 0;
  while (k < n) {
    if (load<i32>(pivots + ((<usize>k) << 2)) >= 0) {
      result += logPivot(source, n, k);
      k++;
      continue;
    }
    const off = load<f64>(at(source, n, k, k + 1));
    const ratio =
      (load<f64>(at(source, n, k, k)) / off) * (load<f64>(at(source, n, k + 1, k + 1)) / off);
    result += 2 * log(abs<f64>(off)) + log(abs<f64>(ratio - 1));
    k += 2;
  }
  return result;
}
