// npm run example -- examples/algorithms/groundState.ts
// Four spins in a field: how does the magnetisation of the ground state respond to the field? A variational circuit finds
// the ground state; the response comes from one linear solve at its optimum, without optimising again at field + h.
import assert from "node:assert/strict";
import { evaluate, minimize, solveSync, variable } from "echelon";
import { circuitState, expectation, variationalDerivative } from "echelon/algorithm";
import { saveFigure } from "./saveFigure.ts";

const field = variable("field", 0.5);
const angles = variable("angles", [0.4, 0.5, 0.5, 0.4, 0.2, 0.1, 0.2]);
const angle = (i: number) => angles.slice([i], [i + 1]).sum();
const state = circuitState(4, [
  ...[0, 1, 2, 3].map((qubit) => ({ gate: "ry", qubit, angle: angle(qubit) }) as const),
  ...[0, 1, 2].flatMap(
    (qubit) =>
      [
        { gate: "cz", control: qubit, target: qubit + 1 },
        { gate: "ry", qubit: qubit + 1, angle: angle(4 + qubit) },
      ] as const,
  ),
]);
const each = (letter: string) =>
  [0, 1, 2, 3].map((q) => "IIII".slice(0, q) + letter + "IIII".slice(q + 1));
const energy = expectation(state, [
  ...["ZZII", "IZZI", "IIZZ"].map((pauli) => ({ coefficient: -1, pauli })),
  ...each("X").map((pauli) => ({ coefficient: field.neg(), pauli })),
  ...each("Z").map((pauli) => ({ coefficient: -0.3, pauli })),
]);
const magnetisation = expectation(
  state,
  each("Z").map((pauli) => ({ coefficient: 0.25, pauli })),
);

const points: [number, number][] = [];
const slopes: [number, number][] = [];
let start = evaluate(angles) as Float64Array;
const optimum = (at: number) => {
  const found = solveSync([minimize(angles, energy.substitute(field, at))], {
    at: { angles: start },
  });
  start = found.value(angles) as Float64Array;
  return evaluate(magnetisation, { angles: start }) as number;
};
for (let at = 0.5; at <= 1.5001; at += 0.1) {
  const value = optimum(at);
  // The circuit's own derivative, at the optimum just found.
  const here = variable("here", start);
  const moved = { energy, observable: magnetisation };
  const there = Object.fromEntries(
    Object.entries(moved).map(([name, node]) => [name, node.substitute(angles, here)]),
  ) as typeof moved;
  const own = variable("own", at);
  const h = variationalDerivative({
    energy: there.energy.substitute(field, own),
    observable: there.observable.substitute(field, own),
    angles: here,
    parameters: own,
  });
  points.push([at, value]);
  slopes.push([at, h.gradient(own) as number]);
}
const measured = (optimum(1.0001) - optimum(0.9999)) / 2e-4;
const implicit = slopes[5]![1];
console.log(`field 1: magnetisation ${points[5]![1].toFixed(6)}, response ${implicit.toFixed(6)}`);
console.log(`by optimising again at 1 ± 1e-4: ${measured.toFixed(6)}`);
saveFigure("ground-state", [
  {
    heading: "The ground state of four spins, and how it responds to the field",
    x: { label: "transverse field, in couplings" },
    y: { label: "per spin" },
    series: [
      { name: "magnetisation", points, dots: true },
      { name: "response d magnetisation / d field, one linear solve", points: slopes, dots: true },
    ],
  },
]);
assert.ok(Math.abs(implicit - measured) < 1e-5);
