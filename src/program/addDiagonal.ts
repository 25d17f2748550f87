import type { Contraction } from "../expression/contract.ts";
import type { Expression } from "../expression/node.ts";
import { size } from "../value/shape.ts";
import { type Builder, encodeCopy } from "./builder.ts";
import { contractionCore, onDiagonal } from "./contraction.ts";
import { encodeContract } from "./encodeContract.ts";
import type { Encoder } from "./encoder.ts";
import { LEAF_SCALED } from "./opcode.ts";
import { isSamePlace, loops, type View } from "./view.ts";

/** base + a contraction that is zero off a diagonal: only the diagonal is touched. */
export function addDiagonal(builder: Builder, base: View, term: Expression): View {
  const { output, sizes } = term.attributes as Contraction;
  const { source, strides } = onDiagonal(contractionCore(builder, term), output, base.shape, sizes);
  const one = builder.number(1);
  const encode = (tape: Encoder, result: View): void => {
    if (!isSamePlace(base.buffer, result.buffer)) encodeCopy(tape, result, base);
    const nest = loops(source.shape, [strides, source.strides]);
    const { count, steps } = nest.pop() ?? { count: 1, steps: [1, 1] };
    const around = nest.map(({ count, steps: [out, a] }) => ({ count, out: out!, a: a!, b: 0 }));
    const kernel = { leaf: LEAF_SCALED, sizes: [count, ...steps], loops: around };
    encodeContract(tape, kernel, result, source, one, [one], 0);
  };
  const flops = 2 * size(source.shape);
  return builder.array("add diagonal", base.shape, [base, source, one], flops, encode, true);
}
