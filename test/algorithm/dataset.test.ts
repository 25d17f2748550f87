import { expect, test } from "vitest";
import { dataset, requireRows, rows } from "../../src/algorithm/dataset.ts";
import { take } from "../../src/algorithm/take.ts";
import { arenaBytes } from "../../src/core/arena.ts";
import { compile, grad, hessian, jacobian, parameter, variable } from "../../src/index.ts";

const data = { data: Float64Array.from({ length: 12 }, (_, i) => i), shape: [4, 3] };

test("rows reads other rows at each run of one program", () => {
  const indices = parameter("i", [0, 0]);
  const w = variable("w", [1, 10, 100]);
  const program = compile([indices, w], [rows(dataset("X", data), indices).matmul(w)]);
  expect(program.run([0, 3], [1, 10, 100])).toEqual([Float64Array.of(210, 1209)]);
  expect(program.run([1, 1], [1, 0, 0])).toEqual([Float64Array.of(3, 3)]);
});

test("a data set lies in memory once, whatever the number of programs", () => {
  const big = dataset("big", { data: new Float64Array(200_000), shape: [2000, 100] });
  const indices = parameter("i", new Float64Array(10));
  const before = arenaBytes();
  for (let i = 0; i < 5; i++)
    compile(
      [indices],
      [
        rows(big, indices)
          .sum()
          .mul(i + 1),
      ],
    );
  expect(arenaBytes() - before).toBeLessThan(200_000);
});

test("row numbers outside the data are refused", () => {
  const indices = parameter("i", [0, 4]);
  const program = compile([indices], [rows(dataset("X", data), indices).sum()]);
  expect(() => program.run([0, 4])).toThrow(/rows of X: each row number must be .* 0 to 3/);
  expect(() => requireRows("take", Float64Array.of(0.5), 3)).toThrow(/whole number/);
  expect(() => rows(dataset("X", data), parameter("i", 1))).toThrow(/row numbers as a vector/);
});

test("take is gather with indices that may change, differentiable twice", () => {
  const [x, i] = [variable("x", [1, 2, 3, 4]), parameter("i", [0, 0, 0])];
  const f = take(x, i).pow(3).sum();
  const program = compile([x, i], [f, grad(f, x), hessian(f, x)]);
  const [value, gradient, curvature] = program.run([1, 2, 3, 4], [3, 1, 1]);
  expect(value).toBe(64 + 8 + 8);
  expect(gradient).toEqual(Float64Array.of(0, 24, 0, 48));
  const diagonal = Float64Array.from({ length: 16 }, (_, at) =>
    at === 5 ? 24 : at === 15 ? 24 : 0,
  );
  expect(curvature).toEqual(diagonal);
});

test("take of a matrix takes rows, and its Jacobian repeats the identity", () => {
  const [x, i] = [
    variable("x", [
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    parameter("i", [2, 0]),
  ];
  const [value, slopes] = compile([x, i], [take(x, i), jacobian(take(x, i).sum(1), x)]).run(
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [2, 0],
  );
  expect(value).toEqual(Float64Array.of(5, 6, 1, 2));
  expect(slopes).toEqual(Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0));
});
