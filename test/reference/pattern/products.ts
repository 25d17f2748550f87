import type { Recorder } from "../randomRecording.ts";
import { matched, type Pattern, scaled, sumWith } from "./pattern.ts";

/** Two terms with factors in common, as rows, columns, diagonals. */
export const commonFactor: Pattern = (r) => {
  const x = r.any();
  const shape = r.shapeOf(x);
  const part = (): number => {
    const isSquare = shape.length === 2 && shape[0] === shape[1];
    if (isSquare && r.chance(0.3)) return r.call("diag", [r.leaf([shape[0]!])]);
    if (shape.length > 0 && r.chance(0.3)) {
      const axis = r.upTo(shape.length);
      return r.leaf(
        shape.map((n, i) => (i === axis ? n : 1)),
        0.1,
      );
    }
    return matched(r, r.fitting(shape), x);
  };
  const term = () => {
    let t = scaled(r, x);
    for (let k = r.upTo(3); k >= 0; k--)
      t = r.call("mul", [t, matched(r, r.chance(0.2) ? x : part(), t)]);
    return t;
  };
  let total = term();
  for (let k = r.upTo(3); k >= 0; k--) total = sumWith(r, total, matched(r, term(), total));
  return total;
};

/** X'DX + X'EX, X'DY and so on. */
export const weightedProducts: Pattern = (r) => {
  const x = r.matrix();
  const [m, n] = r.shapeOf(x) as [number, number];
  const others = [x, x, r.like([m, n]), r.like([m, n])];
  const term = () => {
    const y = r.pick(others);
    const weights = r.pick([
      () => r.like([m, 1]),
      () => r.leaf([m, 1]),
      () => r.leaf([1, n]),
      () => r.like([m, n]),
      () => r.leaf([]),
    ])();
    const weighted = r.chance(0.8) ? r.call("mul", [y, weights]) : y;
    return scaled(
      r,
      r.call("matmul", [r.call("transpose", [r.pick([x, x, y])], [1, 0]), weighted]),
    );
  };
  let total = term();
  for (let k = r.upTo(3); k > 0; k--) total = sumWith(r, total, matched(r, term(), total));
  return total;
};

/** A product and its transpose, each read by somebody: XᵀY and c·YᵀX. */
export const bothWays: Pattern = (r) => {
  const x = r.matrix();
  const [m, n] = r.shapeOf(x) as [number, number];
  const y = r.like([m, r.chance(0.4) ? n : r.pick(r.sizes)]);
  const turned = (z: number) => r.call("transpose", [z], [1, 0]);
  const one = scaled(r, r.call("matmul", [turned(x), y]));
  const other = scaled(r, r.call("matmul", [turned(y), scaled(r, x)]));
  if (r.chance(0.5)) return r.call("add", [r.call("tanh", [one]), r.call("sin", [turned(other)])]);
  return r.call("matmul", [r.call("tanh", [one]), r.call("tanh", [other])]);
};

export const product: Pattern = (r) => {
  const x = r.any();
  const shape = r.shapeOf(x);
  if (shape.length === 0 || shape.length > 2) return r.call("outer", [x, r.any()]);
  const inner = shape.at(-1)!;
  const y = r.like(r.pick([[inner], [inner, 2], [inner, shape[0]!]]));
  return r.chance(0.7) ? r.call("matmul", [x, y]) : r.call("outer", [x, r.any()]);
};

export const linear: Pattern = (r) => {
  const x = r.matrix();
  const n = r.shapeOf(x)[1]!;
  const kind = r.pick(["spd", "symmetric", "general"]);
  const gram = r.call("matmul", [r.call("transpose", [x], [1, 0]), x]);
  const ridge = r.call("diag", [r.number(2 * n + 4, [n])]);
  const shape = r.shapeOf(gram);
  if (shape.length !== 2 || shape[0] !== n || shape[1] !== n) return x;
  const small = r.chance(0.3)
    ? r.call("add", [gram, ridge])
    : sumWith(r, ridge, r.call("mul", [gram, r.number(0.1)]));
  if (r.chance(0.3)) return r.call("logDet", [small], kind);
  const right = r.like(r.pick([[n], [n, 2]]));
  return r.call("solveLinear", [small, right], kind);
};

const weights = (r: Recorder, shape: readonly number[]): number =>
  r.given(
    "variable",
    shape,
    r.numbers(
      shape.reduce((a, b) => a * b, 1),
      0.05,
    ),
  );

/** XW + ZV: the Hessian has blocks between X and Z. */
function fitting(r: Recorder, scores: number, columns: readonly number[]): number {
  const m = r.shapeOf(scores)[0]!;
  const z = r.leaf([m, r.pick(r.sizes)], 0.05);
  const v = weights(r, [r.shapeOf(z)[1]!, ...columns]);
  return r.call("add", [
    scores,
    matched(r, r.call("matmul", [r.call("mul", [z, r.number(0.2)]), v]), scores),
  ]);
}

/** Models whose Hessians are weighted products for each pair of classes. */
export const model: Pattern = (r) => {
  const x = r.matrix();
  const n = r.shapeOf(x)[1]!;
  const columns = r.pick([[], [2], [3]]);
  const w = weights(r, [n, ...columns]);
  const own = r.call("matmul", [r.call("mul", [x, r.number(0.2)]), w]);
  const scores = r.chance(0.5) ? own : fitting(r, own, columns);
  const rank = r.shapeOf(scores).length;
  const bias = r.chance(0.5)
    ? r.call("add", [scores, matched(r, r.leaf(r.shapeOf(scores).slice(-1)), scores)])
    : scores;
  const moved = scaled(r, bias);
  const loss = r.pick([
    () => r.call("logSumExp", [moved], rank > 1 ? [1] : undefined),
    () => r.call("log", [r.call("sum", [r.call("exp", [moved])], rank > 1 ? [1] : undefined)]),
    () => r.call("softmax", [moved], rank - 1),
    () => r.call("softplus", [moved]),
    () => r.call("log", [r.call("add", [r.number(1), r.call("exp", [moved])])]),
    () => r.call("square", [moved]),
    () => r.call("max", [moved, matched(r, r.fitting(r.shapeOf(moved)), moved)]),
  ])();
  return r.chance(0.3) ? r.call("mul", [loss, matched(r, r.fitting(r.shapeOf(loss)), loss)]) : loss;
};
