import { type Expression, type Level, minimize, variable } from "echelon";

/** T3: all matrices identities, H_yy = 4I; the total Hessian of the middle level is 2I. */
export function quadraticTrilevel(hx: number[], hy: number[], hz: number[]) {
  const d = hx.length;
  const [x, y, z] = ["x", "y", "z"].map((name) => variable(name, new Float64Array(d))) as [
    Expression,
    Expression,
    Expression,
  ];
  const f1 = x
    .dot(hx)
    .add(y.dot(hy))
    .add(z.dot(hz))
    .add(x.dot(x).mul(0.5))
    .add(x.dot(y))
    .add(x.dot(z));
  const f2 = y.dot(y).mul(2).sub(y.dot(x)).sub(y.dot(z));
  const f3 = z.dot(z).mul(0.5).sub(z.dot(x)).sub(z.dot(y));
  const levels: Level[] = [
    minimize(x, f1, { name: "top" }),
    minimize(y, f2, { name: "middle" }),
    minimize(z, f3, { name: "bottom" }),
  ];
  const h = hx.map((entry, i) => entry + hy[i]! + 2 * hz[i]!);
  return {
    x,
    y,
    z,
    levels,
    solution: h.map((entry) => -entry / 7),
    objective: -h.reduce((sum, entry) => sum + entry ** 2, 0) / 14,
  };
}
