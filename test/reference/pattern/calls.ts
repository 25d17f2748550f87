import { Immoderate, matched, type Pattern } from "./pattern.ts";

const unaries = [
  "exp",
  "sin",
  "cos",
  "tanh",
  "sigmoid",
  "softplus",
  "relu",
  "abs",
  "square",
  "neg",
  "erf",
  "sinh",
  "cosh",
  "expm1",
  "sign",
];

export const unary: Pattern = (r) => r.call(r.pick(unaries), [r.any()]);

export const binary: Pattern = (r) => {
  const x = r.any();
  return r.call(r.pick(["add", "sub", "mul", "mul", "max", "min", "less", "div"]), [
    x,
    matched(r, r.fitting(r.shapeOf(x)), x),
  ]);
};

export const reduce: Pattern = (r) => {
  const x = r.any();
  const shape = r.shapeOf(x);
  const name = r.pick(["sum", "sum", "mean", "prod", "logSumExp", "norm2", "softmax"]);
  if (shape.includes(0) && name !== "sum" && name !== "prod") return x;
  if (name === "norm2") return r.call(name, [x]);
  if (name === "softmax") return shape.length === 0 ? x : r.call(name, [x], r.upTo(shape.length));
  return r.call(name, [x], r.axes(shape));
};

export const movement: Pattern = (r) => {
  const x = r.any();
  const shape = r.shapeOf(x);
  if (shape.length === 0) return r.call("reshape", [x], r.pick([[1], [1, 1]]));
  const axis = r.upTo(shape.length);
  const n = shape[axis]!;
  const ordered = shape.map((_, i) => i).sort(() => r.upTo(3) - 1);
  return r.pick([
    () => r.call("transpose", [x], ordered),
    () =>
      r.call(
        "slice",
        [x],
        shape.map((n) => r.upTo(Math.max(n, 1))),
        shape.map((n) => n - (r.chance(0.2) && n > 0 ? 1 : 0)),
        shape.map(() => 1 + r.upTo(2)),
      ),
    () =>
      n === 0
        ? x
        : r.call(
            "gather",
            [x],
            Array.from({ length: 1 + r.upTo(4) }, () => r.upTo(n)),
            axis,
          ),
    () =>
      r.call(
        "reshape",
        [x],
        r.pick([
          [shape.reduce((a, b) => a * b, 1)],
          [...shape].reverse(),
          [1, ...shape],
          [...shape, 1],
        ]),
      ),
    () =>
      shape.length === 1 || (shape.length === 2 && shape[0] === shape[1]) ? r.call("diag", [x]) : x,
    () =>
      r.call("concat", [x, r.chance(0.5) ? x : r.like(shape), ...(r.chance(0.3) ? [x] : [])], axis),
  ])();
};

/** A choice between branches, one of them steep outside its domain. */
export const branches: Pattern = (r) => {
  const x = r.any();
  const shape = r.shapeOf(x);
  const limit = r.chance(0.5)
    ? r.number(r.pick([0, 0.5, -0.5, 1]))
    : matched(r, r.fitting(shape), x);
  const [low, high] = r.chance(0.5) ? [limit, x] : [x, limit];
  const condition = r.pick([
    () => r.call("less", [low!, high!]),
    () => r.call("less", [low!, high!]),
    () => r.call("relu", [x]),
    () =>
      r.given(
        "constant",
        shape,
        r.numbers(
          shape.reduce((a, b) => a * b, 1),
          0.9,
        ),
      ),
    () =>
      r.call("mul", [
        r.call("less", [low!, high!]),
        matched(r, r.call("less", [r.fitting(shape), low!].slice(0, 1).concat(high!)), low!),
      ]),
  ])();
  const branch = () =>
    r.pick([
      () => r.number(0),
      () => r.number(1),
      () => x,
      () => r.call(r.pick(["exp", "square", "sinh"]), [x]),
      () => r.call(r.pick(["sqrt", "log", "log1p"]), [x]),
      () => r.call("pow", [x], r.pick([-1, 0.5, 1.5, -2])),
      () => r.call("div", [r.number(1), x]),
      () => r.call("mul", [r.call("log", [x]), x]),
      () => r.call("div", [x, x]),
      () => r.call("log", [r.call("where", [r.call("less", [r.number(0), x]), x, r.number(1)])]),
      () => matched(r, r.fitting(shape), x),
      () => r.call("mul", [x, r.call("exp", [x])]),
    ])();
  r.isLoose = true;
  const chosen = r.call("where", [
    condition,
    matched(r, branch(), condition),
    matched(r, branch(), condition),
  ]);
  r.isLoose = false;
  if (!r.isModerate(chosen)) throw new Immoderate();
  return r.chance(0.5)
    ? chosen
    : r.call("mul", [chosen, matched(r, r.call(r.pick(unaries), [r.any()]), chosen)]);
};
