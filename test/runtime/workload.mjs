// One fixed piece of work, run from the packed package on every runtime: its bits must agree everywhere.
import {
  adam,
  aid,
  compile,
  erf,
  exp,
  hessian,
  hypergradient,
  implicit,
  logDet,
  maximize,
  minimize,
  minres,
  solveLinear,
  solveSync,
  variable,
  zerothOrder,
} from "echelon";

/** A game of three firms, one after the other: quantities 24.85, 12.325, 6.1125. */
export function game() {
  const costs = [1, 1.1, 1.2];
  const quantities = costs.map((_, i) => variable(`firm ${i + 1}`, 10));
  const price = quantities.reduce((sum, quantity) => sum.add(quantity)).mul(-2).add(100);
  const levels = quantities.map((quantity, i) => maximize(quantity, price.sub(costs[i]).mul(quantity)));
  const solution = solveSync(levels);
  return quantities.map((quantity) => solution.value(quantity));
}

/** Numbers in (−1, 1) without a generator's help: the fractions of multiples of the golden ratio. */
const numbers = (count) => Float64Array.from({ length: count }, (_, i) => 2 * ((i * 0.6180339887498949) % 1) - 1);

function functions() {
  const x = variable("x", numbers(37));
  const outputs = [
    x.exp(), x.sin(), x.cos(), x.tanh(), x.add(2).log(), x.expm1(), x.sigmoid(), x.softplus(),
    erf(x), x.abs().pow(1.7), x.sinh(), x.tan(), x.mul(1e5).cos(), x.abs().log1p(), x.abs().sqrt(),
  ];
  return compile([x], outputs).run(numbers(37));
}

function matrices() {
  const n = 23;
  const a = variable("a", { data: numbers(n * n), shape: [n, n] });
  const b = variable("b", numbers(n));
  const spd = a.matmul(a.transpose()).add(compileIdentity(n));
  const outputs = [a.matmul(a), solveLinear(a, b), logDet(spd), hessian(solveLinear(spd, b).square().sum(), b)];
  return compile([a, b], outputs).run({ data: numbers(n * n), shape: [n, n] }, numbers(n));
}

const compileIdentity = (n) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => +(i === j)));

function gradients() {
  const lambda = variable("lambda", -1);
  const w = variable("w", new Float64Array(6));
  const X = Array.from({ length: 20 }, (_, i) => Array.from(numbers(120).subarray(6 * i, 6 * i + 6)));
  const t = numbers(20);
  const train = w.mul(X).sum(1).mul(t).softplus().mean().add(exp(lambda).mul(w.square().sum()));
  const valid = w.sub(0.3).square().sum().add(lambda.square().mul(0.01));
  const levels = [minimize(lambda, valid), minimize(w, train)];
  const exact = hypergradient(levels, { method: implicit() });
  const iterative = hypergradient(levels, { method: aid({ linearSolver: minres() }) });
  const random = hypergradient(levels, { method: zerothOrder({ seed: 3, samples: 4 }) });
  const slow = solveSync([minimize(w, train.substitute(lambda, 0), { solver: adam({ stepSize: 0.1 }) })], {
    maxIterations: 30,
  });
  return [exact, iterative, random].map((h) => h.gradient(lambda)).concat([exact.value, slow.objective]);
}

/** FNV-1a over the bits of the numbers, in their order. */
function hash(values) {
  const flat = Float64Array.from(values.flatMap((value) => (typeof value === "number" ? [value] : [...value])));
  let state = 0x811c9dc5;
  for (const byte of new Uint8Array(flat.buffer)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return state.toString(16).padStart(8, "0");
}

/** Hashes of the bits of everything computed, and the quantities of the game in plain numbers. */
export function run() {
  const quantities = game();
  return {
    functions: hash(functions()),
    matrices: hash(matrices()),
    gradients: hash(gradients()),
    game: hash(quantities),
    quantities,
  };
}
