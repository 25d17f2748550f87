import { at } from "../blas/at";
import { axpy } from "../blas/axpy";
import { dot } from "../blas/dot";
import { swap } from "../blas/swap";
import { hypotenuse } from "./hypotenuse";
import { norm1 } from "./norm1";

/** QL steps allowed for one eigenvalue: three times what EISPACK ever needed. */
const MAX_STEPS: i32 = 90;
const EPSILON: f64 = 2.220446049250313e-16;

/**
 * A = V·diag(values)·Vᵀ for symmetric A (the lower triangle is read, A is not written), values ascending.
 * Householder tridiagonalization, then QL with implicit shifts (EISPACK tred2, tql2). vectors = 0: values only;
 * otherwise n×n row-major, eigenvector j in COLUMN j. work: n² + n f64.
 * Returns 0, or 1 + the index of an eigenvalue that did not converge (1 when A is not finite).
 */
export function eigSym(
  n: i32,
  a: usize,
  aRow: i32,
  values: usize,
  vectors: usize,
  work: usize,
): i32 {
  if (n === 0) return 0;
  const v = work;
  const e = work + ((<usize>(n * n)) << 3);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = load<f64>(at(a, aRow, i, j));
      store<f64>(at(v, n, i, j), value);
      store<f64>(at(v, n, j, i), value);
    }
  }
  if (!(norm1(n, n, v, n) < Infinity)) return 1;
  tridiagonalize(n, v, values, e);
  if (vectors) accumulate(n, v, values);
  else for (let i = 0; i < n; i++) set(values, i, load<f64>(at(v, n, i, i)));
  const status = diagonalize(n, values, e, vectors ? v : 0);
  if (status) return status;
  sort(n, values, vectors ? v : 0);
  if (!vectors) return 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) store<f64>(at(vectors, n, j, i), load<f64>(at(v, n, i, j)));
  }
  return 0;
}

function get(x: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>i) << 3));
}

function set(x: usize, i: i32, value: f64): void {
  store<f64>(x + ((<usize>i) << 3), value);
}

/**
 * Row j of v is column j of EISPACK's V, so that every inner loop runs along a row. On return the diagonal of the
 * tridiagonal matrix is on the diagonal of v, its off-diagonal in e[0 … n−2], and the reflectors are in v.
 */
function tridiagonalize(n: i32, v: usize, d: usize, e: usize): void {
  for (let j = 0; j < n; j++) set(d, j, load<f64>(at(v, n, j, n - 1)));
  for (let i = n - 1; i > 0; i--) {
    let scale: f64 = 0;
    for (let k = 0; k < i; k++) scale += abs<f64>(get(d, k));
    let h: f64 = 0;
    if (scale === 0 || i === 1) {
      set(e, i, get(d, i - 1));
      for (let j = 0; j < i; j++) {
        set(d, j, load<f64>(at(v, n, j, i - 1)));
        store<f64>(at(v, n, j, i), 0);
        store<f64>(at(v, n, i, j), 0);
      }
    } else h = reflectStep(n, i, v, d, e, scale);
    set(d, i, h);
  }
  for (let i = 1; i < n; i++) set(e, i - 1, get(e, i));
  set(e, n - 1, 0);
}

/** Reflects row i onto its last entry from both sides; returns uᵀu/2. */
function reflectStep(n: i32, i: i32, v: usize, d: usize, e: usize, scale: f64): f64 {
  for (let k = 0; k < i; k++) set(d, k, get(d, k) / scale);
  let h = dot(i, d, 1, d, 1);
  const f = get(d, i - 1);
  const g = f > 0 ? -sqrt<f64>(h) : sqrt<f64>(h);
  set(e, i, scale * g);
  h -= f * g;
  set(d, i - 1, f - g);
  memory.fill(e, 0, (<usize>i) << 3);
  for (let j = 0; j < i; j++) {
    const u = get(d, j);
    store<f64>(at(v, n, i, j), u);
    const rest = i - j - 1;
    const row = at(v, n, j, j + 1);
    const next = (<usize>j + 1) << 3;
    set(e, j, get(e, j) + load<f64>(at(v, n, j, j)) * u + dot(rest, row, 1, d + next, 1));
    axpy(rest, u, row, 1, e + next, 1);
  }
  for (let j = 0; j < i; j++) set(e, j, get(e, j) / h);
  axpy(i, -dot(i, e, 1, d, 1) / (h + h), d, 1, e, 1);
  for (let j = 0; j < i; j++) {
    const from = (<usize>j) << 3;
    axpy(i - j, -get(d, j), e + from, 1, at(v, n, j, j), 1);
    axpy(i - j, -get(e, j), d + from, 1, at(v, n, j, j), 1);
  }
  for (let j = 0; j < i; j++) {
    set(d, j, load<f64>(at(v, n, j, i - 1)));
    store<f64>(at(v, n, j, i), 0);
  }
  return h;
}

