import type { Expression } from "../expression/node.ts";
import type { Builder } from "./builder.ts";
import { depthFirst } from "./depthFirst.ts";
import { scaledInput } from "./scaledInput.ts";

/**
 * Nodes in the order of a depth-first walk, so that a value is used soon after it is made; those
 * that have a place already are left out. Products and sums that only an addition reads are deferred,
 * and so is a kernel's result that is only read to be scaled.
 */
export function postOrder(builder: Builder, outputs: readonly Expression[]): Expression[] {
  const isNew = (node: Expression) => !builder.has(node);
  const order = depthFirst(outputs.filter(isNew), ({ inputs }) => inputs.filter(isNew));
  const uses = new Map<Expression, number>();
  const use = (node: Expression): void => {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  };
  outputs.forEach(use);
  for (const { inputs } of order) inputs.forEach(use);
  const isOwn = (node: Expression) => uses.get(node) === 1 && isNew(node);
  for (const node of order) {
    if (node.op === "add")
      for (const input of node.inputs)
        if (isOwn(input) && (input.op === "add" || input.op === "contract")) builder.defer(input);
    const at = scaledInput(node, isOwn);
    if (at >= 0) builder.defer(node.inputs[at]!);
  }
  return order;
}
