import { fail } from "../error/fail.ts";
import { add, cos, mul, sin, sub } from "../expression/function/elementwise.ts";
import { dot } from "../expression/function/reduction.ts";
import { constant, lift, type Operand } from "../expression/lift.ts";
import type { Expression } from "../expression/node.ts";
import { concat, gather, reshape, slice } from "../expression/structural.ts";
import { type Hypergradient, hypergradient } from "../hypergradient/hypergradient.ts";
import { minimize } from "../level/level.ts";

/** A gate of a circuit with real amplitudes; qubit 0 is the leftmost. */
export type Gate =
  | { readonly gate: "ry"; readonly qubit: number; readonly angle: Operand }
  | { readonly gate: "cz" | "cnot"; readonly control: number; readonly target: number };

/** A term of an observable: a coefficient times a string of I, X and Z, one letter for each qubit. */
export interface PauliTerm {
  readonly coefficient: Operand;
  readonly pauli: string;
}

/** The 2ⁿ real amplitudes after the gates act on |0…0⟩, as an expression of the angles. */
export function circuitState(qubits: number, gates: readonly Gate[]): Expression {
  const size = 2 ** qubits;
  const basis = Float64Array.from({ length: size }, (_, i) => (i === 0 ? 1 : 0));
  let state: Expression = constant(basis);
  for (const gate of gates) {
    requireQubits(qubits, gate.gate === "ry" ? [gate.qubit] : [gate.control, gate.target]);
    if (gate.gate !== "ry" && gate.control === gate.target)
      fail("ERR_OPTION", {
        operation: "circuitState",
        option: "target",
        given: gate.target,
        expected: "another qubit than the control",
      });
    if (gate.gate === "ry") state = rotated(state, qubits, gate.qubit, lift(gate.angle));
    else if (gate.gate === "cz") state = mul(state, signs(size, qubits, gate.control, gate.target));
    else state = gather(state, flipped(size, qubits, gate.control, gate.target), 0);
  }
  return state;
}

/** ⟨ψ| Σ c P |ψ⟩ for a real state. */
export function expectation(state: Expression, terms: readonly PauliTerm[]): Expression {
  const size = state.shape[0]!;
  const qubits = Math.round(Math.log2(size));
  let total: Expression = lift(0);
  for (const { coefficient, pauli } of terms) {
    if (pauli.length !== qubits || /[^IXZ]/.test(pauli))
      fail("ERR_OPTION", {
        operation: "expectation",
        option: "pauli",
        given: pauli,
        expected: `${qubits} letters I, X or Z`,
      });
    const mask = (letter: string) =>
      [...pauli].reduce((bits, l, q) => (l === letter ? bits | (1 << (qubits - 1 - q)) : bits), 0);
    const [flip, phase] = [mask("X"), mask("Z")];
    const order = Array.from({ length: size }, (_, i) => i ^ flip);
    const sign = Float64Array.from({ length: size }, (_, i) => (isOdd(i & phase) ? -1 : 1));
    const acted = gather(mul(state, constant(sign)), order, 0);
    total = add(total, mul(coefficient, dot(state, acted)));
  }
  return total;
}

/**
 * How the expectation of an observable in the ground state of a variational circuit depends on the
 * Hamiltonian's parameters a, at the optimal angles z*(a):
 *
 *     d⟨A⟩/da = ∂_a⟨A⟩ − ∂_z⟨A⟩ (∂_zz E)⁻¹ ∂_z∂_a E
 *
 * The angles are optimised from their own values. Generalised susceptibilities, force constants and
 * ground-state response without re-optimising at a + h.
 *
 * @returns gradient(a) and response(z) as of `hypergradient`
 * @throws ERR_SINGULAR  the circuit has more angles than the state needs: fix some of them
 * @see Ahmed, Killoran & Carrasquilla Álvarez 2022, Implicit differentiation of variational quantum
 *   algorithms, arXiv 2211.13765
 */
export function variationalDerivative(problem: {
  readonly energy: Expression;
  readonly observable: Expression;
  readonly angles: Expression | readonly Expression[];
  readonly parameters: Expression | readonly Expression[];
}): Hypergradient {
  return hypergradient([
    minimize(problem.parameters, problem.observable, { name: "observable" }),
    minimize(problem.angles, problem.energy, { name: "ground state" }),
  ]);
}

/** Ry(θ) = [[cos θ/2, −sin θ/2], [sin θ/2, cos θ/2]] on one qubit. */
function rotated(state: Expression, qubits: number, qubit: number, angle: Expression): Expression {
  const [before, after] = [2 ** qubit, 2 ** (qubits - 1 - qubit)];
  const cube = reshape(state, [before, 2, after]);
  const part = (k: number) => slice(cube, [0, k, 0], [before, k + 1, after], [1, 1, 1]);
  const [zero, one] = [part(0), part(1)];
  const [c, s] = [cos(mul(angle, 0.5)), sin(mul(angle, 0.5))];
  const turned = [sub(mul(c, zero), mul(s, one)), add(mul(s, zero), mul(c, one))];
  return reshape(concat(turned, 1), [2 ** qubits]);
}

const bit = (index: number, qubits: number, qubit: number): number =>
  (index >> (qubits - 1 - qubit)) & 1;

function signs(size: number, qubits: number, control: number, target: number): Expression {
  const both = (i: number) => bit(i, qubits, control) === 1 && bit(i, qubits, target) === 1;
  return constant(Float64Array.from({ length: size }, (_, i) => (both(i) ? -1 : 1)));
}

function flipped(size: number, qubits: number, control: number, target: number): number[] {
  return Array.from({ length: size }, (_, i) =>
    bit(i, qubits, control) === 1 ? i ^ (1 << (qubits - 1 - target)) : i,
  );
}

function isOdd(bits: number): boolean {
  let odd = false;
  for (let rest = bits; rest !== 0; rest &= rest - 1) odd = !odd;
  return odd;
}

function requireQubits(qubits: number, used: readonly number[]): void {
  for (const given of used)
    if (!(Number.isInteger(given) && given >= 0 && given < qubits))
      fail("ERR_OPTION", {
        operation: "circuitState",
        option: "qubit",
        given,
        expected: `a whole number from 0 to ${qubits - 1}`,
      });
}
