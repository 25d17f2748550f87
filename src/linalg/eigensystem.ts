import { view } from "../core/arena.ts";
import { kernels } from "../core/instance.ts";
import { hypotenuse } from "../value/hypotenuse.ts";
import { borrowing, room } from "./buffer.ts";

/** QL steps allowed for one eigenvalue: three times what EISPACK ever needed. */
const STEPS_MOST = 90;
const EPSILON = 2 ** -52;

/** Up to this order no kernel is called, and nothing has to lie in the arena. */
const SMALL = 8;

interface Eigensystem {
  /** 0, or 1 + the index of an eigenvalue that did not converge; 1 when a column of A has no finite sum. */
  readonly status: number;
  readonly values: Float64Array;
  /** Row-major, eigenvector j in COLUMN j. */
  readonly vectors: Float64Array;
}

/**
 * A = V·diag(values)·Vᵀ for a symmetric n×n matrix (the lower triangle is read), values ascending. Householder
 * tridiagonalization, then QL with implicit shifts (EISPACK tred2, tql2).
 *
 * In TypeScript because only `echelon/linalg` needs it: the module stays smaller. Long vectors are left to kernels.
 */
export function eigensystem(n: number, a: Float64Array): Eigensystem {
  const length = n * n + 2 * n;
  if (n <= SMALL) return solved(n, a, new Float64Array(length), 0);
  return borrowing((keep) => {
    const pointer = keep(room(length));
    return solved(n, a, view(), pointer / 8);
  });
}

/** x has room for n² + 2n numbers from v on. */
function solved(n: number, a: Float64Array, x: Float64Array, v: number): Eigensystem {
  const d = v + n * n;
  const status = diagonalized(n, a, x, v, d, d + n);
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) vectors[i * n + j] = x[v + j * n + i]!;
  }
  return { status, values: x.slice(d, d + n), vectors };
}

/** The eigenvectors become the rows of v, the eigenvalues d; returns the status. */
function diagonalized(
  n: number,
  a: Float64Array,
  x: Float64Array,
  v: number,
  d: number,
  e: number,
): number {
  if (n === 0) return 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = a[i * n + j]!;
      x[v + i * n + j] = value;
      x[v + j * n + i] = value;
    }
  }
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs(x[v + j * n + i]!);
    if (!(sum < Number.POSITIVE_INFINITY)) return 1;
  }
  tridiagonalize(x, n, v, d, e);
  accumulate(x, n, v, d);
  const status = diagonalize(x, n, d, e, v);
  if (status === 0) sort(x, n, d, v);
  return status;
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
  for (let i = 1; i < n; i++) x[e + i - 1] = x[e + i]!;
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
  for (let k = 0; k < i; k++) x[d + k]! /= scale;
  let h = dot(x, i, d, d);
  const f = x[d + i - 1]!;
  const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
  x[e + i] = scale * g;
  h -= f * g;
  x[d + i - 1] = f - g;
  for (let j = 0; j < i; j++) x[e + j] = 0;
  for (let j = 0; j < i; j++) {
    const u = x[d + j]!;
    x[v + i * n + j] = u;
    const rest = i - j - 1;
    const row = v + j * n + j + 1;
    x[e + j] = x[e + j]! + x[row - 1]! * u + dot(x, rest, row, d + j + 1);
    axpy(x, rest, u, row, e + j + 1);
  }
  for (let j = 0; j < i; j++) x[e + j]! /= h;
  axpy(x, i, -dot(x, i, e, d) / (h + h), d, e);
  for (let j = 0; j < i; j++) {
    const row = v + j * n + j;
    axpy(x, i - j, -x[d + j]!, e + j, row);
    axpy(x, i - j, -x[e + j]!, d + j, row);
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
        const column = v + j * n;
        axpy(x, i + 1, -dot(x, i + 1, reflector, column), d, column);
      }
    }
    for (let k = 0; k <= i; k++) x[reflector + k] = 0;
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
  const g0 = x[d + l]!;
  const first = x[e + l]!;
  const p0 = (x[d + l + 1]! - g0) / (2 * first);
  const r0 = p0 < 0 ? -hypotenuse(p0, 1) : hypotenuse(p0, 1);
  x[d + l] = first / (p0 + r0);
  const next = first * (p0 + r0);
  x[d + l + 1] = next;
  const shift = g0 - x[d + l]!;
  for (let i = l + 2; i < n; i++) x[d + i]! -= shift;
  const off = x[e + l + 1]!;
  let p = x[d + m]!;
  let c = 1;
  let c2 = 1;
  let c3 = 1;
  let s = 0;
  let s2 = 0;
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
    rotate(x, n, v + i * n, c, s);
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

/** Σ x[a + k]·x[b + k]: the bits of the kernel. */
function dot(x: Float64Array, n: number, a: number, b: number): number {
  if (n >= SMALL) return kernels.dot(n, 8 * a, 1, 8 * b, 1);
  let even = 0;
  let odd = 0;
  for (let k = 1; k < n; k += 2) {
    even += x[a + k - 1]! * x[b + k - 1]!;
    odd += x[a + k]! * x[b + k]!;
  }
  const sum = even + odd;
  return n % 2 === 1 ? sum + x[a + n - 1]! * x[b + n - 1]! : sum;
}

/** x[b + k] ← factor·x[a + k] + x[b + k]. */
function axpy(x: Float64Array, n: number, factor: number, a: number, b: number): void {
  if (n > SMALL) kernels.axpy(n, factor, 8 * a, 1, 8 * b, 1);
  else for (let k = 0; k < n; k++) x[b + k]! += factor * x[a + k]!;
}

/** Turns row a of n numbers and the one behind it. */
function rotate(x: Float64Array, n: number, a: number, c: number, s: number): void {
  if (n > SMALL) kernels.rotate(n, 8 * a, 8 * (a + n), c, s);
  else
    for (let k = a; k < a + n; k++) {
      const left = x[k]!;
      const right = x[k + n]!;
      x[k] = c * left - s * right;
      x[k + n] = s * left + c * right;
    }
}
