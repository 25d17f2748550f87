import * as echelon from "echelon";
import { dot, type Level, matmul, maximize, minimize, parameter, variable } from "echelon";
import { filled, uniform } from "./logistic.ts";

/** The matrices of the coupled chain by name: M01 couples level 0 to level 1, d × d. */
export function chainCouplings(n: number, d: number): Record<string, Float64Array> {
  const next = uniform(1);
  const normal = () => Math.sqrt(-2 * Math.log(next() + 1e-300)) * Math.cos(2 * Math.PI * next());
  const couplings = Array.from({ length: 20 }, () => filled(d * d, () => 0.3 * normal()));
  const named: Record<string, Float64Array> = {};
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) if (j !== i) named[`M${i}${j}`] = couplings[(4 * i + j) % 20]!;
  return named;
}

/** n levels of d variables, each coupled to all others; made by the package, or by another copy of it. */
export function coupledChain(n: number, d: number, by: typeof echelon = echelon): Level[] {
  const couplings = chainCouplings(n, d);
  const v = Array.from({ length: n }, (_, i) => by.variable(`v${i}`, new Float64Array(d)));
  return v.map((own, i) => {
    let f = own.square().sum().mul(0.75).add(own.pow(4).sum().mul(0.05));
    f = f.add(own.sum().mul(0.3 * (i + 1)));
    v.forEach((other, j) => {
      if (j === i) return;
      const M = by.parameter(`M${i}${j}`, { data: couplings[`M${i}${j}`]!, shape: [d, d] });
      f = f.add(by.dot(own, by.matmul(M, other)).mul(0.5));
      f = f.add(by.sin(own).mul(other.square()).sum().mul(0.05));
    });
    return by.minimize(own, f);
  });
}

/** Inner ½wᵀHw − wᵀBx + 0.025 Σw⁴, outer ½|w − c|² + ½|x|². */
export function quartic(n: number): { levels: Level[]; arrays: Record<string, Float64Array> } {
  const next = uniform(3);
  const M = filled(n * n, () => 2 * next() - 1);
  const H = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let entry = i === j ? 1 : 0;
      for (let k = 0; k < n; k++) entry += (M[i * n + k]! * M[j * n + k]!) / n;
      H[i * n + j] = entry;
    }
  const B = filled(n * n, () => next() - 0.5);
  const c = filled(n, next);
  const start = new Float64Array(n).fill(0.5);
  const x = variable("x", start);
  const w = variable("w", new Float64Array(n));
  const square = (name: string, data: Float64Array) => parameter(name, { data, shape: [n, n] });
  const pull = dot(w, matmul(square("H", H), w)).mul(0.5);
  const coupling = dot(w, matmul(square("B", B), x));
  const levels = [
    minimize(x, w.sub(parameter("c", c)).square().sum().mul(0.5).add(x.square().sum().mul(0.5))),
    minimize(w, pull.sub(coupling).add(w.pow(4).sum().mul(0.025))),
  ];
  return { levels, arrays: { H, B, c, x: start } };
}

/** Firms in a row, each knowing how those after it answer; unit cost 1 + 0.1 i. */
export function stackelberg(n: number): Level[] {
  const q = Array.from({ length: n }, (_, i) => variable(`q${i + 1}`, 10));
  const price = q
    .reduce((sum, own) => sum.add(own))
    .mul(-2)
    .add(100);
  return q.map((own, i) => maximize(own, price.sub(1 + 0.1 * i).mul(own)));
}
