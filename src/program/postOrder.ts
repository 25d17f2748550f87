import type { Expression } from "../expression/node.ts";
import type { Builder } from "./builder.ts";
import { scaledInput } from "./scaledInput.ts";

/**
 * Nodes in the order of a depth-first walk, so that a value is used soon after it is made; those
 * that have a place already are left out. Products and sums that only an addition reads are deferred,
 * and so is a kernel's result that is only read to be scaled.
 */
export function postOrder(builder: Builder, outputs: readonly Expression[]): Expression[] {
  const order: Expression[] = [];
  const position = new Map<Expression, number>();
  const uses = new Map<Expression, number>();
  const adders = new Map<Expression, Expression>();
  const use = (node: Expression, reader: Expression | undefined): void => {
    uses.set(node, (uses.get(node) ?? 0) + 1);
    if (reader?.op === "add") adders.set(node, reader);
  };
  for (const output of outputs) {
    use(output, undefined);
    const stack = builder.has(output) ? [] : [output];
    while (stack.length > 0) {
      const node = stack[stack.length - 1]!;
      const next = position.get(node) ?? 0;
      if (next < node.inputs.length) {
        position.set(node, next + 1);
        const input = node.inputs[next]!;
        use(input, node);
        if (!position.has(input) && !builder.has(input)) stack.push(input);
      } else {
        if (next !== DONE) order.push(node);
        position.set(node, DONE);
        stack.pop();
      }
    }
  }
  for (const [node] of adders)
    if (uses.get(node) === 1 && (node.op === "add" || node.op === "contract")) builder.defer(node);
  for (const node of order) {
    const at = scaledInput(node, (input) => uses.get(input) === 1 && !builder.has(input));
    if (at >= 0) builder.defer(node.inputs[at]!);
  }
  return order;
}

const DONE = Number.POSITIVE_INFINITY;
