import { freeVariables } from "../expression/graph.ts";
import { nameOf } from "../expression/lift.ts";
import { curvatureOf } from "../level/minimality.ts";
import { OUTER_TOLERANCE } from "../level/rules.ts";
import type { Session } from "../level/session.ts";
import { atSaddle, warnings } from "../level/warnings.ts";
import type { Outcome } from "../solver/solver.ts";
import type { Status } from "../solver/stop.ts";
import { norm } from "../solver/vector.ts";
import { advice, diverged, endedBeforeStart } from "./advice.ts";
import { otherMinimum } from "./otherMinimum.ts";
import { type Run, valueAt } from "./run.ts";
import type { LevelReport, Solution } from "./solution.ts";

/** Levels with more variables than this are reported without the curvature of their Hessian. */
const CURVATURE_MOST = 300;

/** Turns a finished run into what the caller sees. */
export function report(run: Run, outcome: Outcome): Solution {
  const points = run.session.below(0);
  return new Report(run, outcome, points, (variable) => valueAt(run.session, points, variable));
}

/** Where a report has itself: what reads it may be a proxy, as of a reactive framework, that has no private fields. */
const own: unique symbol = Symbol("own");

/** Computed when read, and properties of the report itself: JSON and `{ ...solution }` have them. */
const whenRead = {
  warnings: {
    enumerable: true,
    get(this: Report): readonly string[] {
      return this[own]().readWarnings();
    },
  },
  levels: {
    enumerable: true,
    get(this: Report): readonly LevelReport[] {
      return this[own]().readLevels();
    },
  },
};

/** A class, and given its function, for the reasons of the report of hypergradient/hypergradient.ts. */
class Report implements Solution {
  readonly status: Status;
  readonly advice: string;
  readonly objective: number;
  readonly gradientNorm: number;
  readonly history: Solution["history"];
  readonly iterations: number;
  readonly cost: Solution["cost"];
  readonly time: number;
  // A function of its own, so that a caller may take it out of the solution.
  readonly value: Solution["value"];
  declare readonly warnings: readonly string[];
  declare readonly levels: readonly LevelReport[];
  declare readonly [own]: () => Report;
  readonly #run: Run;
  /** The levels' points: what is computed when read moves the levels. */
  readonly #points: readonly Float64Array[];
  readonly #outcomes: readonly (Outcome | undefined)[];
  #warnings: readonly string[] | undefined;
  #levels: readonly LevelReport[] | undefined;

  constructor(
    run: Run,
    outcome: Outcome,
    points: readonly Float64Array[],
    value: Solution["value"],
  ) {
    const { session } = run;
    this.status = outcome.status;
    this.advice = adviceOn(run, outcome.status);
    this.objective = session.hierarchy.ranks[0]!.sign * outcome.value;
    this.gradientNorm = outcome.gradientNorm;
    this.history = run.history;
    this.iterations = outcome.iterations;
    this.cost = { ...session.cost };
    this.time = performance.now() - run.began;
    this.value = value;
    this.#run = run;
    this.#points = points;
    this.#outcomes = [outcome, ...session.outcomes.slice(1)];
    Object.defineProperty(this, own, { value: () => this });
    Object.defineProperties(this, whenRead);
  }

