import { expect, test } from "vitest";
import { scalar, strip } from "./strips.ts";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const special: Record<string, [x: number, y: number][]> = {
  exp: [
    [0, 1],
    [-0, 1],
    [inf, inf],
    [-inf, 0],
    [1000, inf],
    [-1000, 0],
    [nan, nan],
    [5e-324, 1],
    [-745.2, 0],
    [-745.1, 5e-324],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -1],
    [nan, nan],
    [5e-324, 5e-324],
    [-5e-324, -5e-324],
    [800, inf],
    [-800, -1],
  ],
  log: [
    [0, -inf],
    [-0, -inf],
    [1, 0],
    [-1, nan],
    [inf, inf],
    [-inf, nan],
    [nan, nan],
    [5e-324, -744.4400719213812],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -inf],
    [-2, nan],
    [inf, inf],
    [-inf, nan],
    [nan, nan],
    [5e-324, 5e-324],
    [-5e-324, -5e-324],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [inf, 1],
    [-inf, -1],
    [nan, nan],
    [5e-324, 5e-324],
    [-1e-310, -1e-310],
    [1e300, 1],
  ],
  sigmoid: [
    [0, 0.5],
    [-0, 0.5],
    [inf, 1],
    [-inf, 0],
    [nan, nan],
    [5e-324, 0.5],
    [800, 1],
    [-800, 0],
  ],
  sigmoidSlope: [
    [0, 0.25],
    [inf, 0],
    [-inf, 0],
    [nan, nan],
    [5e-324, 0.25],
    [800, 0],
    [-800, 0],
  ],
  softplus: [
    [inf, inf],
    [-inf, 0],
    [nan, nan],
    [800, 800],
    [-800, 0],
    [1e300, 1e300],
    [0, Math.LN2],
  ],
  sinh: [
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -inf],
    [nan, nan],
    [5e-324, 5e-324],
    [711, inf],
    [-711, -inf],
  ],
  cosh: [
    [0, 1],
    [-0, 1],
    [inf, inf],
    [-inf, inf],
    [nan, nan],
    [5e-324, 1],
    [711, inf],
  ],
  sin: [
    [0, 0],
    [-0, -0],
    [inf, nan],
    [-inf, nan],
    [nan, nan],
    [5e-324, 5e-324],
    [-5e-324, -5e-324],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [inf, nan],
    [-inf, nan],
    [nan, nan],
    [5e-324, 1],
  ],
  tan: [
    [0, 0],
    [-0, -0],
    [inf, nan],
    [-inf, nan],
    [nan, nan],
    [5e-324, 5e-324],
  ],
  erf: [
    [0, 0],
    [-0, -0],
    [inf, 1],
    [-inf, -1],
    [nan, nan],
    [5e-324, 5e-324],
    [30, 1],
  ],
};

test.each(Object.entries(special))("%s at the ends of the number line", (name, cases) => {
  for (const [x, y] of cases) {
    expect(scalar(name, x), `${name}(${x})`).toBe(y);
    expect(strip(name, Float64Array.of(0.5, x))[1], `${name}(${x}), vector`).toBe(y);
  }
});

test("pow follows ECMAScript at the ends of the number line", () => {
  const values = [0, -0, 1, -1, 0.5, 2, 3, -2, -3, inf, -inf, nan, 5e-324, 1e300];
  for (const x of values)
    for (const y of values) expect(scalar("pow", x, y), `${x} ** ${y}`).toBe(x ** y);
});
