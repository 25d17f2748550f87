import { type Shape, size } from "../../value/shape.ts";
import type { Expression } from "../node.ts";
import { unflatten } from "../structural.ts";
import { contractionOf, permute, zeros } from "../view.ts";
import { type Callee, call } from "./call.ts";
import { joined, type Loop, spread, statePieces, tangentLoop } from "./loop.ts";
import type { Calculus } from "./operator.ts";
import { adjointRoutine, scanRoutine } from "./scanRoutine.ts";

const shapesOf = (nodes: readonly Expression[]): Shape[] => nodes.map((node) => node.shape);
const ids = (nodes: readonly Expression[]): string => nodes.map((node) => node.id).join(",");

function keyOf({ state, body, free, steps, options }: Loop): string {
  const { checkpoints, truncate } = options;
  return `${ids(state)};${ids(body)};${ids(free)};${steps};${checkpoints};${truncate}`;
}

/** The final state of a loop, flat; inputs are the start, then the free variables. */
export function scanNode(
  loop: Loop,
  start: readonly Expression[],
  free: readonly Expression[],
): Expression {
  const callee: Callee = {
    key: `scan;${keyOf(loop)}`,
    name: loop.options.name ?? `scan ${loop.steps}×`,
    bind: (environment) => scanRoutine(loop, environment),
    forward(node, tangents, batch, calculus) {
      const moved = move(loop, node.inputs, tangents, batch, calculus);
      if (!moved) return undefined;
      return finalTangent(loop, moved, batch);
    },
    reverse(node, cotangent, batch, calculus, needed) {
      const wanted = wantedOf(loop, needed);
      if (!wanted.includes(true)) return [];
      const adjoint = adjointNode(loop, wanted, batch, node.inputs, cotangent, calculus);
      return cotangentPieces(loop, wanted, batch, adjoint);
    },
  };
  const total = loop.state.reduce((sum, node) => sum + size(node.shape), 0);
  return call(callee, [...start, ...free], [total]);
}

/** The state before a truncated walk counts as a constant: no cotangent reaches the start. */
function wantedOf({ state, steps, options }: Loop, needed: readonly boolean[]): boolean[] {
  const isCut = (options.truncate ?? steps) < steps;
  return needed.map((need, k) => need && !(isCut && k < state.length));
}

/** A tangent loop with the values of its inputs: start and its tangents, free variables and theirs. */
interface Moved {
  readonly loop: Loop;
  readonly active: readonly boolean[];
  readonly start: readonly Expression[];
  readonly free: readonly Expression[];
}

/** The tangent loop at the point `inputs` along `tangents`; undefined if no state moves. */
function move(
  loop: Loop,
  inputs: readonly Expression[],
  tangents: readonly (Expression | undefined)[],
  batch: Shape,
  calculus: Calculus,
): Moved | undefined {
  const count = loop.state.length;
  const moving = inputs.map((_, k) => tangents[k] !== undefined);
  const { loop: augmented, active } = tangentLoop(loop, moving, batch, calculus);
  if (!active.includes(true)) return undefined;
  const starts = loop.state.flatMap((node, k) =>
    active[k] ? [tangents[k] ?? zeros([...node.shape, ...batch])] : [],
  );
  const dots = tangents.slice(count, inputs.length).filter((tangent) => tangent !== undefined);
  return {
    loop: augmented,
    active,
    start: [...inputs.slice(0, count), ...starts],
    free: [...inputs.slice(count), ...dots],
  };
}

/** The tangent of the final state, of shape [total] ++ batch. */
function finalTangent(loop: Loop, moved: Moved, batch: Shape): Expression {
  const final = scanNode(moved.loop, moved.start, moved.free);
  const pieces = unflatten(final, shapesOf(moved.loop.state)).slice(loop.state.length);
  return joined(spread(pieces, moved.active), shapesOf(loop.state), [], batch);
}

/**
 * The cotangents of the inputs marked in `wanted` (start, then free variables), flat, from that of
 * the final state (shape batch ++ [total]). It is Jᵀc, and its rules follow from those of J alone:
 * along a tangent it is the adjoint of the tangent loop, and so is its own adjoint.
 */
function adjointNode(
  loop: Loop,
  wanted: readonly boolean[],
  batch: Shape,
  inputs: readonly Expression[],
  cotangent: Expression,
  calculus: Calculus,
): Expression {
  const formals = [...loop.state, ...loop.free];
  const chosen = formals.filter((_, k) => wanted[k]);
  const callee: Callee = {
    key: `adjoint;${keyOf(loop)};${wanted.map(Number).join("")};${batch}`,
    name: `adjoint of ${loop.options.name ?? `scan ${loop.steps}×`}`,
    bind: (environment) => adjointRoutine(loop, wanted, batch, environment, calculus),
    forward: (node, tangents, extra) =>
      adjointForward(loop, wanted, batch, node, tangents, extra, calculus),
    reverse: (node, z, outer, _, needed) =>
      adjointReverse(loop, wanted, batch, node, z, outer, calculus, needed),
  };
  const count = chosen.reduce((sum, node) => sum + size(node.shape), 0) * size(batch);
  return call(callee, [...inputs, cotangent], [count]);
}

/** The pieces of an adjoint's flat result, batch ++ shape each; undefined where not wanted. */
function cotangentPieces(
  loop: Loop,
  wanted: readonly boolean[],
  batch: Shape,
  adjoint: Expression,
): (Expression | undefined)[] {
  const chosen = [...loop.state, ...loop.free].filter((_, k) => wanted[k]);
  const shapes = chosen.map((node) => [...batch, ...node.shape]);
  return spread(unflatten(adjoint, shapes), wanted);
}

