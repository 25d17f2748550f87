import { uniform } from "../expression/contract.ts";
import type { Expression } from "../expression/node.ts";
import { identity } from "../expression/view.ts";
import { calculus } from "./calculus.ts";

/** The same block as jacobianBlock, built from the output's side: cheaper when the output is small. */
export function reverseJacobianBlock(output: Expression, input: Expression): Expression {
  const seed = identity(output.shape);
  const [block] = calculus.cotangents([output], [seed], [input], output.shape);
  return block ?? uniform(0, [...output.shape, ...input.shape]);
}
