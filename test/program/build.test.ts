import { expect, test } from "vitest";
import { contractionOf } from "../../src/expression/view.ts";
import { variable, parameter, constant } from "../../src/expression/lift.ts";
import { add } from "../../src/expression/add.ts";
import { elementwise } from "../../src/expression/elementwise.ts";
import { buildProgram } from "../../src/program/build.ts";
import { interpret } from "../reference/interpret.ts";

test("least squares runs", () => {
  const m = 7,
    n = 3;
  const data = Float64Array.from({ length: m * n }, (_, i) => Math.sin(i));
  const X = parameter("X", { data, shape: [m, n] });
  const y = parameter(
    "y",
    Float64Array.from({ length: m }, (_, i) => Math.cos(i)),
  );
  const w = variable("w", new Float64Array(n));
  const r = add(
    contractionOf(
      [
        [X, [0, 1]],
        [w, [1]],
      ],
      [0],
    ),
    contractionOf([[y, [0]]], [0], {}, -1),
  );
  const loss = contractionOf(
    [
      [r, [0]],
      [r, [0]],
    ],
    [],
    {},
    0.5,
  );
  const g = contractionOf(
    [
      [X, [0, 1]],
      [r, [0]],
    ],
    [1],
  );
  const H = contractionOf(
    [
      [X, [0, 1]],
      [X, [0, 2]],
    ],
    [1, 2],
  );
  const p = buildProgram([w], [loss, g, H, elementwise("exp", [g])]);
  console.log(p.explain());
  const x = [0.5, -1, 2];
  const got = p.run(x);
  const want = interpret(p.outputs, new Map([[w, x]]));
  got.forEach((value, j) => {
    const list = typeof value === "number" ? [value] : [...value];
    list.forEach((v, i) => expect(v).toBeCloseTo(want[j]![i]!, 12));
  });
});
