import { constant, type Level, minimize, variable } from "../../src/index.ts";
import { product } from "../reference/matrix.ts";
import { random } from "../reference/random.ts";
import { solveDense } from "../reference/solveDense.ts";

/**
 * g = ½yᵀHy − yᵀCx, f = ½|y − t|² + ½ρ|x|²: y* = H⁻¹Cx, everything known. H has eigenvalues from
 * `low` to `high` in a random basis.
 */
export function quadraticBilevel({ p = 3, d = 5, low = 1, high = 4, rho = 0.1, seed = 3 } = {}) {
  const next = random(seed);
  const H = symmetricBetween(d, low, high, next);
  const C = Float64Array.from({ length: d * p }, next);
  const t = Float64Array.from({ length: d }, next);
  const x = variable("x", Float64Array.from({ length: p }, next));
  const y = variable("y", new Float64Array(d));
  const matrix = (data: Float64Array, shape: number[]) => constant({ data, shape });
  const g = y
    .dot(matrix(H, [d, d]).matmul(y))
    .mul(0.5)
    .sub(y.dot(matrix(C, [d, p]).matmul(x)));
  const f = y.sub(t).square().sum().add(x.square().sum().mul(rho)).mul(0.5);
  const levels: Level[] = [minimize(x, f, { name: "outer" }), minimize(y, g, { name: "inner" })];
  const HC = solveDense(d, H, C).solution; // d × p
  const response = (at: Float64Array) => product(HC, at, d, 1, p);
  const gradient = (at: Float64Array) => {
    const gap = response(at).map((entry, i) => entry - t[i]!);
    return at.map((entry, j) => {
      let sum = rho * entry;
      for (let i = 0; i < d; i++) sum += HC[i * p + j]! * gap[i]!;
      return sum;
    });
  };
  const normal = new Float64Array(p * p);
  const right = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < d; k++) {
      right[i]! += HC[k * p + i]! * t[k]!;
      for (let j = 0; j < p; j++) normal[i * p + j]! += HC[k * p + i]! * HC[k * p + j]!;
    }
    normal[i * p + i]! += rho;
  }
  const solution = solveDense(p, normal, right).solution;
  return { p, d, H, C, t, x, y, levels, HC, response, gradient, solution };
}

/** QΛQᵀ with eigenvalues evenly from low to high; Q from two reflections. */
export function symmetricBetween(n: number, low: number, high: number, next: () => number) {
  let a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) a[i * n + i] = low + ((high - low) * i) / Math.max(1, n - 1);
  for (let turn = 0; turn < 2; turn++) {
    const u = Float64Array.from({ length: n }, next);
    const size = u.reduce((sum, entry) => sum + entry * entry, 0);
    const reflect = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return (i === j ? 1 : 0) - (2 * u[i]! * u[j]!) / size;
    });
    a = product(product(reflect, a, n, n, n), reflect, n, n, n) as Float64Array<ArrayBuffer>;
  }
  return a.map((_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return 0.5 * (a[i * n + j]! + a[j * n + i]!);
  });
}

/** Largest |a − b|. */
export const gap = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
};
