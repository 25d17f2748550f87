import { expect, test } from "vitest";
import {
  circuitState,
  expectation,
  type Gate,
  type PauliTerm,
  variationalDerivative,
} from "../../src/algorithm/variationalCircuit.ts";
import { evaluate, minimize, solveSync, variable } from "../../src/index.ts";
import { variationalQuantum } from "../problem/variationalQuantum.ts";
import { product } from "../reference/matrix.ts";
import { gap } from "./problem.ts";

test("T12: d⟨Z⟩/da of one qubit is γ²/(γ² + (δ + a)²)^{3/2}", () => {
  const [gamma, delta] = [1, 0.1];
  const [a, z] = [variable("a", 0.7), variable("z", 1)];
  const state = circuitState(1, [{ gate: "ry", qubit: 0, angle: z }]);
  const energy = expectation(state, [
    { coefficient: -gamma, pauli: "X" },
    { coefficient: a.add(delta).neg(), pauli: "Z" },
  ]);
  const observable = expectation(state, [{ coefficient: 1, pauli: "Z" }]);
  const h = variationalDerivative({ energy, observable, angles: z, parameters: a });
  expect(h.gradient(a)).toBeCloseTo(variationalQuantum(gamma, delta).slope(0.7), 13);
  expect(h.gradient(a)).toBeCloseTo(0.476139517953067, 13);
});

const kron = (a: Float64Array, n: number, b: Float64Array, m: number) =>
  Float64Array.from({ length: (n * m) ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / (n * m)), at % (n * m)];
    return a[Math.floor(i / m) * n + Math.floor(j / m)]! * b[(i % m) * m + (j % m)]!;
  });
const letters: Record<string, Float64Array> = {
  I: Float64Array.of(1, 0, 0, 1),
  X: Float64Array.of(0, 1, 1, 0),
  Z: Float64Array.of(1, 0, 0, -1),
};
/** A Pauli string as a matrix: the Kronecker product of its letters. */
const matrixOf = (pauli: string) =>
  [...pauli].reduce((all, letter, q) => kron(all, 2 ** q, letters[letter]!, 2), Float64Array.of(1));

const angles = variable("angles", [0.3, -0.2, 0.5, 0.9, 0.4, 0.1, -0.6, 0.2]);
const angle = (i: number) => angles.slice([i], [i + 1]).sum();
const layer = (from: number): Gate[] =>
  [0, 1, 2, 3].map((qubit) => ({ gate: "ry", qubit, angle: angle(from + qubit) }));
const gates: Gate[] = [
  ...layer(0),
  { gate: "cnot", control: 0, target: 1 },
  { gate: "cz", control: 2, target: 3 },
  { gate: "cnot", control: 3, target: 0 },
  ...layer(4),
];

test("states are normalised and expectations are those of the Kronecker matrices", () => {
  const state = circuitState(4, gates);
  const psi = evaluate(state) as Float64Array;
  expect(psi.reduce((sum, entry) => sum + entry * entry, 0)).toBeCloseTo(1, 14);
  for (const pauli of ["ZIII", "IXII", "ZZII", "XIXZ", "IIZX"]) {
    const value = evaluate(expectation(state, [{ coefficient: 1, pauli }]));
    const acted = product(matrixOf(pauli), psi, 16, 1, 16);
    expect(value).toBeCloseTo(
      psi.reduce((sum, entry, i) => sum + entry * acted[i]!, 0),
      13,
    );
  }
});

test("cnot and cz act as their truth tables say", () => {
  const flip: Gate = { gate: "ry", qubit: 0, angle: Math.PI };
  const both = evaluate(
    circuitState(2, [flip, { gate: "cnot", control: 0, target: 1 }]),
  ) as Float64Array;
  expect(gap(both, [0, 0, 0, 1])).toBeLessThan(1e-15);
  const second: Gate = { gate: "ry", qubit: 1, angle: Math.PI };
  const signed = circuitState(2, [flip, second, { gate: "cz", control: 0, target: 1 }]);
  expect(gap(evaluate(signed) as Float64Array, [0, 0, 0, -1])).toBeLessThan(1e-15);
  expect(() => circuitState(2, [{ gate: "ry", qubit: 2, angle: 0 }])).toThrow(/from 0 to 1/);
  expect(() => expectation(circuitState(2, []), [{ coefficient: 1, pauli: "XY" }])).toThrow(
    /2 letters/,
  );
});

test("four qubits in a field: the implicit derivative is the slope of re-optimised runs", () => {
  const field = variable("field", 0.8);
  const ring: PauliTerm[] = ["ZZII", "IZZI", "IIZZ"].map((pauli) => ({ coefficient: -1, pauli }));
  const across: PauliTerm[] = ["XIII", "IXII", "IIXI", "IIIX"].map((pauli) => ({
    coefficient: field.neg(),
    pauli,
  }));
  const along: PauliTerm[] = ["ZIII", "IZII", "IIZI", "IIIZ"].map((pauli) => ({
    coefficient: -0.3,
    pauli,
  }));
  const own = variable("own", [0.4, 0.5, 0.5, 0.4]);
  const state = circuitState(
    4,
    [0, 1, 2, 3].map((qubit) => ({
      gate: "ry",
      qubit,
      angle: own.slice([qubit], [qubit + 1]).sum(),
    })),
  );
  const energy = expectation(state, [...ring, ...across, ...along]);
  const observable = expectation(state, [{ coefficient: 1, pauli: "ZIII" }]);
  const h = variationalDerivative({ energy, observable, angles: own, parameters: field });
  const at = (value: number) => {
    const solution = solveSync([minimize(own, energy.substitute(field, value))]);
    return evaluate(observable, { own: solution.value(own) }) as number;
  };
  expect(h.gradient(field)).toBeCloseTo((at(0.8001) - at(0.7999)) / 2e-4, 6);
});
