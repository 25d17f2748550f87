import type { Contraction } from "../expression/contract.ts";
import type { Expression } from "../expression/node.ts";
import { size } from "../value/shape.ts";
import { type Builder, encodeCopy } from "./builder.ts";
import { contractionCore, onDiagonal } from "./contraction.ts";
import { encodeContract } from "./encodeContract.ts";
import type { Encoder } from "./encoder.ts";
import { LEAF_SCALED } from "./opcode.ts";
import { isSamePlace, loops, type View, whole } from "./view.ts";

/** base + a contraction that is zero off a diagonal: only the diagonal is touched. */
export function addDiagonal(builder: Builder, base: View, term: Expression): View {
  const core = contractionCore(builder, term);
  const { output } = term.attributes as Contraction;
  const target = builder.temporary(
    size(base.shape),
    base.buffer.constant && core.view.buffer.constant,
  );
  const result = whole(target, base.shape);
  const { source, place } = onDiagonal(core, output, result);
  const one = builder.number(1);
  const encode = (tape: Encoder): void => {
    if (!isSamePlace(base.buffer, target)) encodeCopy(tape, result, base);
    const nest = loops(place.shape, [place.strides, source.strides]);
    const { count, steps } = nest.pop() ?? { count: 1, steps: [1, 1] };
    encodeContract(tape, {
      leaf: LEAF_SCALED,
      sizes: [count, ...steps],
      out: place,
      a: source,
      b: one,
      alpha: one,
      zeroed: 0,
      beta: 1,
      loops: nest.map((loop) => ({
        count: loop.count,
        out: loop.steps[0]!,
        a: loop.steps[1]!,
        b: 0,
      })),
    });
  };
  const reads = [base, source, one];
  const flops = 2 * size(source.shape);
  builder.structured("add diagonal", reads, [target], flops, encode, { inPlace: 0 });
  return result;
}
