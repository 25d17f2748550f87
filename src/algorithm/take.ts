import { fail } from "../error/fail.ts";
import { nameOf } from "../expression/lift.ts";
import type { Expression } from "../expression/node.ts";
import { type Callee, call } from "../expression/operator/call.ts";
import { permute } from "../expression/view.ts";
import { requireRows } from "./dataset.ts";

/**
 * The entries of x along its first axis whose numbers stand in `indices`, read anew at every run:
 * `gather` with indices that may change without compiling. Linear in x, differentiable in both modes.
 *
 *     out_i = x_{indices_i},   x̄ = Σ_i e_{indices_i} outˉ_i
 *
 * For variables (a weight for each training row); use {@link rows} for data.
 *
 * @throws ERR_SHAPE  x is a scalar or indices not a vector; when run ERR_OPTION  a number outside x
 */
export function take(x: Expression, indices: Expression): Expression {
  if (x.shape.length === 0 || indices.shape.length !== 1)
    fail("ERR_SHAPE", {
      operation: "take",
      shapes: [x.shape, indices.shape],
      names: [nameOf(x), nameOf(indices)],
      advice: "Take from a vector or matrix, with a vector of row numbers.",
    });
  return call(taking, [x, indices], [indices.shape[0]!, ...x.shape.slice(1)]);
}

/** Zeros with row i of y added to row indices_i: the adjoint of take. */
function put(y: Expression, indices: Expression, count: number): Expression {
  return call(putting(count), [y, indices], [count, ...y.shape.slice(1)]);
}

const taking: Callee = {
  key: "take",
  name: "take",
  bind:
    () =>
    ([x, numbers], output) => {
      const width = output.length / Math.max(1, numbers!.length);
      requireRows("take", numbers!, x!.length / width);
      numbers!.forEach((from, i) => {
        for (let j = 0; j < width; j++) output[i * width + j] = x![from * width + j]!;
      });
    },
  forward: (node, [tangent]) => tangent && take(tangent, node.inputs[1]!),
  reverse: (node, cotangent, batch) => {
    const [x, indices] = node.inputs as [Expression, Expression];
    const put1 = (y: Expression) => put(y, indices, x.shape[0]!);
    return [batchLast(cotangent, batch.length, put1), undefined];
  },
};

function putting(count: number): Callee {
  return {
    key: `put;${count}`,
    name: "put",
    bind:
      () =>
      ([y, numbers], output) => {
        const width = output.length / count;
        requireRows("take", numbers!, count);
        output.fill(0);
        numbers!.forEach((to, i) => {
          for (let j = 0; j < width; j++) output[to * width + j]! += y![i * width + j]!;
        });
      },
    forward: (node, [tangent]) => tangent && put(tangent, node.inputs[1]!, count),
    reverse: (node, cotangent, batch) => {
      const indices = node.inputs[1]!;
      return [batchLast(cotangent, batch.length, (y) => take(y, indices)), undefined];
    },
  };
}

/** Applies a map of the first axis to a cotangent, whose batch axes stand in front of that axis. */
function batchLast(
  cotangent: Expression,
  batch: number,
  map: (y: Expression) => Expression,
): Expression {
  if (batch === 0) return map(cotangent);
  const axes = cotangent.shape.map((_, axis) => axis);
  const mapped = map(permute(cotangent, [...axes.slice(batch), ...axes.slice(0, batch)]));
  const own = axes.length - batch;
  return permute(mapped, [...axes.slice(own), ...axes.slice(0, own)]);
}
