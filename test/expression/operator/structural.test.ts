import { describe, expect, test } from "vitest";
import { jacobianBlock } from "../../../src/derivative/calculus.ts";
import { elementwise } from "../../../src/expression/elementwise.ts";
import { variable } from "../../../src/expression/lift.ts";
import type { Expression } from "../../../src/expression/node.ts";
import {
  concat,
  gather,
  pad,
  reduceExtreme,
  reshape,
  scatterAdd,
  slice,
} from "../../../src/expression/structural.ts";
import { expectDerivatives, numbers } from "../../reference/derivativeCheck.ts";

const matrix = [
  [0.3, -1.2, 0.8],
  [1.4, 0.5, -0.6],
];
/** A nonlinear image of the result, so that the second and third derivatives are not zero. */
const bend = (x: Expression): Expression => elementwise("sin", [x]);

const cases: Record<string, (x: Expression) => Expression> = {
  reshape: (x) => reshape(x, [3, 2]),
  "reshape to a vector": (x) => reshape(x, [6]),
  "reshape with axes of size 1": (x) => reshape(x, [1, 2, 1, 3]),
  slice: (x) => slice(x, [0, 1], [2, 3], [1, 1]),
  "slice with steps": (x) => slice(x, [1, 0], [2, 3], [1, 2]),
  pad: (x) => pad(x, [1, 0], [1, 1], [3, 4]),
  "pad with steps": (x) => pad(x, [0, 1], [2, 2], [3, 7]),
  "concat with itself along 0": (x) => concat([x, x], 0),
  "concat along 1": (x) => concat([x, slice(x, [0, 0], [2, 1], [1, 1])], 1),
  "gather rows": (x) => gather(x, [1, 1, 0], 0),
  "gather columns": (x) => gather(x, [2, 0, 2, 2], 1),
  "scatterAdd rows": (x) => scatterAdd(x, [2, 2], 0, 4),
  "scatterAdd columns": (x) => scatterAdd(x, [1, 0, 1], 1, 2),
  "reduceMax of all": (x) => reduceExtreme("reduceMax", x, [0, 1]),
  "reduceMin along 0": (x) => reduceExtreme("reduceMin", x, [0]),
  "reduceMax along 1": (x) => reduceExtreme("reduceMax", x, [1]),
};

describe.each(Object.entries(cases))("%s", (_, build) => {
  test("passes batches of directions both ways, to third order", () => {
    expectDerivatives({ at: [matrix], build: (x) => bend(build(bend(x))) });
  });
  test("is linear: exact on the bare input", () => {
    expectDerivatives({ at: [matrix], build, tolerance: 0 });
  });
});

test("a tie of reduceMax shares the slope equally", () => {
  const x = variable("x", [2, 1, 2]);
  const slope = jacobianBlock(reduceExtreme("reduceMax", x, [0]), x);
  expect([...numbers(slope)]).toEqual([0.5, 0, 0.5]);
});

test("slices and pads of no elements have derivatives of no elements", () => {
  const x = variable("x", [1, 2, 3]);
  const empty = slice(x, [1], [1], [1]);
  expect(empty.shape).toEqual([0]);
  expect(jacobianBlock(empty, x).shape).toEqual([0, 3]);
  expectDerivatives({ at: [[1, 2, 3]], build: (y) => pad(slice(y, [1], [1], [1]), [0], [1], [4]) });
  expectDerivatives({ at: [[1, 2, 3]], build: (y) => concat([slice(y, [2], [2], [1]), y], 0) });
  expectDerivatives({ at: [[1, 2, 3]], build: (y) => gather(y, [], 0) });
  expectDerivatives({ at: [[1, 2, 3]], build: (y) => scatterAdd(gather(y, [], 0), [], 0, 2) });
});
