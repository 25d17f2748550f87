import { view } from "../core/arena.ts";
import { kernels } from "../core/instance.ts";
import { hypotenuse } from "../value/hypotenuse.ts";

/** QL steps allowed for one eigenvalue: three times what EISPACK ever needed. */
const STEPS_MOST = 90;
const EPSILON = 2 ** -52;

/**
 * A = V·diag(values)·Vᵀ for a symmetric n×n matrix in the arena (the lower triangle is read, A is not written), values
 * ascending. Householder tridiagonalization, then QL with implicit shifts (EISPACK tred2, tql2). All arguments but n are
 * addresses: `vectors` for n×n numbers, eigenvector j in COLUMN j; `work` for n² + n.
 *
 * In TypeScript because only `echelon/linalg` needs it: the module stays smaller. Long vectors are left to kernels.
 *
 * @returns 0, or 1 + the index of an eigenvalue that did not converge (1 when A is not finite)
 */
export function eigensystem(
  n: number,
  a: number,
  values: number,
  vectors: number,
  work: number,
): number {
  if (n === 0) return 0;
  const x = view();
  const [from, d, v, e] = [a / 8, values / 8, work / 8, work / 8 + n * n];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      x[v + i * n + j] = x[from + i * n + j]!;
      x[v + j * n + i] = x[from + i * n + j]!;
    }
  }
  if (!(kernels.norm1(n, n, work, n) < Number.POSITIVE_INFINITY)) return 1;
  tridiagonalize(x, n, v, d, e);
  accumulate(x, n, v, d);
  const status = diagonalize(x, n, d, e, v);
  if (status !== 0) return status;
  sort(x, n, d, v);
  for (let i = 0; i < n; i++) kernels.copyStrided(n, 8 * (v + i * n), 1, vectors + 8 * i, n);
  return 0;
}

/**
 * Row j of v is column j of EISPACK's V, so that every inner loop runs along a row. On return the diagonal of the
 * tridiagonal matrix is on the diagonal of v, its off-diagonal in e[0 … n−2], and the reflectors are in v.
 */
function tridiagonalize(x: Float64Array, n: number, v: number, d: number, e: number): void {
  for (let j = 0; j < n; j++) x[d + j] = x[v + j * n + n - 1]!;
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(x[d + k]!);
    let h = 0;
    if (scale === 0 || i === 1) {
      x[e + i] = x[d + i - 1]!;
      for (let j = 0; j < i; j++) {
        x[d + j] = x[v + j * n + i - 1]!;
        x[v + j * n + i] = 0;
        x[v + i * n + j] = 0;
      }
    } else h = reflectStep(x, n, i, v, d, e, scale);
    x[d + i] = h;
  }
  x.copyWithin(e, e + 1, e + n);
  x[e + n - 1] = 0;
}

/** Reflects row i onto its last entry from both sides; returns uᵀu/2. */
function reflectStep(
  x: Float64Array,
  n: number,
  i: number,
  v: number,
  d: number,
  e: number,
  scale: number,
): number {
  const { dot, axpy } = kernels;
  for (let k = 0; k < i; k++) x[d + k]! /= scale;
  let h = dot(i, 8 * d, 1, 8 * d, 1);
  const f = x[d + i - 1]!;
  const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
  x[e + i] = scale * g;
  h -= f * g;
  x[d + i - 1] = f - g;
  x.fill(0, e, e + i);
  for (let j = 0; j < i; j++) {
    const u = x[d + j]!;
    x[v + i * n + j] = u;
    const rest = i - j - 1;
    const row = 8 * (v + j * n + j + 1);
    x[e + j] = x[e + j]! + x[v + j * n + j]! * u + dot(rest, row, 1, 8 * (d + j + 1), 1);
    axpy(rest, u, row, 1, 8 * (e + j + 1), 1);
  }
  for (let j = 0; j < i; j++) x[e + j]! /= h;
  axpy(i, -dot(i, 8 * e, 1, 8 * d, 1) / (h + h), 8 * d, 1, 8 * e, 1);
  for (let j = 0; j < i; j++) {
    const row = 8 * (v + j * n + j);
    axpy(i - j, -x[d + j]!, 8 * (e + j), 1, row, 1);
    axpy(i - j, -x[e + j]!, 8 * (d + j), 1, row, 1);
  }
  for (let j = 0; j < i; j++) {
    x[d + j] = x[v + j * n + i - 1]!;
    x[v + j * n + i] = 0;
  }
  return h;
}

