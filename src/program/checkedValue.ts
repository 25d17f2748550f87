import { fail } from "../error/fail.ts";
import type { Expression } from "../expression/node.ts";
import { requireFinite } from "../value/requireFinite.ts";
import { sameShape, size } from "../value/shape.ts";
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
  // The flat vector of the elements may stand for an array of another rank.
  const isFlat = shape.length === 1 && node.shape.length > 1 && shape[0] === size(node.shape);
  if (!isFlat && !sameShape(shape, node.shape))
    fail("ERR_SHAPE", { operation, shapes: [node.shape, shape], names: [name, "the value"] });
  requireFinite(data, node, name);
  return data;
}
