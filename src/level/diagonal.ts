import { calculus, gradients } from "../derivative/calculus.ts";
import { uniform } from "../expression/contract.ts";
import { Expression } from "../expression/node.ts";
import { flatten } from "../expression/structural.ts";
import type { Program } from "../program/program.ts";
import { probedDiagonal } from "../solver/linear/probedDiagonal.ts";
import { size as lengthOf } from "../value/shape.ts";
import type { Hierarchy } from "./hierarchy.ts";
import type { Session } from "./session.ts";

/** Smaller levels are solved in no time, whatever their scaling. */
const SIZE_LEAST = 1000;

const programs = new WeakMap<Hierarchy, Program>();

/**
 * The diagonal of the innermost level's Hessian where it is large, to precondition its solver and the
 * adjoint systems with it; undefined where that brings nothing. Looked at once in a run, and in every run: what the
 * diagonal is worth changes with parameters, and what a run computes must not depend on the runs before it.
 */
export function diagonalOf(session: Session, k: number): Float64Array | undefined {
  const { size } = session.hierarchy.ranks[k]!;
  if (k + 1 < session.depth || size < SIZE_LEAST) return undefined;
  if (session.diagonal === undefined) {
    const program = productProgram(session.hierarchy, k);
    session.load(program);
    const multiply = (v: Float64Array, into: Float64Array) => {
      let [input, offset] = [session.hierarchy.inputs.length, 0];
      for (const { shape } of session.hierarchy.ranks[k]!.variables) {
        const length = lengthOf(shape);
        program.set(input++, v.subarray(offset, offset + length));
        offset += length;
      }
      program.execute();
      session.cost.hessianVectorProducts++;
      program.get(0, into);
    };
    session.diagonal = probedDiagonal(multiply, size) ?? null;
  }
  return session.diagonal ?? undefined;
}

/** v ↦ ∂²f_k/∂x_k² v. */
function productProgram(hierarchy: Hierarchy, k: number): Program {
  let program = programs.get(hierarchy);
  if (!program) {
    const { objective, variables } = hierarchy.ranks[k]!;
    const along = variables.map(
      ({ shape }) => new Expression("variable", [], { name: "direction", role: "variable" }, shape),
    );
    const moved = calculus.tangents(gradients(objective, variables), variables, along, []);
    const filled = moved.map((node, i) => node ?? uniform(0, variables[i]!.shape));
    program = hierarchy.compileExtra([flatten(filled)], along);
    programs.set(hierarchy, program);
  }
  return program;
}
