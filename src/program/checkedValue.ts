import { fail } from "../error/fail.ts";
import type { Expression } from "../expression/node.ts";
import { requireFinite } from "../value/requireFinite.ts";
import { type Shape, sameShape, size } from "../value/shape.ts";
import { toDense } from "../value/toDense.ts";
import type { Value } from "../value/value.ts";

/**
 * The numbers of a value that is to stand for a node.
 *
 * @throws ERR_SHAPE  it has another shape, and is not the flat vector of its elements
 * @throws ERR_NOT_FINITE  it contains NaN or an infinity
 */
export function checkedValue(
  operation: string,
  value: Value,
  node: Expression,
  name: string,
): Float64Array {
  const { data, shape } = toDense(value, name);
  const isSame = sameShape(shape, node.shape);
  if (!isSame && !(size(shape) === size(node.shape) && isFlat(shape, node.shape)))
    fail("ERR_SHAPE", { operation, shapes: [node.shape, shape], names: [name, "the value"] });
  requireFinite(data, node, name);
  return data;
}

/** Whether a value may stand for an array of another rank: the flat vector of its elements. */
function isFlat(given: Shape, wanted: Shape): boolean {
  return given.length === 1 && wanted.length > 1;
}
