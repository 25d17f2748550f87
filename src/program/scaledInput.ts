import { type Contraction, isProduct } from "../expression/contract.ts";
import type { Expression } from "../expression/node.ts";

/**
 * Which input of a scaled product takes the number in the kernel that makes it: a sum of products
 * that `isOwn` says nobody else reads. −1 without one.
 */
export function scaledInput(node: Expression, isOwn: (input: Expression) => boolean): number {
  if (node.op !== "contract") return -1;
  const product = node.attributes as Contraction;
  if (product.scale === 1 || !isProduct(product)) return -1;
  return node.inputs.findIndex(
    (input) =>
      input.op === "contract" && !isProduct(input.attributes as Contraction) && isOwn(input),
  );
}
