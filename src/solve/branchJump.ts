import { respond } from "../level/respond.ts";
import type { Base, Session } from "../level/session.ts";
import { norm } from "../solver/vector.ts";

/** Pieces in which a suspicious step is walked again. */
const PIECES = 16;
/** Times the worst piece is divided again, and the share of its change that a jump keeps. */
const DEPTH = 4;
const KEPT = 0.5;
/** A response this far from what the tangents at both ends predict, relative to its change, is suspicious. */
const SUSPICIOUS = 0.5;
/** Changes below this, relative to 1 + |y|, are not looked at; responses this far apart are different. */
const SMALL = 1e-3;

/** A point of the walk: the share of the step, and the responses there. */
interface Stop {
  readonly share: number;
  readonly below: readonly Float64Array[];
}

/**
 * Whether the levels below left the branch of the response they were on during an outer step from
 * `before`: the change of a smooth response is that of the tangents, y₁ − y₀ ≈ ½(W₀ + W₁)(x₁ − x₀). A
 * step that disagrees is walked again in small pieces. The response jumped if that ends elsewhere, or
 * if one piece keeps its change however finely it is divided: a fold was crossed.
 */
export function* branchJump(session: Session, before: Base): Generator<void, boolean, undefined> {
  const after = session.bases[0];
  if (!after || after === before || !isSuspicious(before, after)) return false;
  const home = session.below(0);
  const jumped = yield* walks(session, before, after);
  session.restore(0, home);
  return jumped;
}

function* walks(session: Session, before: Base, after: Base): Generator<void, boolean, undefined> {
  let from: Stop = { share: 0, below: before.below };
  let until = 1;
  let largest: number | undefined;
  for (let depth = 0; depth < DEPTH; depth++) {
    const stops = yield* walk(session, before, after, from, until);
    if (!stops) return false; // outside the domain on the way: nothing to compare with
    const end = stops.at(-1)!;
    if (depth === 0 && end.below.some((y, i) => isElsewhere(y, after.below[i]!))) return true;
    const changes = stops.slice(1).map((stop, i) => change(stops[i]!, stop));
    const most = Math.max(...changes);
    largest ??= most;
    if (most < KEPT * largest || most <= SMALL) return false;
    const worst = changes.indexOf(most);
    from = stops[worst]!;
    until = stops[worst + 1]!.share;
  }
  return true;
}

/** The responses at PIECES + 1 points of the step between two shares of it, each from the one before. */
function* walk(
  session: Session,
  before: Base,
  after: Base,
  from: Stop,
  until: number,
): Generator<void, Stop[] | undefined, undefined> {
  const stops = [from];
  session.restore(1, from.below);
  for (let piece = 1; piece <= PIECES; piece++) {
    const share = from.share + (piece / PIECES) * (until - from.share);
    session.x[0]!.set(before.x.map((x, i) => x + share * (after.x[i]! - x)));
    if (!(yield* respond(session, 0))) return undefined;
    stops.push({ share, below: session.x.slice(1).map((y) => y.slice()) });
  }
  return stops;
}

function change(a: Stop, b: Stop): number {
  return Math.max(...a.below.map((y, i) => distance(y, b.below[i]!)));
}

function isElsewhere(y: Float64Array, other: Float64Array): boolean {
  return distance(y, other) > SMALL * (1 + norm(y));
}

function isSuspicious(before: Base, after: Base): boolean {
  const step = after.x.map((x, i) => x - before.x[i]!);
  return after.below.some((y, level) => {
    const change = y.map((entry, i) => entry - before.below[level]![i]!);
    if (norm(change) <= SMALL * (1 + norm(y))) return false;
    const [left, right] = [before.slopes[level]!, after.slopes[level]!];
    const surprise = change.map((entry, row) => {
      let predicted = 0;
      for (let j = 0; j < step.length; j++) {
        const at = row * step.length + j;
        predicted += ((left[at]! + right[at]!) / 2) * step[j]!;
      }
      return entry - predicted;
    });
    return norm(surprise) > SUSPICIOUS * norm(change);
  });
}

function distance(x: Float64Array, y: Float64Array): number {
  return norm(x.map((entry, i) => entry - y[i]!));
}