  /** Inner levels are solved again from other starts. */
  readWarnings(): readonly string[] {
    if (!this.#warnings) {
      const { session } = this.#run;
      const bias = biased(this.#run, this);
      session.restore(0, this.#points);
      this.#warnings = [
        ...undecided(this.#run),
        ...bias,
        ...warnings(session, this.#outcomes),
        ...saddles(session, this.#outcomes),
        ...jumps(this.#run),
        ...otherMinima(session),
      ];
    }
    return this.#warnings;
  }

  /** The curvature of every level needs programs the solution itself did not. */
  readLevels(): readonly LevelReport[] {
    if (!this.#levels) {
      const { session } = this.#run;
      session.restore(0, this.#points);
      const [first] = this.#outcomes;
      this.#levels = session.x.map((_, k) =>
        levelReport(session, k, this.#outcomes[k], first!.status),
      );
    }
    return this.#levels;
  }
}

function levelReport(
  session: Session,
  k: number,
  outcome: Outcome | undefined,
  wholeStatus: Status,
): LevelReport {
  const { name, sign, size } = session.hierarchy.ranks[k]!;
  const isLast = k + 1 === session.depth;
  const isExact = session.estimates[k]!.order === 2 || canFactor(session, k + 1);
  const gradient = new Float64Array(size);
  const { program } = session.run(k, isExact && !isLast ? "gradient" : "partial");
  program.get(1, gradient);
  const gradientNorm = isExact || isLast ? norm(gradient) : (outcome?.gradientNorm ?? Number.NaN);
  const found = isExact && size <= CURVATURE_MOST ? curvatureOf(session, k) : undefined;
  return {
    name,
    objective: sign * program.scalar(0),
    gradientNorm,
    curvature: found?.smallest,
    condition: found?.condition,
    iterations: k === 0 ? outcome!.iterations : session.iterations[k]!,
    status: outcome?.status ?? unsolvedStatus(session, k, gradientNorm, wholeStatus),
  };
}

/** No solver was at work at the level: its steps were unrolled, or the run ended before them. */
function unsolvedStatus(
  { hierarchy }: Session,
  k: number,
  gradientNorm: number,
  wholeStatus: Status,
): Status {
  if (wholeStatus === "aborted") return "aborted";
  const { tolerance = OUTER_TOLERANCE } = hierarchy.ranks[k]!.options;
  return gradientNorm <= tolerance ? "converged" : "max-iterations";
}

/** Whether levels from k on are small enough to be factored for a report, whatever the method was. */
function canFactor(session: Session, k: number): boolean {
  return session.hierarchy.ranks.slice(k).every(({ size }) => size <= CURVATURE_MOST);
}

/** Inner levels that were solved to their minimum: an unrolled level is where its steps end. */
function solvedLevels(session: Session): number[] {
  const last = session.estimates.findIndex(({ exact }) => !exact);
  const levels = [...session.x.keys()].slice(1, last < 0 ? undefined : last + 1);
  return levels.filter((k) => session.outcomes[k] !== undefined);
}

/** Saddles that the level's own solver, which sees gradients only, took for a minimum. */
function saddles(session: Session, outcomes: readonly (Outcome | undefined)[]): string[] {
  return solvedLevels(session).flatMap((k) => {
    const { name } = session.hierarchy.ranks[k]!;
    if (outcomes[k]?.curvature !== undefined || !canFactor(session, k)) return [];
    const { indefinite, smallest } = curvatureOf(session, k);
    return indefinite ? [atSaddle(name, smallest)] : [];
  });
}

/** A total gradient above this, in units of the tolerance and at all, is no rounding error. */
const BIAS_RELATIVE = 1e3;
const BIAS_LEAST = 1e-6;

/** An algorithm that came to rest where the hierarchy's gradient does not vanish. */
function biased({ algorithm, options }: Run, solution: Solution): string[] {
  if (!algorithm || algorithm.isSampling || solution.status !== "converged") return [];
  const { tolerance = OUTER_TOLERANCE } = options;
  const { gradientNorm } = solution.levels[0]!;
  if (!(gradientNorm > Math.max(BIAS_RELATIVE * tolerance, BIAS_LEAST))) return [];
  return [
    `${algorithm.name} came to rest where the total gradient is ${gradientNorm.toExponential(1)}: that is its bias, or the work of a constraint or penalty of its own.`,
  ];
}

function adviceOn({ algorithm, history }: Run, status: Status): string {
  if (history.length === 0) return endedBeforeStart;
  return algorithm && status === "stalled" ? diverged : advice[status];
}

function otherMinima(session: Session): string[] {
  return solvedLevels(session).flatMap((k) => otherMinimum(session, k) ?? []);
}

/** Variables that stay where they are although nobody said so: most often a level has been forgotten. */
function undecided({ session, options }: Run): string[] {
  const { inputs, ranks } = session.hierarchy;
  return [...freeVariables(ranks.map(({ objective }) => objective))]
    .filter((node) => node.attributes.role === "variable" && !inputs.includes(node))
    .map(nameOf)
    .filter((name) => !(name in (options.at ?? {})))
    .map(
      (name) =>
        `"${name}" is decided at no level and keeps its value: give it a level, or declare it by parameter("${name}", value).`,
    );
}

function jumps({ history }: Run): string[] {
  return history
    .filter((iteration) => iteration.jumped)
    .map(
      ({ iteration }) =>
        `The levels below jumped to another branch of their response at iteration ${iteration}: the objective is not continuous there.`,
    );
}
