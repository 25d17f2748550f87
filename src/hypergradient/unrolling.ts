import { calculus, gradients } from "../derivative/calculus.ts";
import { add } from "../expression/add.ts";
import { uniform } from "../expression/contract.ts";
import { Expression } from "../expression/node.ts";
import { scan } from "../expression/operator/scan.ts";
import { broadcastTo, identity, multiply, scale } from "../expression/view.ts";
import type { Hierarchy } from "../level/hierarchy.ts";

/** How the loop of a level's follower runs, and how it is differentiated. */
export interface UnrollingOptions {
  readonly steps: number;
  /** A number, or the scalar that stands for it: then it may change without compiling anew. */
  readonly stepSize: number | Expression;
  readonly momentum?: number;
  readonly mode?: "reverse" | "forward";
  readonly truncate?: number;
  readonly checkpoints?: number;
}

/** An unrolled objective with its gradient and the ends of the loops below. */
interface Objective {
  readonly value: Expression;
  readonly gradient: readonly Expression[];
  /** Per level below: its variables after their steps. */
  readonly responses: readonly (readonly Expression[])[];
}

/**
 * The hierarchy with every lower level replaced by a loop of gradient steps on its own unrolled
 * objective, as expressions (Sato, Tanaka & Takeda 2021, Algorithm 1). `options[j]` governs the
 * loop of level j + 1 as level j sees it.
 */
export class Unrolling {
  /** Per level and variable: where its loop starts. */
  readonly starts: readonly (readonly Expression[])[];
  private readonly hierarchy: Hierarchy;
  private readonly options: readonly UnrollingOptions[];
  private readonly objectives: (Objective | undefined)[] = [];

  constructor(hierarchy: Hierarchy, options: readonly UnrollingOptions[]) {
    this.hierarchy = hierarchy;
    this.options = options;
    this.starts = hierarchy.ranks.map(({ variables }) => variables.map(like));
  }

  /** F_k with T-step responses below, ∇_{x_k} of it, and those responses. */
  objective(k: number): Objective {
    this.objectives[k] ??= this.unroll(k);
    return this.objectives[k];
  }

  /** Gradient steps that one evaluation of F_k makes, all levels below together. */
  steps(k: number): number {
    if (k + 1 >= this.hierarchy.ranks.length) return 0;
    return this.options[k]!.steps * (1 + this.steps(k + 1)) + this.steps(k + 1);
  }

  private unroll(k: number): Objective {
    const { objective, variables } = this.hierarchy.ranks[k]!;
    if (k + 1 === this.hierarchy.ranks.length)
      return { value: objective, gradient: gradients(objective, variables), responses: [] };
    const responses = this.responses(k);
    const below = this.hierarchy.ranks.slice(k + 1).flatMap((rank) => rank.variables);
    const [value] = calculus.substitute([objective], below, responses.flat());
    return { value: value!, gradient: this.gradient(k, value!), responses };
  }

  private gradient(k: number, value: Expression): Expression[] {
    const { variables } = this.hierarchy.ranks[k]!;
    if (this.options[k]!.mode !== "forward") return gradients(value, variables);
    return variables.map((x) => {
      const [tangent] = calculus.tangents([value], [x], [identity(x.shape)], x.shape);
      return tangent ?? uniform(0, x.shape);
    });
  }

  /** Levels k+1 … n after level k+1's steps, as functions of levels up to k. */
  private responses(k: number): Expression[][] {
    const { variables } = this.hierarchy.ranks[k + 1]!;
    const { steps, stepSize, momentum = 0, truncate, checkpoints } = this.options[k]!;
    const { gradient, responses } = this.objective(k + 1);
    const start = this.starts[k + 1]!;
    const moved = variables.map((x, i) => add(x, scale(times(stepSize, gradient[i]!), -1)));
    const limits = {
      ...(truncate === undefined ? {} : { truncate: Math.min(truncate, Math.max(1, steps)) }),
      ...(checkpoints === undefined ? {} : { checkpoints }),
    };
    let ends: Expression[];
    if (momentum === 0) ends = scan(variables, moved, start, steps, limits);
    else {
      const before = variables.map(like);
      const pushed = moved.map((x, i) =>
        add(x, add(scale(variables[i]!, momentum), scale(before[i]!, -momentum))),
      );
      const state = [...variables, ...before];
      const body = [...pushed, ...variables];
      ends = scan(state, body, [...start, ...start], steps, limits).slice(0, variables.length);
    }
    const lower = responses.map((parts) => calculus.substitute(parts, variables, ends));
    return [ends, ...lower];
  }
}

function times(step: number | Expression, direction: Expression): Expression {
  return typeof step === "number"
    ? scale(direction, step)
    : multiply(broadcastTo(step, direction.shape), direction);
}

const like = (node: Expression): Expression =>
  new Expression("variable", [], { name: "start", role: "variable" }, node.shape);
