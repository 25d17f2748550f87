import { labelsOf } from "../../value/shape.ts";
import { sumOf } from "../add.ts";
import { type Contraction, contract, type Factor } from "../contract.ts";
import type { Operator } from "./operator.ts";
import { product } from "./product.ts";

/** A contraction is linear in each input: the product rule, and its transpose. */
export const contractOperator: Operator = {
  forward(node, tangents, batch) {
    const { scale, labels, output, sizes } = node.attributes as Contraction;
    const extra = labelsOf(batch, sizes.length);
    const sizeOf = { ...sizes, ...Object.fromEntries(batch.map((n, i) => [sizes.length + i, n])) };
    return sumOf(
      tangents.map((tangent, k) => {
        if (!tangent) return undefined;
        const factors = node.inputs.map(
          (input, i): Factor =>
            i === k
              ? { node: tangent, labels: [...labels[i]!, ...extra] }
              : { node: input, labels: labels[i]! },
        );
        return contract(factors, [...output, ...extra], sizeOf, scale);
      }),
    );
  },
  reverse(node, cotangent, batch, _, needed) {
    const { scale, labels, output, sizes } = node.attributes as Contraction;
    const extra = labelsOf(batch, sizes.length);
    return node.inputs.map((_, k) => {
      if (!needed[k]) return undefined;
      const others = node.inputs.flatMap((input, i): Factor[] =>
        i === k ? [] : [{ node: input, labels: labels[i]! }],
      );
      const seed = { node: cotangent, labels: [...extra, ...output] };
      return product([seed, ...others], [...extra, ...labels[k]!], sizes, scale);
    });
  },
};
