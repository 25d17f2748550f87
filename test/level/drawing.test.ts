import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import {
  drawLevels,
  exp,
  matmul,
  maximize,
  minimize,
  parameter,
  variable,
} from "../../src/index.ts";

const lambda = variable("λ", 0);
const [w, v] = [variable("w", [1, 2]), variable('v "odd" <b>', [0])];
const X = parameter("X", [
  [1, 2],
  [3, 4],
]);
const error = matmul(X, w).square().sum();
const levels = [
  minimize(lambda, error, { name: "validation" }),
  minimize([w], error.add(exp(lambda).mul(w.square().sum()).add(v.sum())), { name: "train" }),
  maximize(v, v.square().sum().mul(-1).add(v.mul(w).sum())),
];

describe("DOT", () => {
  const { dot } = drawLevels(levels);

  test("has a rank per level with the objective and its variables", () => {
    expect(dot).toMatch(/^digraph levels \{/);
    expect(dot.match(/rank=same/g)).toHaveLength(3);
    expect(dot).toContain('"validation: min over λ');
    expect(dot).toContain("data X");
    expect(dot).toContain('x1 [label="w, 2"]');
    expect(dot).toContain("level 3: max over v");
  });

  test("has an arrow from a variable to each other level's objective that reads it", () => {
    const arrows = [...dot.matchAll(/(x\d) -> (f\d);/g)].map(([, from, to]) => `${from} ${to}`);
    expect(arrows.sort()).toEqual(["x0 f1", "x1 f0", "x1 f2", "x2 f1"]);
  });

  test("quotes are escaped", () => {
    expect(dot).toContain('label="v \\"odd\\" <b>, 1"');
  });
});

describe("SVG", () => {
  const { svg } = drawLevels(levels);
  const { document } = parseHTML(svg);

  test("has a box per level, a pill per variable, and a dot where another level reads it", () => {
    expect(document.querySelectorAll("rect.own")).toHaveLength(3);
    expect(document.querySelectorAll("rect")).toHaveLength(6);
    expect(document.querySelectorAll("circle")).toHaveLength(4);
  });

  test("stands alone: a namespace, no links, no script, text escaped", () => {
    expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
    expect(svg.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/http|<script|<b>/);
    expect(svg).toContain("&lt;b&gt;");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("the same levels give the same text", () => {
    expect(drawLevels(levels)).toEqual(drawLevels(levels));
  });
});

test("levels that make no hierarchy are refused", () => {
  expect(() => drawLevels([])).toThrow(/no levels/);
});
