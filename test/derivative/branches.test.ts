import fc from "fast-check";
import { expect, test } from "vitest";
import * as echelon from "../../src/index.ts";
import {
  type Expression,
  grad,
  hessian,
  jvp,
  less,
  sum,
  variable,
  where,
} from "../../src/index.ts";
import { evaluated } from "../reference/evaluated.ts";

/** A function of one number with branches, some of them steep, infinite or NaN where they are not taken. */
type Tree =
  | { readonly kind: "x" }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "map"; readonly name: string; readonly of: Tree }
  | { readonly kind: "sum"; readonly of: Tree; readonly and: Tree }
  | {
      readonly kind: "where";
      readonly if: Tree;
      readonly below: number;
      readonly of: Tree;
      readonly else: Tree;
    }
  | { readonly kind: "max" | "min"; readonly of: Tree; readonly and: Tree }
  | { readonly kind: "relu"; readonly of: Tree };

const maps: Record<string, [(x: Expression) => Expression, (x: number) => number]> = {
  log: [echelon.log, Math.log],
  "√": [echelon.sqrt, Math.sqrt],
  "1/": [(x) => echelon.div(1, x), (x) => 1 / x],
  "exp 300": [(x) => echelon.exp(x.mul(300)), (x) => Math.exp(300 * x)],
  "^−1.5": [(x) => echelon.pow(x, -1.5), (x) => x ** -1.5],
  "^2.5": [(x) => echelon.pow(x, 2.5), (x) => x ** 2.5],
  log1p: [echelon.log1p, Math.log1p],
  sin: [echelon.sin, Math.sin],
  "²": [echelon.square, (x) => x * x],
  tanh: [echelon.tanh, Math.tanh],
  "−": [echelon.neg, (x) => -x],
};

function build(tree: Tree, x: Expression): Expression {
  switch (tree.kind) {
    case "x":
      return x;
    case "number":
      return x.mul(0).add(tree.value);
    case "map":
      return maps[tree.name]![0](build(tree.of, x));
    case "sum":
      return build(tree.of, x).add(build(tree.and, x));
    case "where":
      return where(less(build(tree.if, x), tree.below), build(tree.of, x), build(tree.else, x));
    case "relu":
      return build(tree.of, x).relu();
    default:
      return (tree.kind === "max" ? echelon.max : echelon.min)(
        build(tree.of, x),
        build(tree.and, x),
      );
  }
}

function value(tree: Tree, x: number): number {
  switch (tree.kind) {
    case "x":
      return x;
    case "number":
      return tree.value;
    case "map":
      return maps[tree.name]![1](value(tree.of, x));
    case "sum":
      return value(tree.of, x) + value(tree.and, x);
    case "where":
      return value(tree.if, x) < tree.below ? value(tree.of, x) : value(tree.else, x);
    case "relu":
      return Math.max(value(tree.of, x), 0);
    default:
      return Math[tree.kind](value(tree.of, x), value(tree.and, x));
  }
}

/** The tree without its branches, as it is next to x; undefined at a kink, and where numbers leave the middle of the range. */
function taken(tree: Tree, x: number): Tree | undefined {
  const size = Math.abs(value(tree, x));
  if (!(size < 1e40) || (size > 0 && size < 1e-40)) return undefined;
  switch (tree.kind) {
    case "map": {
      const of = taken(tree.of, x);
      return of && { ...tree, of };
    }
    case "sum": {
      const [of, and] = [taken(tree.of, x), taken(tree.and, x)];
      return of && and && { ...tree, of, and };
    }
    case "where":
      return taken(value(tree.if, x) < tree.below ? tree.of : tree.else, x);
    case "relu": {
      const inside = value(tree.of, x);
      if (inside === 0 || Number.isNaN(inside)) return undefined;
      return inside > 0 ? taken(tree.of, x) : { kind: "number", value: 0 };
    }
    case "max":
    case "min": {
      const [a, b] = [value(tree.of, x), value(tree.and, x)];
      if (a === b) return undefined;
      return taken(a > b === (tree.kind === "max") ? tree.of : tree.and, x);
    }
    default:
      return tree;
  }
}

const { tree } = fc.letrec<{ tree: Tree }>((tie) => {
  const number = fc.record({
    kind: fc.constant("number" as const),
    value: fc.constantFrom(0, 1, -1, 0.5),
  });
  const [of, and] = [tie("tree"), tie("tree")];
  const pair = fc.oneof(and, number);
  return {
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { arbitrary: fc.constant({ kind: "x" as const }), weight: 3 },
      {
        arbitrary: fc.record({
          kind: fc.constant("map" as const),
          name: fc.constantFrom(...Object.keys(maps)),
          of,
        }),
        weight: 4,
      },
      { arbitrary: fc.record({ kind: fc.constant("sum" as const), of, and }), weight: 1 },
      {
        arbitrary: fc.record({
          kind: fc.constant("where" as const),
          if: of,
          below: fc.constantFrom(0, 0.5, 1, -0.5),
          of,
          else: pair,
        }),
        weight: 3,
      },
      {
        arbitrary: fc.record({
          kind: fc.constantFrom("max" as const, "min" as const),
          of,
          and: pair,
        }),
        weight: 2,
      },
      { arbitrary: fc.record({ kind: fc.constant("relu" as const), of }), weight: 1 },
    ),
  };
}); // prettier-ignore

const points = [-2, -1, -0.5, 0, 0.25, 0.5, 1, 1.5, 3];

/** Value, gradient and tangent, and the second derivative in three orders of the modes. */
function derivatives(tree: Tree, at: number[]): number[][] {
  const x = variable("x", at);
  const y = build(tree, x);
  const total = sum(y);
  const [gradient, tangent] = [
    grad(total, x),
    jvp(
      y,
      x,
      at.map(() => 1),
    ),
  ]; // prettier-ignore
  const second = [hessian(total, x), grad(sum(gradient), x), grad(sum(tangent), x)];
  const [value, first, along, block, ...others] = evaluated(
    [x],
    [at],
    [y, gradient, tangent, ...second],
  );
  const diagonal = block!.filter((_, i) => i % (at.length + 1) === 0);
  return [value!, first!, along!, diagonal, ...others];
}

test("a function with branches has the derivatives of the branches that are taken", () => {
  let compared = 0;
  fc.assert(
    fc.property(tree, (branched) => {
      const found = derivatives(branched, points);
      points.forEach((point, i) => {
        const plain = taken(branched, point);
        if (!plain) return;
        const exact = derivatives(plain, [point]).map((list) => list[0]!);
        if (!exact.every((number) => Math.abs(number) < 1e30)) return;
        compared++;
        exact.forEach((number, k) => {
          const error = Math.abs(found[k]![i]! - number);
          if (!(error <= 1e-9 * Math.max(1, Math.abs(number))))
            expect.fail(
              `output ${k} at ${point}: ${found[k]![i]}, not ${number}: ${build(branched, variable("x", 0))}`,
            );
        });
      });
    }),
    { numRuns: 250 },
  );
  expect(compared).toBeGreaterThan(500);
});
