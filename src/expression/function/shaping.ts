import { fail } from "../../error/fail.ts";
import { sameShape, size } from "../../value/shape.ts";
import { axesOf, listed, positionOf } from "../axes.ts";
import { lift, misfit, nameOf, type Operand } from "../lift.ts";
import type { Expression } from "../node.ts";
import * as structural from "../structural.ts";

/** The same elements in row-major order under another shape; one size may be −1. */
export function reshape(x: Operand, shape: readonly number[]): Expression {
  const node = lift(x);
  const sizes = listed("shape of reshape", shape);
  const known = size(sizes.filter((n) => n !== -1));
  const target = sizes.map((n) => (n === -1 ? size(node.shape) / known : n));
  if (size(target) !== size(node.shape) || target.some((n) => !Number.isInteger(n) || n < 0))
    fail("ERR_SHAPE", {
      operation: "reshape",
      shapes: [node.shape, sizes],
      names: [nameOf(node), "the new shape"],
      advice: `Both must hold ${size(node.shape)} elements.`,
    });
  return structural.reshape(node, target);
}

/** The parts of a join, and the first of them. */
function lifted(operation: string, parts: readonly Operand[]): [Expression, Expression[]] {
  const nodes = Array.isArray(parts) ? parts.map(lift) : [];
  const [first] = nodes;
  if (first) return [first, nodes];
  const expected = `a list of at least one array, ${operation}([x, y])`;
  return fail("ERR_OPTION", { option: `parts of ${operation}`, given: parts, expected });
}

/** Joins arrays along an axis; their other sizes agree. */
export function concat(parts: readonly Operand[], axis = 0): Expression {
  const [first, nodes] = lifted("concat", parts);
  const [along] = axesOf("concat", first, axis);
  for (const node of nodes) {
    const fits = node.shape.length === first.shape.length;
    if (!fits || node.shape.some((n, i) => i !== along && n !== first.shape[i]))
      misfit("concat", nodes, `All sizes except along axis ${along} must agree.`);
  }
  return structural.concat(nodes, along!);
}

/** Joins arrays of one shape along a new axis. */
export function stack(parts: readonly Operand[], axis = 0): Expression {
  const [first, nodes] = lifted("stack", parts);
  if (nodes.some((node) => !sameShape(node.shape, first.shape)))
    misfit(
      "stack",
      nodes,
      "All parts must have one shape: use concat to join arrays of different lengths.",
    );
  const at = positionOf("stack", first, axis, first.shape.length + 1);
  const shape = [...first.shape.slice(0, at), 1, ...first.shape.slice(at)];
  return structural.concat(
    nodes.map((node) => structural.reshape(node, shape)),
    at,
  );
}

/**
 * Elements start, start + step, … below stop along each axis. Numbers apply to axis 0; axes not
 * named are kept whole; negative positions count from the end.
 */
export function slice(
  x: Operand,
  start: number | readonly number[],
  stop?: number | readonly number[],
  step: number | readonly number[] = 1,
): Expression {
  const node = lift(x);
  const list = (part: string, value: number | readonly number[] | undefined) =>
    value === undefined ? [] : typeof value === "number" ? [value] : listed(part, value);
  const from = list("start of slice", start);
  const to = list("stop of slice", stop);
  const by = list("step of slice", step);
  const inside = (position: number, n: number) =>
    Math.min(n, Math.max(0, position < 0 ? position + n : position));
  const strides = node.shape.map((_, axis) => by[axis] ?? 1);
  if (strides.some((n) => !Number.isInteger(n) || n < 1))
    fail("ERR_OPTION", {
      option: "step of slice",
      given: step,
      expected: "whole numbers from 1",
      advice: "To reverse an axis, gather its positions in that order.",
    });
  const named = Math.max(from.length, to.length, by.length);
  if ([...from, ...to].some((n) => !Number.isInteger(n)) || named > node.shape.length)
    fail("ERR_OPTION", {
      option: "start and stop of slice",
      given: [...from, ...to],
      expected: `whole numbers for at most ${node.shape.length} ${node.shape.length === 1 ? "axis" : "axes"}`,
    });
  return structural.slice(
    node,
    node.shape.map((n, axis) => inside(from[axis] ?? 0, n)),
    node.shape.map((n, axis) => inside(to[axis] ?? n, n)),
    strides,
  );
}

/** Elements at the given positions of an axis, in that order; positions may repeat. */
export function gather(
  x: Operand,
  indices: readonly number[] | ArrayLike<number>,
  axis = 0,
): Expression {
  const node = lift(x);
  const [along] = axesOf("gather", node, axis);
  const length = node.shape[along!]!;
  const given = listed("indices of gather", indices);
  const list = given.map((index) => (index < 0 ? index + length : index));
  const wrong = list.findIndex((index) => !Number.isInteger(index) || index < 0 || index >= length);
  if (wrong >= 0)
    fail("ERR_OPTION", {
      option: `indices[${wrong}] of gather`,
      given: given[wrong],
      expected: `a whole number from ${-length} to ${length - 1}`,
      advice: `Axis ${along} of ${nameOf(node)} has ${length} elements.`,
    });
  return structural.gather(node, list, along!);
}
