import { fail } from "../error/fail.ts";
import { sameShape } from "../value/shape.ts";
import { describe } from "./describe.ts";
import type * as elementwise from "./function/elementwise.ts";
import {
  abs,
  add,
  cos,
  cosh,
  div,
  erf,
  exp,
  expm1,
  less,
  log,
  log1p,
  max,
  min,
  mul,
  neg,
  pow,
  relu,
  sigmoid,
  sign,
  sin,
  sinh,
  softplus,
  sqrt,
  square,
  sub,
  tan,
  tanh,
} from "./function/elementwise.ts";
import type * as matrix from "./function/matrix.ts";
import {
  diag,
  inverse,
  logDet,
  matmul,
  outer,
  solveLinear,
  trace,
  transpose,
} from "./function/matrix.ts";
import type * as reduction from "./function/reduction.ts";
import { dot, logSumExp, mean, norm1, norm2, prod, softmax, sum } from "./function/reduction.ts";
import type * as shaping from "./function/shaping.ts";
import { gather, reshape, slice } from "./function/shaping.ts";
import { substitute } from "./graph.ts";
import { lift, misfit, type Operand } from "./lift.ts";
import { Expression } from "./node.ts";

type Functions = typeof elementwise & typeof matrix & typeof reduction & typeof shaping;
type Methods = Omit<Functions, "where" | "concat" | "stack">;
type Rest<F> = F extends (first: Operand, ...rest: infer R) => Expression ? R : never;

/** Every function of one expression is also a method: `w.mul(2).sum()` is `sum(mul(w, 2))`. */
type Fluent = { [Name in keyof Methods]: (...rest: Rest<Methods[Name]>) => Expression };

declare module "./node.ts" {
  interface Expression extends Fluent {
    /** This expression with a variable (or any node, or a list of them) replaced by another. */
    substitute(from: Expression, to: Operand): Expression;
    substitute(from: readonly Expression[], to: readonly Operand[]): Expression;
    /** The expression as mathematics. */
    toString(): string;
  }
}

const methods: Methods = {
  abs,
  add,
  cos,
  cosh,
  diag,
  div,
  dot,
  erf,
  exp,
  expm1,
  gather,
  inverse,
  less,
  log,
  log1p,
  logDet,
  logSumExp,
  matmul,
  max,
  mean,
  min,
  mul,
  neg,
  norm1,
  norm2,
  outer,
  pow,
  prod,
  relu,
  reshape,
  sigmoid,
  sign,
  sin,
  sinh,
  slice,
  softmax,
  softplus,
  solveLinear,
  sqrt,
  square,
  sub,
  sum,
  tan,
  tanh,
  trace,
  transpose,
};

for (const [name, method] of Object.entries(methods)) {
  Object.defineProperty(Expression.prototype, name, {
    value(this: Expression, ...rest: unknown[]) {
      return (method as (...all: unknown[]) => Expression)(this, ...rest);
    },
  });
}

function requireFitting(from: readonly Expression[], to: readonly Expression[]): void {
  if (from.length !== to.length)
    fail("ERR_OPTION", {
      operation: "substitute",
      option: "the list of replacements",
      given: to,
      expected: `${from.length} expressions, one for each that is replaced`,
    });
  from.forEach((node, k) => {
    if (!sameShape(node.shape, to[k]!.shape))
      misfit(
        "substitute",
        [node, to[k]!],
        "A replacement has the shape of what it replaces: reshape or broadcast it.",
      );
  });
}

Object.defineProperty(Expression.prototype, "substitute", {
  value(this: Expression, from: Expression | Expression[], to: Operand | Operand[]) {
    const sources = Array.isArray(from) ? from : [from];
    const targets = (Array.isArray(from) ? (to as Operand[]) : [to as Operand]).map(lift);
    requireFitting(sources, targets);
    return substitute([this], sources, targets)[0]!;
  },
});

Object.defineProperty(Expression.prototype, "toString", {
  value(this: Expression) {
    return describe(this);
  },
});

/** `x * 2`, `Math.exp(x)` and `x > 0` would be NaN and false without a word; a text may be made of an expression. */
Object.defineProperty(Expression.prototype, Symbol.toPrimitive, {
  value(this: Expression, hint: string) {
    if (hint !== "number") return describe(this);
    return fail("ERR_VALUE", {
      name: describe(this, 6),
      reason: "an expression is not a number that JavaScript could calculate with",
      advice:
        "Write x.mul(2) for x * 2, exp(x) for Math.exp(x), where(less(0, x), …) for x > 0; compile it to have its value.",
    });
  },
});
