import { EchelonError } from "../error/echelonError.ts";
import { nameOf } from "../expression/lift.ts";
import { solveLevel } from "../level/respond.ts";
import { complete, type Session } from "../level/session.ts";
import { norm } from "../solver/vector.ts";
import { normal } from "../value/random.ts";

/** Starts tried at each inner level. */
const STARTS = 8;
/** Larger levels are not searched: random starts say little in many dimensions. */
const VARIABLES_MOST = 50;
/** Objectives this close, relative to 1 + |f|, are equal. */
const EQUAL = 1e-8;
/** Points this close, relative to 1 + |x|, are one point. */
const SAME = 1e-3;

/**
 * Looks for another minimum of an inner level, with the levels above it where they stand: solves it
 * again from a few random starts. A local method cannot know it is there, and the response that the
 * outer levels were promised is the global one. Not finding one proves nothing.
 *
 * @returns a sentence for the level, or undefined
 */
export function otherMinimum(session: Session, level: number): string | undefined {
  const rank = session.hierarchy.ranks[level]!;
  const home = session.below(0);
  const x = home[level]!;
  if (x.length > VARIABLES_MOST) return undefined;
  const value = objectiveAt(session, level);
  const draw = normal(level + 1);
  let found: string | undefined;
  for (let start = 0; start < STARTS && !found; start++) {
    session.restore(0, home);
    const reach = 2 ** (start % 3) * (1 + norm(x) / Math.sqrt(x.length));
    for (let i = 0; i < x.length; i++) session.x[level]![i] = x[i]! + reach * draw();
    const there = solveFrom(session, level);
    if (!there) continue;
    const better = objectiveAt(session, level);
    const distance = norm(there.map((entry, i) => entry - x[i]!));
    if (better > value + EQUAL * (1 + Math.abs(value)) || distance < SAME * (1 + norm(x))) continue;
    const [own, other] = [rank.sign * value, rank.sign * better].map((f) => f.toPrecision(6));
    const where = there.length === 1 ? ` at ${there[0]!.toPrecision(4)}` : "";
    found = `Level "${rank.name}" has another minimum in ${rank.variables.map(nameOf).join(", ")}${where}, with objective ${other} beside ${own} here: the solution follows one branch of the response. Start the level there to follow the other, and compare.`;
  }
  session.restore(0, home);
  return found;
}

function objectiveAt(session: Session, level: number): number {
  return session.run(level, "value").program.scalar(0);
}

/** The minimiser reached from where the level stands, with all below responding; undefined if none is. */
function solveFrom(session: Session, level: number): Float64Array | undefined {
  try {
    const { status, indefinite } = complete(solveLevel(session, level));
    return status === "converged" && !indefinite ? session.x[level]!.slice() : undefined;
  } catch (error) {
    if (error instanceof EchelonError) return undefined; // a start outside the domain finds nothing
    throw error;
  }
}