/** Multiplies the reflectors together: v becomes Qᵀ, d the diagonal of the tridiagonal matrix. */
function accumulate(n: i32, v: usize, d: usize): void {
  for (let i = 0; i < n - 1; i++) {
    store<f64>(at(v, n, i, n - 1), load<f64>(at(v, n, i, i)));
    store<f64>(at(v, n, i, i), 1);
    const h = get(d, i + 1);
    const reflector = at(v, n, i + 1, 0);
    if (h !== 0) {
      for (let k = 0; k <= i; k++) set(d, k, get(reflector, k) / h);
      for (let j = 0; j <= i; j++) {
        const column = at(v, n, j, 0);
        axpy(i + 1, -dot(i + 1, reflector, 1, column, 1), d, 1, column, 1);
      }
    }
    memory.fill(reflector, 0, (<usize>i + 1) << 3);
  }
  for (let j = 0; j < n; j++) {
    set(d, j, load<f64>(at(v, n, j, n - 1)));
    store<f64>(at(v, n, j, n - 1), 0);
  }
  store<f64>(at(v, n, n - 1, n - 1), 1);
}

/** QL iteration on the tridiagonal matrix (d, e); the rows of v (0: none) are rotated along. */
function diagonalize(n: i32, d: usize, e: usize, v: usize): i32 {
  let shift: f64 = 0;
  let largest: f64 = 0;
  for (let l = 0; l < n; l++) {
    largest = max<f64>(largest, abs<f64>(get(d, l)) + abs<f64>(get(e, l)));
    let m = l;
    while (m < n - 1 && abs<f64>(get(e, m)) > EPSILON * largest) m++;
    let steps = 0;
    while (m > l && abs<f64>(get(e, l)) > EPSILON * largest) {
      if (steps++ === MAX_STEPS) return l + 1;
      shift += sweep(n, l, m, d, e, v);
    }
    set(d, l, get(d, l) + shift);
    set(e, l, 0);
  }
  return 0;
}

/** One implicit QL sweep over rows l … m; returns the shift taken off the diagonal. */
function sweep(n: i32, l: i32, m: i32, d: usize, e: usize, v: usize): f64 {
  const g0 = get(d, l);
  const p0 = (get(d, l + 1) - g0) / (2 * get(e, l));
  const r0 = p0 < 0 ? -hypotenuse(p0, 1) : hypotenuse(p0, 1);
  set(d, l, get(e, l) / (p0 + r0));
  set(d, l + 1, get(e, l) * (p0 + r0));
  const next = get(d, l + 1);
  const shift = g0 - get(d, l);
  for (let i = l + 2; i < n; i++) set(d, i, get(d, i) - shift);
  const off = get(e, l + 1);
  let p = get(d, m);
  let c: f64 = 1;
  let c2: f64 = 1;
  let c3: f64 = 1;
  let s: f64 = 0;
  let s2: f64 = 0;
  for (let i = m - 1; i >= l; i--) {
    c3 = c2;
    c2 = c;
    s2 = s;
    const g = c * get(e, i);
    const h = c * p;
    const r = hypotenuse(p, get(e, i));
    set(e, i + 1, s * r);
    s = get(e, i) / r;
    c = p / r;
    p = c * get(d, i) - s * g;
    set(d, i + 1, h + s * (c * g + s * get(d, i)));
    if (v) rotate(n, at(v, n, i, 0), at(v, n, i + 1, 0), c, s);
  }
  p = (-s * s2 * c3 * off * get(e, l)) / next;
  set(e, l, s * p);
  set(d, l, c * p);
  return shift;
}

/** (x, y) ← (c·x − s·y, s·x + c·y). */
function rotate(n: i32, x: usize, y: usize, c: f64, s: f64): void {
  for (let k = 0; k < n; k++) {
    const left = get(x, k);
    const right = get(y, k);
    set(x, k, c * left - s * right);
    set(y, k, s * left + c * right);
  }
}

/** Ascending eigenvalues, the rows of v along with them. */
function sort(n: i32, d: usize, v: usize): void {
  for (let i = 0; i < n - 1; i++) {
    let k = i;
    for (let j = i + 1; j < n; j++) if (get(d, j) < get(d, k)) k = j;
    if (k === i) continue;
    swap(1, d + ((<usize>i) << 3), 1, d + ((<usize>k) << 3), 1);
    if (v) swap(n, at(v, n, i, 0), 1, at(v, n, k, 0), 1);
  }
}