const range = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);

/** J(x + εẋ)ᵀ(c + εċ): the adjoint of the tangent loop, with ċ on the state and c on its tangent. */
function adjointForward(
  loop: Loop,
  wanted: readonly boolean[],
  batch: Shape,
  node: Expression,
  tangents: readonly (Expression | undefined)[],
  extra: Shape,
  calculus: Calculus,
): Expression | undefined {
  const shapes = shapesOf(loop.state);
  const inputs = node.inputs.slice(0, -1);
  const seeds = node.inputs.at(-1)!;
  const [b, e] = [batch.length, extra.length];
  const change = tangents[inputs.length];
  const changeFirst = change && permute(change, [...range(0, b), ...range(b + 1, e), b]);
  const moved = move(loop, inputs, tangents.slice(0, -1), extra, calculus);
  const both = [...batch, ...extra];
  let result: Expression;
  if (!moved) {
    if (!changeFirst) return undefined;
    result = adjointNode(loop, wanted, both, inputs, changeFirst, calculus);
  } else {
    // Each direction has its own copy of the tangent: c on the diagonal of directions.
    const diagonal = statePieces(seeds, b, shapes).flatMap((piece, k) => {
      if (!moved.active[k]) return [];
      const axes = range(0, piece.shape.length);
      const directions = range(axes.length, e);
      const output = [...axes.slice(0, b), ...directions, ...axes.slice(b), ...directions];
      return [contractionOf([[piece, axes]], output, labelled(directions, extra))];
    });
    const primal = shapes.map((_, k) =>
      changeFirst ? statePieces(changeFirst, b + e, shapes)[k] : undefined,
    );
    const cotangent = joined([...primal, ...diagonal], shapesOf(moved.loop.state), both, []);
    const all = [...moved.start, ...moved.free];
    result = adjointNode(moved.loop, widened(loop, moved, wanted), both, all, cotangent, calculus);
  }
  const chosen = [...loop.state, ...loop.free].filter((_, k) => wanted[k]);
  const pieces = unflatten(
    result,
    shapesOf(chosen).map((shape) => [...both, ...shape]),
  );
  const turned = pieces.map((piece) => {
    const rank = piece.shape.length;
    return permute(piece, [...range(0, b), ...range(b + e, rank - b - e), ...range(b, e)]);
  });
  return joined(
    turned,
    shapesOf(chosen).map((shape) => [...batch, ...shape]),
    [],
    extra,
  );
}

/** Σ ⟨z, Jᵀc⟩ = Σ ⟨c, Jz⟩: by c it is the tangent along z, by the point the adjoint of that. */
function adjointReverse(
  loop: Loop,
  wanted: readonly boolean[],
  batch: Shape,
  node: Expression,
  z: Expression,
  outer: Shape,
  calculus: Calculus,
  needed: readonly boolean[],
): (Expression | undefined)[] {
  const shapes = shapesOf(loop.state);
  const inputs = node.inputs.slice(0, -1);
  const seeds = node.inputs.at(-1)!;
  const [b, o] = [batch.length, outer.length];
  const chosen = [...loop.state, ...loop.free].filter((_, k) => wanted[k]);
  const along = statePieces(
    z,
    o,
    shapesOf(chosen).map((shape) => [...batch, ...shape]),
  ).map((piece) =>
    permute(piece, [...range(o + b, piece.shape.length - o - b), ...range(0, o + b)]),
  );
  const directions = [...outer, ...batch];
  const moved = move(loop, inputs, spread(along, wanted), directions, calculus);
  if (!moved) return [];
  const result: (Expression | undefined)[] = new Array(node.inputs.length).fill(undefined);
  if (needed[inputs.length]) {
    const final = finalTangent(loop, moved, directions);
    result[inputs.length] = permute(final, [...range(1, o + b), 0]);
  }
  const points = needed.slice(0, -1);
  if (!points.includes(true)) return result;
  const diagonal = statePieces(seeds, b, shapes).flatMap((piece, k) => {
    if (!moved.active[k]) return [];
    const axes = range(0, piece.shape.length);
    const rows = range(axes.length, o);
    const output = [...rows, ...axes.slice(b), ...rows, ...axes.slice(0, b)];
    return [contractionOf([[piece, axes]], output, labelled(rows, outer))];
  });
  const cotangent = joined(
    [...shapes.map(() => undefined), ...diagonal],
    shapesOf(moved.loop.state),
    outer,
    [],
  );
  const target = wantedOf(loop, points);
  const wide = widened(loop, moved, target);
  const adjoint = adjointNode(
    moved.loop,
    wide,
    outer,
    [...moved.start, ...moved.free],
    cotangent,
    calculus,
  );
  const pieces = cotangentPieces(moved.loop, wide, outer, adjoint).filter((piece) => piece);
  return [...spread(pieces, target), result[inputs.length]];
}

const labelled = (labels: readonly number[], sizes: Shape): Record<number, number> =>
  Object.fromEntries(labels.map((label, i) => [label, sizes[i]!]));

/** `wanted` for the inputs of the tangent loop: of the old inputs only. */
function widened(loop: Loop, moved: Moved, wanted: readonly boolean[]): boolean[] {
  const [states, count] = [loop.state.length, moved.start.length];
  return [...moved.start, ...moved.free].map((_, k) => {
    if (k < count) return k < states && wanted[k]!;
    return wanted[states + k - count] ?? false;
  });
}
