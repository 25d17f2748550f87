import type { GameCaptions } from "./gameFigures.ts";
import { look, type MethodName } from "./methods.ts";
import type { GameRecord, GameTrace } from "./records.ts";
import { scientific } from "./words.ts";

const exactMethods: readonly MethodName[] = ["stackedNewton", "implicit"];

/** Error at the last point of a run: what the method settles at. */
export function settled({ points }: GameTrace): number {
  return points.at(-1)?.error ?? Number.NaN;
}

/** Mean milliseconds of an iteration. */
export function millisecondsEach({ points }: GameTrace): number {
  const last = points.at(-1);
  const first = points[0];
  if (!last || !first || last.iteration === first.iteration) return Number.NaN;
  return (last.milliseconds - first.milliseconds) / (last.iteration - first.iteration);
}

/** What an iteration with one more level will take: more by the factor of the last level, and by four at least. */
export function millisecondsAhead(traces: readonly GameTrace[]): number {
  const each = traces.map((trace) => {
    const measured = millisecondsEach(trace);
    return Number.isFinite(measured) ? measured : trace.compiling;
  });
  const [before, last] = each.slice(-2);
  if (before === undefined || last === undefined) return 0;
  return last * Math.max(4, last / before);
}

function of(record: GameRecord, method: MethodName): GameTrace[] {
  return record.traces.filter((trace) => trace.method === method);
}

/** What the figures of the game show, with their numbers. */
export function gameCaptions(record: GameRecord): GameCaptions {
  const exact = Math.max(...exactMethods.flatMap((method) => of(record, method)).map(settled));
  // A run that was cut at its start has settled nowhere and timed nothing.
  const unrolled = of(record, "itdForward").filter((trace) =>
    Number.isFinite(millisecondsEach(trace)),
  );
  const [shallow, deep] = [unrolled[0], unrolled.at(-1)];
  const newton = of(record, "stackedNewton").at(-1);
  const slowdown =
    shallow && deep ? millisecondsEach(deep) / millisecondsEach(shallow) : Number.NaN;
  const convergence = `Every method makes the same gradient steps for the leader; only the gradient differs. The exact
    gradient reaches the closed form to ${scientific(exact)} at every depth, and Newton's method on all
    levels at once needs ${newton?.points.at(-1)?.iteration ?? "–"} iterations with ${newton?.firms ?? "–"} levels.
    Five unrolled steps per level settle ${scientific(shallow ? settled(shallow) : Number.NaN)} away with two levels and
    ${scientific(deep ? settled(deep) : Number.NaN)} away with ${deep?.firms ?? "–"}, where one of their iterations takes
    ${Number(slowdown.toPrecision(2)).toLocaleString("en")} times as long as with two.`;
  const slope = (method: MethodName) => {
    const own = record.budgets.filter((row) => row.method === method && row.firms === 2);
    const at = (budget: number) => own.find((row) => row.budget === budget)?.error ?? Number.NaN;
    return `${scientific(at(5))} at 5 and ${scientific(at(10))} at 10`;
  };
  const budget = `Steps and terms multiply the error by a constant, random directions divide it by the square root of
    their number. With two levels: series ${slope("aidNeumann")}, unrolling ${slope("itdReverse")}, random directions
    ${slope("zerothOrder")} (root mean square of twenty seeds). On a quadratic problem a series of K terms and K unrolled
    steps are the same polynomial, so their lines coincide; each further level adds its own, slower factor.`;
  return { convergence, budget };
}

/** The error a run ends with; "cut" where the time was up before it settled. */
function settledWords(trace: GameTrace | undefined): string {
  if (trace === undefined || trace.points.length === 0) return "–";
  return `${scientific(settled(trace))}${trace.status === "aborted" ? " (cut)" : ""}`;
}

/** The table of the game: what each method settles at and what an iteration costs, per number of levels. */
export function gameTable(record: GameRecord): { head: string[]; rows: string[][] } {
  const firms = [...new Set(record.traces.map((trace) => trace.firms))];
  const methods = [...new Set(record.traces.map((trace) => trace.method))];
  const head = [
    "method",
    ...firms.map((n) => `n = ${n}`),
    ...[firms[0], firms.at(-1)].map((n) => `ms, n = ${n}`),
  ];
  const rows = methods.map((method) => {
    const traces = of(record, method);
    const each = [firms[0], firms.at(-1)].map((n) => traces.find((trace) => trace.firms === n));
    return [
      look(method).label,
      ...firms.map((n) => settledWords(traces.find((trace) => trace.firms === n))),
      ...each.map((trace) => scientific(trace ? millisecondsEach(trace) : Number.NaN)),
    ];
  });
  return { head, rows };
}
