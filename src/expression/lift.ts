import { fail } from "../error/fail.ts";
import { size } from "../value/shape.ts";
import { toDense } from "../value/toDense.ts";
import type { Value } from "../value/value.ts";
import { uniform } from "./contract.ts";
import { describe } from "./describe.ts";
import { Expression, intern } from "./node.ts";

/** Anything an operation accepts: an expression, or numbers that become a constant. */
export type Operand = Expression | Value;

/** Constants up to this many elements are hash-consed by content. */
const SHARED_MOST = 16;

let unshared = 0;

/**
 * A constant array (or number) as an expression. Numbers and arrays are lifted by every operation;
 * call this to name the conversion, or to build it once.
 *
 * @throws ERR_VALUE  ragged rows, or not numbers
 */
export function constant(value: Value): Expression {
  if (typeof value === "number") return uniform(value);
  const { data, shape } = toDense(value, "constant");
  if (size(shape) === 1 && shape.length === 0) return uniform(data[0]!);
  if (data.length > 0 && data.every((x) => Object.is(x, data[0]))) return uniform(data[0]!, shape);
  const key =
    data.length <= SHARED_MOST
      ? Array.from(data, (x) => (Object.is(x, -0) ? "-0" : x)).join()
      : `#${unshared++}`;
  return intern("constant", [], { data }, shape, key);
}

/** An expression as it is; anything else as a constant. */
export function lift(operand: Operand): Expression {
  return operand instanceof Expression ? operand : constant(operand);
}

/** Shape-only description of a variable whose value comes later. */
export interface ShapeOnly {
  readonly shape: readonly number[];
}

function isShapeOnly(value: Value | ShapeOnly): value is ShapeOnly {
  return typeof value === "object" && value !== null && "shape" in value && !("data" in value);
}

function leaf(name: string, value: Value | ShapeOnly, role: "variable" | "parameter"): Expression {
  if (typeof name !== "string" || name.length === 0)
    fail("ERR_OPTION", {
      option: `name of a ${role}`,
      given: name,
      expected: "a non-empty string",
    });
  if (value instanceof Expression)
    fail("ERR_VALUE", {
      name,
      reason: `its value is the expression ${nameOf(value)}`,
      advice: "Give numbers, or use that expression itself in place of this variable.",
    });
  if (isShapeOnly(value)) {
    const sizes = [value.shape].flat();
    if (!Array.isArray(value.shape) || !sizes.every((n) => Number.isInteger(n) && n >= 0))
      fail("ERR_VALUE", {
        name,
        reason: `shape [${sizes.join(", ")}] is not an array of counts`,
      });
    return new Expression("variable", [], { name, role }, [...value.shape]);
  }
  const { data, shape } = toDense(value, name);
  return new Expression("variable", [], { name, role, initial: data }, shape);
}

/**
 * An unknown: what a level decides, or what a derivative is taken by. Its value here is the
 * starting point; `{ shape }` alone leaves it unbound.
 *
 * @example
 * ```ts
 * import { variable } from "echelon";
 * variable("w", new Float64Array(10)).shape; // → [10]
 * ```
 */
export function variable(name: string, value: Value | ShapeOnly): Expression {
  return leaf(name, value, "variable");
}

/** Data: may be bound to other numbers of the same shape at run time, and is not differentiated by default. */
export function parameter(name: string, value: Value | ShapeOnly): Expression {
  return leaf(name, value, "parameter");
}

/** Refuses arrays whose shapes do not fit the operation. @throws ERR_SHAPE */
export function misfit(operation: string, nodes: readonly Expression[], advice?: string): never {
  const shapes = nodes.map((node) => node.shape);
  return fail("ERR_SHAPE", { operation, shapes, names: nodes.map(nameOf), advice });
}

/** The largest expression that an error message names in full: nodes, and characters. */
const NODES_MOST = 8;
const NAME_MOST = 40;

/** The name of a variable; for other nodes a description for error messages. */
export function nameOf(node: Expression): string {
  if (node.op === "variable") return node.attributes.name;
  if (node.op === "constant") return "a constant";
  const text = describe(node, NODES_MOST);
  return text.length <= NAME_MOST ? text : `an expression (${node.op})`;
}
