import { type Shape, size } from "../../value/shape.ts";
import { dependents } from "../graph.ts";
import { Expression } from "../node.ts";
import { concat, reshape, sliceAlong } from "../structural.ts";
import { zeros } from "../view.ts";
import type { Calculus } from "./operator.ts";

/** Memory and length of the reverse pass of a loop. */
export interface ScanOptions {
  /** States kept during a reverse pass besides the stretch between two of them; √steps unless given. */
  readonly checkpoints?: number;
  /** Steps that a reverse pass walks back; the state before them counts as a constant. All unless given. */
  readonly truncate?: number;
  readonly name?: string;
}

/** s ← body(s, p), `steps` times. State and free variables are formal: a call brings the values. */
export interface Loop {
  readonly state: readonly Expression[];
  readonly body: readonly Expression[];
  /** Variables of the body besides the state. */
  readonly free: readonly Expression[];
  readonly steps: number;
  readonly options: ScanOptions;
  /** Tangent loops built so far, so that the same derivative is the same node. */
  readonly derived: Map<string, TangentLoop>;
}

/** A loop that carries a tangent beside the states that move. */
export interface TangentLoop {
  readonly loop: Loop;
  /** Per state: whether it moves. */
  readonly active: readonly boolean[];
}

/** A formal variable of a loop; it has no value of its own. */
export const formal = (name: string, shape: Shape): Expression =>
  new Expression("variable", [], { name, role: "variable" }, shape);

/**
 * The loop of (s, ṡ) when the inputs marked in `moving` (states first, then free variables) have
 * tangents with `batch` trailing axes. Its free variables are the old ones, then the tangents.
 */
export function tangentLoop(
  loop: Loop,
  moving: readonly boolean[],
  batch: Shape,
  calculus: Calculus,
): TangentLoop {
  const key = `${moving.map(Number).join("")};${batch}`;
  const known = loop.derived.get(key);
  if (known) return known;
  const { state, body, free } = loop;
  const dots = (nodes: readonly Expression[], which: readonly boolean[]) =>
    nodes.map((node, k) =>
      which[k] ? formal(`${node.attributes.name} tangent`, [...node.shape, ...batch]) : undefined,
    );
  const freeDots = dots(free, moving.slice(state.length));
  const active = activeStates(loop, moving);
  const stateDots = dots(state, active);
  const inputs = [...state, ...free];
  const next = calculus.tangents(body, inputs, [...stateDots, ...freeDots], batch);
  const present = <T>(list: readonly (T | undefined)[]) => list.filter((x) => x !== undefined);
  const bodyDots = body.map((node, k) =>
    active[k] ? (next[k] ?? zeros([...node.shape, ...batch])) : undefined,
  );
  const augmented: Loop = {
    ...loop,
    state: [...state, ...present(stateDots)],
    body: [...body, ...present(bodyDots)],
    free: [...free, ...present(freeDots)],
    derived: new Map(),
  };
  const result = { loop: augmented, active };
  loop.derived.set(key, result);
  return result;
}

/** The states that move at some step: those that start moving, and what depends on them. */
function activeStates({ state, body, free }: Loop, moving: readonly boolean[]): boolean[] {
  const roots = [...state, ...free].filter((_, k) => moving[k]);
  for (;;) {
    const { depends } = dependents(body, roots);
    const more = state.filter((node, k) => depends.has(body[k]!) && !roots.includes(node));
    if (more.length === 0) return state.map((node) => roots.includes(node));
    roots.push(...more);
  }
}

/** Places `list`, which has an entry for each true of `which`, back at those positions. */
export function spread<T>(list: readonly T[], which: readonly boolean[]): (T | undefined)[] {
  let next = 0;
  return which.map((present) => (present ? list[next++] : undefined));
}

/** Joins pieces of shape before ++ shapes[k] ++ after into before ++ [total] ++ after; zeros where undefined. */
export function joined(
  pieces: readonly (Expression | undefined)[],
  shapes: readonly Shape[],
  before: Shape,
  after: Shape,
): Expression {
  const parts = pieces.map((piece, k) => {
    const shape = [...before, size(shapes[k]!), ...after];
    return piece ? reshape(piece, shape) : zeros(shape);
  });
  return concat(parts, before.length);
}

/** Undoes joined: the pieces along one axis, each of shape before ++ shapes[k] ++ after. */
export function statePieces(x: Expression, axis: number, shapes: readonly Shape[]): Expression[] {
  let offset = 0;
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  return shapes.map((shape) => {
    const start = offset;
    offset += size(shape);
    const piece = sliceAlong(x, axis, start, offset);
    return reshape(piece, [...before, ...shape, ...after]);
  });
}
