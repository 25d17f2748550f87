import { asum } from "../blas/asum";
import { iamax } from "../blas/iamax";
import { choleskySolve } from "./cholesky";
import { ldltSolve } from "./ldltSolve";
import { luSolve } from "./lu";

const CHOLESKY: i32 = 0;
const LU: i32 = 1;
const LDLT: i32 = 2;

/** Estimate of ‖A‖₁·‖A⁻¹‖₁ from cholesky(); anorm = ‖A‖₁; work: 4n f64. A lower bound, rarely off by more than 3. */
export function choleskyCondition(n: i32, l: usize, lRow: i32, anorm: f64, work: usize): f64 {
  return anorm * inverseNorm(CHOLESKY, n, l, lRow, 0, work);
}

/** The same from lu(). */
export function luCondition(
  n: i32,
  a: usize,
  aRow: i32,
  pivots: usize,
  anorm: f64,
  work: usize,
): f64 {
  return anorm * inverseNorm(LU, n, a, aRow, pivots, work);
}

/** The same from ldlt(). */
export function ldltCondition(
  n: i32,
  a: usize,
  aRow: i32,
  pivots: usize,
  anorm: f64,
  work: usize,
): f64 {
  return anorm * inverseNorm(LDLT, n, a, aRow, pivots, work);
}

/** Higham's estimate of ‖A⁻¹‖₁ (Accuracy and Stability, algorithm 15.1, as LAPACK dlacn2). */
function inverseNorm(kind: i32, n: i32, a: usize, aRow: i32, pivots: usize, work: usize): f64 {
  if (n === 0) return 0;
  const x = work;
  const signs = work + ((<usize>n) << 3);
  const z = signs + ((<usize>n) << 3);
  for (let i = 0; i < n; i++) store<f64>(x + ((<usize>i) << 3), 1 / <f64>n);
  solveOne(kind, 0, n, a, aRow, pivots, x);
  let estimate = asum(n, x, 1);
  let last = -1;
  for (let step = 0; step < 5; step++) {
    const repeated = takeSigns(n, x, signs, step);
    if (repeated) break;
    memory.copy(z, signs, (<usize>n) << 3);
    solveOne(kind, 1, n, a, aRow, pivots, z);
    const j = iamax(n, z, 1);
    if (
      step > 0 &&
      abs<f64>(load<f64>(z + ((<usize>j) << 3))) <= abs<f64>(load<f64>(z + ((<usize>last) << 3)))
    )
      break;
    last = j;
    memory.fill(x, 0, (<usize>n) << 3);
    store<f64>(x + ((<usize>j) << 3), 1);
    solveOne(kind, 0, n, a, aRow, pivots, x);
    const grown = asum(n, x, 1);
    if (!(grown > estimate)) break;
    estimate = grown;
  }
  return max<f64>(estimate, alternatingEstimate(kind, n, a, aRow, pivots, x));
}

/** signs ← sign(x); 1 when nothing changed since the last time. */
function takeSigns(n: i32, x: usize, signs: usize, step: i32): i32 {
  let repeated = step > 0 ? 1 : 0;
  for (let i = 0; i < n; i++) {
    const sign: f64 = load<f64>(x + ((<usize>i) << 3)) >= 0 ? 1 : -1;
    const target = signs + ((<usize>i) << 3);
    if (repeated && load<f64>(target) !== sign) repeated = 0;
    store<f64>(target, sign);
  }
  return repeated;
}

/** The vector of alternating signs catches the matrices that fool the iteration. */
function alternatingEstimate(kind: i32, n: i32, a: usize, aRow: i32, pivots: usize, x: usize): f64 {
  for (let i = 0; i < n; i++) {
    const size = 1 + (n > 1 ? <f64>i / <f64>(n - 1) : 0);
    store<f64>(x + ((<usize>i) << 3), i & 1 ? -size : size);
  }
  solveOne(kind, 0, n, a, aRow, pivots, x);
  return (2 * asum(n, x, 1)) / (3 * <f64>n);
}

function solveOne(
  kind: i32,
  trans: i32,
  n: i32,
  a: usize,
  aRow: i32,
  pivots: usize,
  x: usize,
): void {
  if (kind === CHOLESKY) choleskySolve(n, 1, a, aRow, x, 1);
  else if (kind === LU) luSolve(trans, n, 1, a, aRow, pivots, x, 1);
  else ldltSolve(n, 1, a, aRow, pivots, x, 1);
}
