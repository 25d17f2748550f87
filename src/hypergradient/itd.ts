import { fail } from "../error/fail.ts";
import { Expression } from "../expression/node.ts";
import { flatten } from "../expression/structural.ts";
import type { Estimate, Estimator } from "../level/estimate.ts";
import type { Hierarchy } from "../level/hierarchy.ts";
import type { Session } from "../level/session.ts";
import type { Program } from "../program/program.ts";
import {
  count,
  countFromOne,
  flag,
  type Kind,
  nonnegative,
  oneOf,
  positive,
  requireOptions,
} from "../solver/option.ts";
import type { Answer } from "../solver/solver.ts";
import { size } from "../value/shape.ts";
import { Unrolling } from "./unrolling.ts";

interface CommonOptions {
  /** T: steps of the level below, at each visit. */
  readonly steps: number;
  /**
   * α: fixed step size of those steps. Default: that of the level's own gradientDescent or momentum
   * solver; without one 1/L, with L the norm of the Hessian of its objective where the run starts, the
   * other levels fixed.
   */
  readonly stepSize?: number;
  /** β of heavy-ball steps x⁺ = x − α∇ + β(x − x⁻). Default 0: plain gradient steps. */
  readonly momentum?: number;
  /** Start each loop where the last one ended, not at the variables' values. Default false. */
  readonly warmStart?: boolean;
}

/** Walks back through the loop: one pass for all outer variables. */
export interface ReverseItdOptions extends CommonOptions {
  readonly mode?: "reverse";
  /** Walk back over the last steps only: cheaper, and biased by Π(1 − αμ) over those left out. */
  readonly truncate?: number;
  /** States kept between recomputations. Default √steps. */
  readonly checkpoints?: number;
}

/** Carries the derivative along with the loop: no memory, d times the work. */
export interface ForwardItdOptions extends CommonOptions {
  readonly mode: "forward";
}

/** Options of {@link itd}; truncation belongs to the reverse mode alone. */
export type ItdOptions = ReverseItdOptions | ForwardItdOptions;

/**
 * Iterative differentiation: the level below is T steps of gradient descent on its own objective,
 * itself unrolled the same way, and the derivative is that of the loop:
 *
 *     y_{t+1} = y_t − α ∇_y g(x, y_t),   ∇F ≈ d f(x, y_T)/dx
 *
 * Biased by (1 − αμ)^T; exact for the unrolled problem. The steps replace the levels' own solvers.
 * Memory is O(√T) states in reverse mode. Cost multiplies over levels: Π T_k.
 *
 * @throws ERR_OPTION  steps is not a whole number from 0, stepSize is not > 0
 * @see Ji, Bilevel Optimization for Machine Learning (ITD-BiO); Sato, Tanaka & Takeda, NeurIPS 2021
 */
export function itd(options: ItdOptions): Estimate {
  requireItd(options ?? {});
  const estimate: Estimate & { readonly unrolling: ItdOptions } = {
    name: "itd",
    order: 1,
    exact: false,
    unrolling: options,
    start: (session, level) => new Itd(session, level, options),
  };
  return estimate;
}

/** What the types leave to plain JavaScript. */
function requireItd(options: ReverseItdOptions | ForwardItdOptions): void {
  const walk: Kind = [
    "a whole number ≥ 1, in reverse mode",
    (given) => countFromOne[1](given) && options.mode !== "forward",
  ];
  requireOptions<ReverseItdOptions>(
    "itd",
    options as ReverseItdOptions,
    {
      steps: count,
      stepSize: positive,
      momentum: nonnegative,
      warmStart: flag,
      mode: oneOf("reverse", "forward"),
      truncate: walk,
      checkpoints: walk,
    },
    ["steps"],
  );
}

/** A compiled unrolling: F_k, its gradient, and where every level below ends. */
interface Compiled {
  readonly program: Program;
  /** Levels whose default step is an input; those inputs come last. */
  readonly stepped: readonly number[];
  /** Input number of the first starting point. */
  readonly firstStart: number;
  readonly stepsPerRun: number;
}

const compiled = new WeakMap<Hierarchy, Map<string, Compiled>>();

class Itd implements Estimator {
  private readonly session: Session;
  private readonly level: number;
  private readonly options: ItdOptions;
  /** Where the loops begin: where the levels stand at the first answer. */
  private starts: readonly Float64Array[] | undefined;
  private readonly gradient: Float64Array;
  /** Default steps of levels, as far as they were needed. */
  private readonly steps: number[] = [];

