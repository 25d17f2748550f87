import fc from "fast-check";
import { expect, test } from "vitest";
import {
  concat,
  constant,
  div,
  type Expression,
  evaluate,
  gather,
  grad,
  hessian,
  jvp,
  log,
  pow,
  reshape,
  slice,
  solveLinear,
  sqrt,
  square,
  stack,
  sum,
  tanh,
  transpose,
  variable,
  where,
} from "../../src/index.ts";
import { size } from "../../src/value/shape.ts";
import { evaluated } from "../reference/evaluated.ts";
import {
  by,
  functions,
  type HyperDual,
  multiply,
  constant as number,
  plus,
  power,
} from "../reference/hyperDual.ts";

/** An array as an expression and as elements that carry their derivatives: a branch that is not taken is left out. */
interface Twin {
  readonly node: Expression;
  readonly elements: readonly HyperDual[];
}

type Step = (twin: Twin, pick: number, bits: readonly number[]) => Twin;

const mapped =
  (f: (x: Expression) => Expression, definition: (x: HyperDual) => HyperDual): Step =>
  ({ node, elements }) => ({ node: f(node), elements: elements.map(definition) });

/** Moves the elements and their positions in the same way. */
const moved =
  (f: (x: Expression, pick: number, bits: readonly number[]) => Expression): Step =>
  ({ node, elements }, pick, bits) => {
    const positions = { data: elements.map((_, i) => i), shape: node.shape };
    const from = [evaluate(f(constant(positions), pick, bits))].flatMap((list) =>
      typeof list === "number" ? [list] : [...list],
    );
    return { node: f(node, pick, bits), elements: from.map((at) => elements[at]!) };
  };

/** A choice by constants; with `rows`, of an array that it repeats. */
const chosen =
  (rows: readonly number[]): Step =>
  ({ node, elements }, _, bits) => {
    const shape = [...rows, ...node.shape];
    const flags = Array.from({ length: size(shape) }, (__, i) => bits[i % bits.length]!);
    return {
      node: where({ data: flags, shape }, node, 0.5),
      elements: flags.map((flag, i) => (flag ? elements[i % elements.length]! : number(0.5))),
    };
  };

const summed: Step = ({ node, elements }) => {
  const [rows = 1, ...rest] = node.shape;
  const inner = size(rest);
  const column = (at: number) => Array.from({ length: rows }, (_, i) => elements[i * inner + at]!);
  return {
    node: node.shape.length > 0 ? sum(node, 0) : node,
    elements: Array.from({ length: inner }, (_, at) => column(at).reduce(plus)),
  };
};

/** A matrix of two rows times the array: every element of a column is in the same sums. */
const multiplied: Step = ({ node, elements }) => {
  const flat = reshape(node, [-1]);
  const row = (c: number) => elements.map((x, i) => by(x, c + i)).reduce(plus);
  const matrix = [1, 2].map((c) => elements.map((_, i) => c + i));
  return { node: constant(matrix).matmul(flat), elements: [row(1), row(2)] };
};

/** (2I + 11ᵀ)⁻¹ y = ½ (y − 1 Σy / (n + 2)). */
const solved: Step = ({ node, elements }) => {
  const n = elements.length;
  const matrix = elements.map((_, i) => elements.map((__, j) => (i === j ? 3 : 1)));
  const mean = by(elements.reduce(plus), -1 / (n + 2));
  return {
    node: solveLinear(matrix, reshape(node, [-1])),
    elements: elements.map((x) => by(plus(x, mean), 0.5)),
  };
};

