import { fail } from "../../error/fail.ts";
import { sameShape, size } from "../../value/shape.ts";
import { axesOf, positionOf } from "../axes.ts";
import { lift, nameOf, type Operand } from "../lift.ts";
import type { Expression } from "../node.ts";
import * as structural from "../structural.ts";

/** The same elements in row-major order under another shape; one size may be −1. */
export function reshape(x: Operand, shape: readonly number[]): Expression {
  const node = lift(x);
  if (typeof shape !== "object")
    fail("ERR_OPTION", {
      option: "shape of reshape",
      given: shape,
      expected: "an array of sizes, as [2, −1]",
    });
  const known = size(shape.filter((n) => n !== -1));
  const target = shape.map((n) => (n === -1 ? size(node.shape) / known : n));
  if (size(target) !== size(node.shape) || target.some((n) => !Number.isInteger(n) || n < 0))
    fail("ERR_SHAPE", {
      operation: "reshape",
      shapes: [node.shape, shape],
      names: [nameOf(node), "the new shape"],
      advice: `Both must hold ${size(node.shape)} elements.`,
    });
  return structural.reshape(node, target);
}

/** Joins arrays along an axis; their other sizes agree. */
export function concat(parts: readonly Operand[], axis = 0): Expression {
  const nodes = parts.map(lift);
  const first = nodes[0];
  if (!first)
    fail("ERR_OPTION", { option: "parts of concat", given: parts, expected: "at least one array" });
  const [along] = axesOf("concat", first, axis);
  for (const node of nodes) {
    const fits = node.shape.length === first.shape.length;
    if (!fits || node.shape.some((n, i) => i !== along && n !== first.shape[i]))
      fail("ERR_SHAPE", {
        operation: "concat",
        shapes: nodes.map((part) => part.shape),
        names: nodes.map(nameOf),
        advice: `All sizes except along axis ${along} must agree.`,
      });
  }
  return structural.concat(nodes, along!);
}

/** Joins arrays of one shape along a new axis. */
export function stack(parts: readonly Operand[], axis = 0): Expression {
  const nodes = parts.map(lift);
  const first = nodes[0];
  if (!first)
    fail("ERR_OPTION", { option: "parts of stack", given: parts, expected: "at least one array" });
  if (nodes.some((node) => !sameShape(node.shape, first.shape)))
    fail("ERR_SHAPE", {
      operation: "stack",
      shapes: nodes.map((node) => node.shape),
      names: nodes.map(nameOf),
      advice: "All parts must have one shape: use concat to join arrays of different lengths.",
    });
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
  const list = (value: number | readonly number[] | undefined) =>
    value === undefined ? [] : typeof value === "number" ? [value] : value;
  const [from, to, by] = [list(start), list(stop), list(step)];
  const inside = (position: number, n: number) =>
    Math.min(n, Math.max(0, position < 0 ? position + n : position));
  const strides = node.shape.map((_, axis) => by[axis] ?? 1);
  if (strides.some((n) => !Number.isInteger(n) || n < 1))
    fail("ERR_OPTION", { option: "step of slice", given: step, expected: "whole numbers from 1" });
  const named = Math.max(from.length, to.length, by.length);
  if ([...from, ...to].some((n) => !Number.isInteger(n)) || named > node.shape.length)
    fail("ERR_OPTION", {
      option: "start and stop of slice",
      given: [start, stop],
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
  if (typeof indices !== "object")
    fail("ERR_OPTION", {
      option: "indices of gather",
      given: indices,
      expected: "a list of whole numbers",
    });
  const list = Array.from(indices, (index) => (index < 0 ? index + length : index));
  const wrong = list.findIndex((index) => !Number.isInteger(index) || index < 0 || index >= length);
  if (wrong >= 0)
    fail("ERR_OPTION", {
      option: `indices[${wrong}] of gather`,
      given: indices[wrong],
      expected: `a whole number from 0 to ${length - 1}`,
    });
  return structural.gather(node, list, along!);
}
