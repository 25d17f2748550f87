import { add } from "../add.ts";
import { uniform } from "../contract.ts";
import { type Binary, elementwise, type Ternary } from "../elementwise.ts";
import type { Expression } from "../node.ts";
import { multiply, scale } from "../view.ts";
import { elementwiseOperator, type Partials } from "./elementwise.ts";
import type { Operator } from "./operator.ts";

const compare = (op: Binary, x: Expression, y: Expression) => elementwise(op, [x, y]);
const choose = (c: Expression, x: Expression, y: Expression) => elementwise("where", [c, x, y]);
const none: Partials = ({ length }) => new Array(length).fill(undefined);

/** 1 where x is above y, ½ at a tie: the mean of the one-sided derivatives; and the same for y. */
function shares(x: Expression, y: Expression): [Expression, Expression] {
  const half = uniform(0.5, x.shape);
  const order = scale(elementwise("sign", [add(x, scale(y, -1))]), 0.5);
  return [add(half, order), add(half, scale(order, -1))];
}

/** ∂(x^y)/∂y = x^y log x, taken as 0 at x = 0 ≤ y, where it is the limit for y > 0. */
function exponentSlope(x: Expression, y: Expression, power: Expression): Expression {
  const zero = uniform(0, x.shape);
  const isCorner = multiply(compare("equalTo", x, zero), compare("lessEqual", zero, y));
  const safe = choose(isCorner, uniform(1, x.shape), x);
  return multiply(power, elementwise("log", [safe]));
}

/** y x^{y−1}; where y is 0, y/x, whose next derivatives are not 0·∞; and 0 where both are 0. */
function baseSlope(x: Expression, y: Expression): Expression {
  const zero = uniform(0, x.shape);
  const isZero = compare("equalTo", y, zero);
  const isCorner = multiply(compare("equalTo", x, zero), isZero);
  const safe = choose(isCorner, uniform(1, x.shape), x);
  const slope = multiply(y, elementwise("pow", [safe, add(y, uniform(-1, y.shape))]));
  return choose(isZero, elementwise("div", [y, safe]), slope);
}

const partials: Record<Binary | Ternary | "add", Partials> = {
  add: ([x]) => [uniform(1, x!.shape), uniform(1, x!.shape)],
  div: ([, y], node) => {
    const reciprocal = elementwise("reciprocal", [y!]);
    return [reciprocal, scale(multiply(node, reciprocal), -1)];
  },
  pow: ([x, y], node) => [baseSlope(x!, y!), exponentSlope(x!, y!, node)],
  max: ([x, y]) => shares(x!, y!),
  min: ([x, y]) => shares(y!, x!),
  less: none,
  lessEqual: none,
  equalTo: none,
  where: ([c, x]) => {
    const [one, zero] = [uniform(1, x!.shape), uniform(0, x!.shape)];
    return [undefined, choose(c!, one, zero), choose(c!, zero, one)];
  },
};

/** Functions of two and three arrays of one shape. */
export const binary: Record<Binary | Ternary | "add", Operator> = rows(partials);

function rows<Name extends string>(partials: Record<Name, Partials>): Record<Name, Operator> {
  const entries = Object.entries<Partials>(partials).map(([op, each]) => [
    op,
    elementwiseOperator(each),
  ]);
  return Object.fromEntries(entries) as Record<Name, Operator>;
}