const steps: Record<string, Step> = {
  log: mapped(log, functions.log!),
  sqrt: mapped(sqrt, functions.sqrt!),
  reciprocal: mapped(
    (x) => div(1, x),
    (x) => power(x, -1),
  ),
  "^−1.5": mapped(
    (x) => pow(x, -1.5),
    (x) => power(x, -1.5),
  ),
  square: mapped(square, (x) => multiply(x, x)),
  tanh: mapped(tanh, functions.tanh!),
  where: chosen([]),
  "where of a row": chosen([2]),
  reshape: moved((x, pick) => reshape(x, pick % 2 ? [-1] : [1, ...x.shape.slice(0, -1), 1, -1])),
  transpose: moved((x) => transpose(x)),
  gather: moved((x, pick, bits) =>
    gather(
      reshape(x, [-1]),
      bits.map((bit) => (bit + pick) % size(x.shape)),
    ),
  ),
  slice: moved((x, pick) => slice(reshape(x, [-1]), pick % size(x.shape))),
  concat: moved((x, pick) => concat([reshape(x, [-1]), slice(reshape(x, [-1]), 0, pick)])),
  stack: moved((x) => stack([x, x])),
  sum: summed,
  matmul: multiplied,
  solveLinear: solved,
};

const program = fc.record({
  names: fc
    .array(fc.constantFrom(...Object.keys(steps), "where", "where of a row", "log"), {
      minLength: 2,
      maxLength: 6,
    })
    .filter((names) => names.some((name) => name.startsWith("where"))),
  pick: fc.nat(5),
  bits: fc.array(fc.constantFrom(0, 0, 1), { minLength: 3, maxLength: 7 }),
});

/** What random programs found: choices that are summed, that meet a tangent on other axes, or that meet each other. */
const found = [
  { names: ["^−1.5", "where of a row", "log"], pick: 0, bits: [0, 0, 1] },
  { names: ["log", "concat", "where of a row", "tanh", "concat"], pick: 1, bits: [0, 0, 1, 0] },
  { names: ["log", "gather", "where of a row", "square"], pick: 0, bits: [1, 0, 0] },
  {
    names: ["log", "concat", "square", "where of a row", "gather"],
    pick: 3,
    bits: [0, 0, 1, 0, 0, 0, 0],
  },
];

const at = [0, 1, 0.25];

/** Σ of the program's result, with ε₁ and ε₂ on two elements of x. */
function exact(names: readonly string[], pick: number, bits: readonly number[]): HyperDual[] {
  return at.flatMap((_, i) =>
    at.map((__, j) => {
      const elements = at.map((x, k): HyperDual => [x, k === i ? 1 : 0, k === j ? 1 : 0, 0]);
      const start: Twin = { node: variable("x", at), elements };
      const end = names.reduce((twin, name) => steps[name]!(twin, pick, bits), start);
      return end.elements.reduce(plus, number(0));
    }),
  );
}

test("arrays with branches have the derivatives of the elements that are taken, however they are moved", () => {
  let compared = 0;
  fc.assert(
    fc.property(program, ({ names, pick, bits }) => {
      const wanted = exact(names, pick, bits);
      if (!wanted.flat().every((x) => Math.abs(x) < 1e12)) return;
      compared++;
      const x = variable("x", at);
      const start: Twin = { node: x, elements: at.map(number) };
      const y = sum(names.reduce((twin, name) => steps[name]!(twin, pick, bits), start).node);
      const gradient = grad(y, x);
      const tangent = jvp(y, x, [1, 1, 1]);
      const computed = evaluated(
        [x],
        [at],
        [gradient, tangent, hessian(y, x), grad(sum(gradient), x), grad(tangent, x)],
      );
      const first = at.map((_, i) => wanted[i * at.length]![1]);
      const second = wanted.map((x) => x[3]);
      const rows = at.map((_, i) =>
        second.slice(i * at.length, (i + 1) * at.length).reduce((a, b) => a + b),
      );
      const total = first.reduce((a, b) => a + b);
      const scale = Math.max(1, ...wanted.flat().map(Math.abs));
      [first, [total], second, rows, rows].forEach((list, k) => {
        list.forEach((value, i) => {
          if (!(Math.abs(computed[k]![i]! - value) <= 1e-9 * scale))
            expect.fail(`output ${k} [${i}] is ${computed[k]![i]}, not ${value}: ${y}`);
        });
      });
    }),
    { numRuns: 400, examples: found.map((example) => [example]) },
  );
  expect(compared).toBeGreaterThan(100);
});