  constructor(session: Session, level: number, options: ItdOptions) {
    this.session = session;
    this.level = level;
    this.options = options;
    this.gradient = new Float64Array(session.hierarchy.ranks[level]!.size);
  }

  *answer(order: 0 | 1 | 2): Generator<void, Answer, undefined> {
    const { session, level, gradient } = this;
    this.starts ??= session.below(level + 1);
    const { starts } = this;
    const { program, stepped, firstStart, stepsPerRun } = this.compiled();
    const steps = stepped.map((k) => this.defaultStep(k));
    session.load(program);
    let input = firstStart;
    session.hierarchy.ranks.slice(level + 1).forEach((rank, i) => {
      let offset = 0;
      for (const node of rank.variables) {
        const length = size(node.shape);
        program.set(input++, starts[i]!.subarray(offset, offset + length));
        offset += length;
      }
    });
    for (const step of steps) program.setScalar(input++, step);
    program.execute();
    session.cost.unrolledSteps += stepsPerRun;
    session.x.slice(level + 1).forEach((x, i) => {
      program.get(2 + i, x);
      if (this.options.warmStart) starts[i]!.set(x);
    });
    const value = program.scalar(0);
    if (order === 0) {
      session.cost.values++;
      return { value };
    }
    session.cost.gradients++;
    program.get(1, gradient);
    return { value, gradient };
  }

  /** 1/L of level k where it stood when first asked for in this run: that of another run may diverge here. */
  private defaultStep(k: number): number {
    this.steps[k] ??= 1 / partialCurvature(this.session, k);
    return this.steps[k]!;
  }

  /** The programs contain the given step sizes; default ones are among their inputs. */
  private compiled(): Compiled {
    const { session, level } = this;
    const { hierarchy } = session;
    const options = hierarchy.ranks.map((_, j) => {
      const own = unrollingAt(session, j) ?? this.options;
      const solver = hierarchy.ranks[j + 1]?.options.solver;
      return { ...own, stepSize: own.stepSize ?? solver?.stepSize };
    });
    const key = JSON.stringify([level, options.slice(level)]);
    const known = compiled.get(hierarchy) ?? new Map<string, Compiled>();
    compiled.set(hierarchy, known);
    let found = known.get(key);
    if (!found) {
      const given = options.map(({ stepSize, ...rest }) => ({
        ...rest,
        stepSize:
          stepSize ?? new Expression("variable", [], { name: "step", role: "parameter" }, []),
      }));
      const below = given.slice(level, -1);
      const inputs = below.flatMap(({ stepSize }) =>
        typeof stepSize === "number" ? [] : stepSize,
      );
      const unrolling = new Unrolling(hierarchy, given);
      const { value, gradient, responses } = unrolling.objective(level);
      const outputs = [value, flatten(gradient), ...responses.map((parts) => flatten(parts))];
      const starts = unrolling.starts.slice(level + 1).flat();
      found = {
        program: hierarchy.compileExtra(outputs, [...starts, ...inputs]),
        stepped: below.flatMap(({ stepSize }, i) =>
          typeof stepSize === "number" ? [] : level + i + 1,
        ),
        firstStart: hierarchy.inputs.length,
        stepsPerRun: unrolling.steps(level),
      };
      known.set(key, found);
    }
    return found;
  }
}

/** Norm of ∂²f_k/∂x_k², a bound of its largest eigenvalue: the largest row sum of absolute values. */
function partialCurvature(session: Session, k: number): number {
  const size = session.x[k]!.length;
  const hessian = new Float64Array(size * size);
  session.run(k, "nash").program.get(2, hessian);
  let largest = 0;
  for (let row = 0; row < size; row++) {
    let total = 0;
    for (let j = 0; j < size; j++) total += Math.abs(hessian[row * size + j]!);
    largest = Math.max(largest, total);
  }
  if (largest > 0 && Number.isFinite(largest)) return largest;
  const { name } = session.hierarchy.ranks[k]!;
  return fail("ERR_OPTION", {
    level: name,
    operation: "itd",
    option: "stepSize",
    given: undefined,
    expected: "a number: the Hessian at the start gives no default",
  });
}

/** The unrolling a level asks for by its own method; undefined for other methods. */
function unrollingAt(session: Session, level: number): ItdOptions | undefined {
  return (session.estimates[level] as { unrolling?: ItdOptions } | undefined)?.unrolling;
}
