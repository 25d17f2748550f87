import { type Contraction, isProduct } from "../expression/contract.ts";
import type { Expression } from "../expression/node.ts";

/**
 * Which input of a scaled product takes the number in the kernel that makes it: a sum of products
 * that `isOwn` says nobody else reads. −1 without one.
 */
export function scaledInput(node: Expression, isOwn: (input: Expression) => boolean): number {
  const product = node.attributes as Contraction;
  if (node.op !== "contract" || product.scale === 1) return -1;
  const taker = node.inputs.findIndex(
    (input) =>
      input.op === "contract" && isOwn(input) && !isProduct(input.attributes as Contraction),
  );
  return taker >= 0 && isProduct(product) ? taker : -1;
}
