import { type Shape, size } from "../../value/shape.ts";
import type { Environment, Routine, Runnable } from "./call.ts";
import { formal, type Loop } from "./loop.ts";
import type { Calculus } from "./operator.ts";
import { WalkBack } from "./walkBack.ts";

/** Where each of several arrays begins in their concatenation, and the end. */
function offsetsOf(sizes: readonly number[]): number[] {
  const offsets = [0];
  for (const length of sizes) offsets.push(offsets.at(-1)! + length);
  return offsets;
}

/** Views of the pieces of a flat array. */
function viewsOf(flat: Float64Array, offsets: readonly number[]): Float64Array[] {
  return offsets.slice(1).map((end, k) => flat.subarray(offsets[k], end));
}

/** One step of the loop on a flat state that is replaced in place. */
function stepper(runnable: Runnable, views: readonly Float64Array[]): () => void {
  return () => {
    views.forEach((view, k) => {
      runnable.set(k, view);
    });
    runnable.execute();
    views.forEach((view, k) => {
      runnable.get(k, view);
    });
  };
}

/** Runs the loop: inputs are the start, then the free variables; the output is the flat final state. */
export function scanRoutine(loop: Loop, environment: Environment): Routine {
  const { state, body, free, steps } = loop;
  const runnable = environment.compile([...state, ...free], body);
  const offsets = offsetsOf(state.map((node) => size(node.shape)));
  const current = new Float64Array(offsets.at(-1)!);
  const views = viewsOf(current, offsets);
  const advance = stepper(runnable, views);
  return (inputs, output) => {
    views.forEach((view, k) => {
      view.set(inputs[k]!);
    });
    free.forEach((_, k) => {
      runnable.set(state.length + k, inputs[state.length + k]!);
    });
    for (let t = 0; t < steps; t++) advance();
    output.set(current);
  };
}

/** The body's transposed derivative: what a cotangent after a step means before it. */
function compileBack(
  { state, body, free }: Loop,
  wanted: readonly boolean[],
  batch: Shape,
  environment: Environment,
  calculus: Calculus,
): { runnable: Runnable; present: boolean[] } {
  const after = state.map((node) => formal("cotangent", [...batch, ...node.shape]));
  const through = [...state, ...free.filter((_, k) => wanted[state.length + k])];
  const before = calculus.cotangents(body, after, through, batch);
  const present = before.map((cotangent) => cotangent !== undefined);
  const outputs = before.filter((cotangent) => cotangent !== undefined);
  return { runnable: environment.compile([...state, ...free, ...after], outputs), present };
}

/**
 * Runs the loop and walks back: inputs are the start, the free variables and the cotangent of the
 * final state, batch ++ [total]; the output is the flat cotangents of the wanted inputs.
 */
export function adjointRoutine(
  loop: Loop,
  wanted: readonly boolean[],
  batch: Shape,
  environment: Environment,
  calculus: Calculus,
): Routine {
  const { state, body, free, steps, options } = loop;
  const copies = size(batch);
  const sizes = state.map((node) => size(node.shape));
  const offsets = offsetsOf(sizes);
  const forward = environment.compile([...state, ...free], body);
  const { runnable: back, present } = compileBack(loop, wanted, batch, environment, calculus);
  const current = new Float64Array(offsets.at(-1)!);
  const views = viewsOf(current, offsets);
  const advance = stepper(forward, views);
  const walk = new WalkBack(current.length, steps, options.truncate, options.checkpoints);
  const cotangents = sizes.map((length) => new Float64Array(copies * length));
  const chosen = free.filter((_, k) => wanted[state.length + k]);
  const sums = chosen.map((node) => new Float64Array(copies * size(node.shape)));
  const share = sums.map((sum) => new Float64Array(sum.length));
  const visit = (visited: Float64Array) => {
    viewsOf(visited, offsets).forEach((view, k) => {
      back.set(k, view);
    });
    cotangents.forEach((cotangent, k) => {
      back.set(state.length + free.length + k, cotangent);
    });
    back.execute();
    let next = 0;
    present.forEach((isPresent, k) => {
      const target = k < state.length ? cotangents[k]! : share[k - state.length]!;
      if (isPresent) back.get(next++, target);
      else target.fill(0);
      if (k >= state.length) accumulate(sums[k - state.length]!, target);
    });
  };
  return (inputs, output) => {
    views.forEach((view, k) => {
      view.set(inputs[k]!);
    });
    free.forEach((_, k) => {
      forward.set(state.length + k, inputs[state.length + k]!);
      back.set(state.length + k, inputs[state.length + k]!);
    });
    for (const sum of sums) sum.fill(0);
    split(inputs.at(-1)!, cotangents, sizes, copies);
    walk.run(current, advance, visit);
    let offset = 0;
    for (const piece of [...cotangents.filter((_, k) => wanted[k]), ...sums]) {
      output.set(piece, offset);
      offset += piece.length;
    }
  };
}

function accumulate(sum: Float64Array, share: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += share[i]!;
}

/** Rows of states side by side into one array per state. */
function split(
  flat: Float64Array,
  into: readonly Float64Array[],
  sizes: readonly number[],
  copies: number,
): void {
  let from = 0;
  for (let row = 0; row < copies; row++)
    into.forEach((piece, k) => {
      const length = sizes[k]!;
      piece.set(flat.subarray(from, from + length), row * length);
      from += length;
    });
}
