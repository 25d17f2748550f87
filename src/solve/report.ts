import { freeVariables } from "../expression/graph.ts";
import { nameOf } from "../expression/lift.ts";
import { curvatureOf } from "../level/minimality.ts";
import { OUTER_TOLERANCE } from "../level/rules.ts";
import type { Session } from "../level/session.ts";
import { atSaddle, warnings } from "../level/warnings.ts";
import type { Outcome } from "../solver/solver.ts";
import type { Status } from "../solver/stop.ts";
import { norm } from "../solver/vector.ts";
import { advice, endedBeforeStart } from "./advice.ts";
import { otherMinimum } from "./otherMinimum.ts";
import { type Run, valueAt } from "./run.ts";
import type { LevelReport, Solution } from "./solution.ts";

/** Levels with more variables than this are reported without the curvature of their Hessian. */
const CURVATURE_MOST = 300;

/** Turns a finished run into what the caller sees. */
export function report(run: Run, outcome: Outcome): Solution {
  const { session } = run;
  const { sign } = session.hierarchy.ranks[0]!;
  const points = session.below(0);
  const outcomes = [outcome, ...session.outcomes.slice(1)];
  let levels: LevelReport[] | undefined;
  let trust: string[] | undefined;
  return {
    status: outcome.status,
    advice: run.history.length === 0 ? endedBeforeStart : advice[outcome.status],
    objective: sign * outcome.value,
    gradientNorm: outcome.gradientNorm,
    history: run.history,
    iterations: outcome.iterations,
    cost: { ...session.cost },
    time: performance.now() - run.began,
    value: (variable) => valueAt(session, points, variable),
    // Computed when read: inner levels are solved again from other starts.
    get warnings() {
      if (!trust) {
        session.restore(0, points);
        trust = [
          ...undecided(run),
          ...warnings(session, outcomes),
          ...saddles(session, outcomes),
          ...jumps(run),
          ...otherMinima(session),
        ];
      }
      return trust;
    },
    // Computed when read: the curvature of every level needs programs the solution itself did not.
    get levels() {
      if (!levels) {
        session.restore(0, points);
        levels = session.x.map((_, k) => levelReport(session, k, outcomes[k], outcome.status));
      }
      return levels;
    },
  };
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
    iterations: session.iterations[k]!,
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
