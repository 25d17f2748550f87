/**
 * How does one exact total gradient grow with the number of levels?
 *
 * The coupled chain (n levels of 3 variables), the quartic bilevel problem with its solution given,
 * and the scalar Stackelberg game, cold: every call starts from the variables' own values and solves
 * the levels below. Compilation is counted apart. Process CPU time. CasADi, the only exact peer that
 * gets there, runs beside it when a Python with casadi is named by ECHELON_PYTHON.
 */
import {
  dot,
  hypergradient,
  type Level,
  matmul,
  maximize,
  minimize,
  parameter,
  sin,
  variable,
} from "echelon";
import { filled, uniform } from "./logistic.ts";
import { measure } from "./measure.ts";

interface Row {
  readonly what: string;
  readonly compileMilliseconds: number;
  readonly microseconds: number;
  readonly newtonSteps: number;
}

/** n levels of d variables, each coupled to all others. */
export function coupledChain(n: number, d: number, seed = 1): Level[] {
  const next = uniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(next() + 1e-300)) * Math.cos(2 * Math.PI * next());
  const couplings = Array.from({ length: 20 }, () => filled(d * d, () => 0.3 * normal()));
  const v = Array.from({ length: n }, (_, i) => variable(`v${i}`, new Float64Array(d)));
  return v.map((own, i) => {
    let f = own.square().sum().mul(0.75).add(own.pow(4).sum().mul(0.05));
    f = f.add(own.sum().mul(0.3 * (i + 1)));
    v.forEach((other, j) => {
      if (j === i) return;
      const data = couplings[(4 * i + j) % 20]!;
      const M = parameter(`M${i}${j}`, { data, shape: [d, d] });
      f = f.add(dot(own, matmul(M, other)).mul(0.5));
      f = f.add(sin(own).mul(other.square()).sum().mul(0.05));
    });
    return minimize(own, f);
  });
}

function quartic(n: number): Level[] {
  const next = uniform(3);
  const M = filled(n * n, () => 2 * next() - 1);
  const H = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let entry = i === j ? 1 : 0;
      for (let k = 0; k < n; k++) entry += (M[i * n + k]! * M[j * n + k]!) / n;
      H[i * n + j] = entry;
    }
  const x = variable("x", new Float64Array(n).fill(0.5));
  const w = variable("w", new Float64Array(n));
  const B = parameter("B", { data: filled(n * n, () => next() - 0.5), shape: [n, n] });
  const c = parameter("c", filled(n, next));
  const pull = dot(w, matmul(parameter("H", { data: H, shape: [n, n] }), w)).mul(0.5);
  return [
    minimize(x, w.sub(c).square().sum().mul(0.5).add(x.square().sum().mul(0.5))),
    minimize(w, pull.sub(dot(w, matmul(B, x))).add(w.pow(4).sum().mul(0.025))),
  ];
}

function stackelberg(n: number): Level[] {
  const q = Array.from({ length: n }, (_, i) => variable(`q${i + 1}`, 10));
  const price = q
    .reduce((sum, own) => sum.add(own))
    .mul(-2)
    .add(100);
  return q.map((own, i) => maximize(own, price.sub(1 + 0.1 * i).mul(own)));
}

/** Prints and returns the table. */
export async function bench(): Promise<readonly Row[]> {
  const problems: [string, Level[], boolean][] = [
    ...[2, 3, 4, 5, 6].map((n): [string, Level[], boolean] => [
      `coupled chain, ${n} levels of 3`,
      coupledChain(n, 3),
      false,
    ]),
    ["quartic bilevel, n = 10, solution given", quartic(10), true],
    ["quartic bilevel, n = 100, solution given", quartic(100), true],
    ["Stackelberg game, 3 firms", stackelberg(3), false],
    ["Stackelberg game, 4 firms", stackelberg(4), false],
  ];
  const rows: Row[] = [];
  for (const [what, levels, given] of problems) {
    const { user, system } = process.cpuUsage();
    const first = hypergradient(levels);
    const after = process.cpuUsage();
    const compileMilliseconds = (after.user + after.system - user - system) / 1e3;
    const inner = levels[1]!.variables[0]!;
    const at = given ? { w: first.response(inner) as Float64Array } : {};
    const [timing] = await measure([{ name: what, run: () => hypergradient(levels, { at }) }], {
      rounds: 9,
    });
    const newtonSteps = hypergradient(levels, { at }).cost.stackedSteps;
    const { microseconds } = timing!;
    rows.push({ what, compileMilliseconds, microseconds, newtonSteps });
    console.log(
      `${what}: ${microseconds.toFixed(1)} µs (${newtonSteps} Newton steps), first call ${compileMilliseconds.toFixed(0)} ms`,
    );
  }
  return rows;
}
