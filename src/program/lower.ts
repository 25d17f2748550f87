import type { Expression } from "../expression/node.ts";
import type { Builder } from "./builder.ts";
import { contraction } from "./contraction.ts";
import { elementwise } from "./elementwise.ts";
import { hostCall } from "./hostCall.ts";
import { logDeterminant, solve } from "./linear.ts";
import { concat, gather, norm, pad, reduce, reshape, scatterAdd, slice } from "./structural.ts";
import { sum } from "./sum.ts";
import type { View } from "./view.ts";

/** What an operator becomes; operators that are not listed are elementwise. */
const rules: Record<string, (builder: Builder, node: Expression) => View> = {
  contract: contraction,
  add: sum,
  reshape,
  slice,
  pad,
  concat,
  gather,
  scatterAdd,
  reduceMax: reduce,
  reduceMin: reduce,
  peak: reduce,
  norm,
  solve,
  logDet: logDeterminant,
  call: hostCall,
};

/** Emits the instructions of a node, and returns where its value is. */
export function lower(builder: Builder, node: Expression): View {
  const rule = rules[node.op] ?? elementwise;
  return builder.under(node, () => rule(builder, node));
}
