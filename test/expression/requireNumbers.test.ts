import { expect, test } from "vitest";
import {
  constant,
  hypergradient,
  log,
  mean,
  minimize,
  parameter,
  solveSync,
  variable,
  where,
} from "../../src/index.ts";

const rows = [
  [1, 2],
  [Number.POSITIVE_INFINITY, Number.NaN],
];
const ofRows =
  "a constant[1, 1] is NaN. It is of an array of numbers, 2×2, in an expression: replace that entry.";

test("a NaN in a constant is named by its place, and the array by its shape", () => {
  const [x, w] = [variable("x", 1), variable("w", [1, 1])];
  const levels = [
    minimize(x, w.square().sum().add(x.square())),
    minimize(w, constant(rows).matmul(w).sub(x).square().sum()),
  ];
  for (const run of [solveSync, hypergradient]) expect(() => run(levels)).toThrowError(ofRows);
});

test("a single number that is NaN is named too, and a mean of nothing", () => {
  const x = variable("x", [1, 2]);
  for (const objective of [x.mul(Number.NaN).sum(), x.square().sum().add(mean([]))])
    expect(() => solveSync([minimize(x, objective)])).toThrowError(/^a constant is NaN\. .*mean/);
});

test("data are looked at first, and infinite constants are left out", () => {
  const x = variable("x", 1);
  const p = parameter("p", [1, Number.NaN]);
  const both = minimize(x, p.mul(x).sub([Number.NaN, 0]).square().sum());
  expect(() => solveSync([both])).toThrowError(/^p\[1\] is NaN/);
  const bound = where([1, 0], x, [Number.NEGATIVE_INFINITY, 1]).sum();
  const level = minimize(x, log(x.sub(2)).add(bound), { name: "top" });
  expect(() => solveSync([level])).toThrowError(/^Level "top": .*objective at the start is NaN/);
});

test("a NaN in a branch that is never taken is no mistake", () => {
  const x = variable("x", [1, 1]);
  const level = minimize(
    x,
    x
      .sub(where([1, 0], [3, Number.NaN], 5))
      .square()
      .sum(),
  );
  expect([...(solveSync([level]).value(x) as Float64Array)]).toEqual([3, 5]);
});
