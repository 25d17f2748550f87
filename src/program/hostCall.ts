import type { Expression } from "../expression/node.ts";
import { size } from "../value/shape.ts";
import type { Builder } from "./builder.ts";
import { type View, whole } from "./view.ts";

/** A call leaves the tape: its inputs are dense, its result is never constant (it may have state). */
export function hostCall(builder: Builder, node: Expression): View {
  const sources = node.inputs.map((input) => builder.dense(builder.value(input)));
  const target = builder.temporary(size(node.shape), false);
  builder.emit({ kind: "call", reads: sources, writes: [target], node, flops: 0 });
  return whole(target, node.shape);
}