/** Multiplies the reflectors together: v becomes Qᵀ, d the diagonal of the tridiagonal matrix. */
function accumulate(x: Float64Array, n: number, v: number, d: number): void {
  for (let i = 0; i < n - 1; i++) {
    x[v + i * n + n - 1] = x[v + i * n + i]!;
    x[v + i * n + i] = 1;
    const h = x[d + i + 1]!;
    const reflector = v + (i + 1) * n;
    if (h !== 0) {
      for (let k = 0; k <= i; k++) x[d + k] = x[reflector + k]! / h;
      for (let j = 0; j <= i; j++) {
        const column = 8 * (v + j * n);
        const factor = -kernels.dot(i + 1, 8 * reflector, 1, column, 1);
        kernels.axpy(i + 1, factor, 8 * d, 1, column, 1);
      }
    }
    x.fill(0, reflector, reflector + i + 1);
  }
  for (let j = 0; j < n; j++) {
    x[d + j] = x[v + j * n + n - 1]!;
    x[v + j * n + n - 1] = 0;
  }
  x[v + n * n - 1] = 1;
}

/** QL iteration on the tridiagonal matrix (d, e); the rows of v are rotated along. */
function diagonalize(x: Float64Array, n: number, d: number, e: number, v: number): number {
  let shift = 0;
  let largest = 0;
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(x[d + l]!) + Math.abs(x[e + l]!));
    let m = l;
    while (m < n - 1 && Math.abs(x[e + m]!) > EPSILON * largest) m++;
    let steps = 0;
    while (m > l && Math.abs(x[e + l]!) > EPSILON * largest) {
      if (steps++ === STEPS_MOST) return l + 1;
      shift += sweep(x, n, l, m, d, e, v);
    }
    x[d + l]! += shift;
    x[e + l] = 0;
  }
  return 0;
}

/** One implicit QL sweep over rows l … m; returns the shift taken off the diagonal. */
function sweep(
  x: Float64Array,
  n: number,
  l: number,
  m: number,
  d: number,
  e: number,
  v: number,
): number {
  const [g0, first] = [x[d + l]!, x[e + l]!];
  const p0 = (x[d + l + 1]! - g0) / (2 * first);
  const r0 = p0 < 0 ? -hypotenuse(p0, 1) : hypotenuse(p0, 1);
  x[d + l] = first / (p0 + r0);
  const next = first * (p0 + r0);
  x[d + l + 1] = next;
  const shift = g0 - x[d + l]!;
  for (let i = l + 2; i < n; i++) x[d + i]! -= shift;
  const off = x[e + l + 1]!;
  let p = x[d + m]!;
  let [c, c2, c3, s, s2] = [1, 1, 1, 0, 0];
  for (let i = m - 1; i >= l; i--) {
    c3 = c2;
    c2 = c;
    s2 = s;
    const ei = x[e + i]!;
    const g = c * ei;
    const h = c * p;
    const r = hypotenuse(p, ei);
    x[e + i + 1] = s * r;
    s = ei / r;
    c = p / r;
    p = c * x[d + i]! - s * g;
    x[d + i + 1] = h + s * (c * g + s * x[d + i]!);
    kernels.rotate(n, 8 * (v + i * n), 8 * (v + i * n + n), c, s);
  }
  p = (-s * s2 * c3 * off * x[e + l]!) / next;
  x[e + l] = s * p;
  x[d + l] = c * p;
  return shift;
}

/** Ascending eigenvalues, the rows of v along with them. */
function sort(x: Float64Array, n: number, d: number, v: number): void {
  for (let i = 0; i < n - 1; i++) {
    let k = i;
    for (let j = i + 1; j < n; j++) if (x[d + j]! < x[d + k]!) k = j;
    if (k === i) continue;
    exchange(x, 1, d + i, d + k);
    exchange(x, n, v + i * n, v + k * n);
  }
}

function exchange(x: Float64Array, n: number, a: number, b: number): void {
  for (let k = 0; k < n; k++) {
    const value = x[a + k]!;
    x[a + k] = x[b + k]!;
    x[b + k] = value;
  }
}
