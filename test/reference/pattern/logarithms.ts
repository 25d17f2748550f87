import type { Recorder } from "../randomRecording.ts";
import { matched, type Pattern, scaled, sumWith } from "./pattern.ts";

const bounded = (r: Recorder, x = r.any()): number => (r.chance(0.6) ? x : r.call("tanh", [x]));

/** 1, a number near it, an array that is 1 in some places only. */
const nearlyOne: Pattern = (r) => {
  const shape = r.shape();
  return r.pick([
    () => r.number(1),
    () => r.number(1),
    () => r.number(1, shape),
    () => r.number(r.pick([2, 0.5, -1, 0])),
    () =>
      r.given(
        r.pick(["constant", "variable", "parameter"]),
        shape,
        r.numbers(
          shape.reduce((a, b) => a * b, 1),
          0.9,
        ),
      ),
  ])();
};

export const logOfSum: Pattern = (r) => {
  const inner = r.pick(["exp", "exp", "sigmoid", "softplus"]);
  const term = scaled(r, r.call(inner, [scaled(r, bounded(r))]));
  const total = r.chance(0.15)
    ? sumWith(r, nearlyOne(r), sumWith(r, term, r.fitting(r.shapeOf(term))))
    : sumWith(r, nearlyOne(r), term);
  return r.call(r.pick(["log", "log", "log1p"]), [r.chance(0.2) ? scaled(r, total) : total]);
};

/** What a rule must not take for a sum: products of three, choices and joins with an exponential in them. */
const noSum: Pattern = (r) => {
  const e = r.call("exp", [bounded(r)]);
  const shape = r.shapeOf(e);
  const positive = () => r.call(r.pick(["sigmoid", "exp"]), [matched(r, r.fitting(shape), e)]);
  return r.pick([
    () => r.call("mul", [r.call("mul", [positive(), e]), matched(r, positive(), e)]),
    () => r.call("mul", [r.call("mul", [positive(), e]), e]),
    () =>
      r.call(
        "where",
        [r.leaf(shape, 0.9), positive(), e].map((x) => matched(r, x, e)),
      ),
    () => (shape.length === 0 ? e : r.call("concat", [e, r.number(1, shape), e], 0)),
  ])();
};

export const logOf: Pattern = (r) => {
  if (r.chance(0.5)) {
    const x = noSum(r);
    return r.chance(0.6)
      ? r.call(r.pick(["log", "log", "log1p"]), [x])
      : r.call("div", [r.number(1), x]);
  }
  const x = scaled(r, r.call(r.pick(["exp", "sigmoid", "exp"]), [scaled(r, bounded(r))]));
  return r.call(r.pick(["log", "log1p"]), [x]);
};

export const ratio: Pattern = (r) => {
  const u = scaled(r, bounded(r));
  const e = r.call("exp", [u]);
  const below = sumWith(
    r,
    nearlyOne(r),
    scaled(r, r.chance(0.8) ? e : r.call("exp", [bounded(r)])),
  );
  const above = r.pick([
    () => r.number(1),
    () => e,
    () => nearlyOne(r),
    () => r.any(),
    () => scaled(r, e),
  ])();
  if (r.chance(0.3)) return r.call("pow", [below], r.pick([-1, -2, 0, 1, 0.5, 2, 3, 4, 5]));
  return r.call("div", [matched(r, above, below), below]);
};

export const logOfExps: Pattern = (r) => {
  const e = scaled(r, r.call("exp", [bounded(r)]));
  const shape = r.shapeOf(e);
  const moved =
    r.chance(0.3) && shape.length > 1
      ? r.call("transpose", [e], shape.map((_, i) => i).reverse())
      : e;
  const isMatrix = shape.length === 2 && shape[0] === shape[1];
  const diagonal = isMatrix && r.chance(0.3) ? r.call("diag", [moved]) : moved;
  const axes = r.axes(r.shapeOf(diagonal));
  const total = scaled(r, r.call(r.pick(["sum", "mean"]), [diagonal], axes));
  return r.call("log", [r.chance(0.2) ? sumWith(r, total, nearlyOne(r)) : total]);
};
