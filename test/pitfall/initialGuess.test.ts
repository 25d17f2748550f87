import { argmin, evaluate, grad, hypergradient, itd, minimize, parameter, variable } from "echelon";
import { expect, test } from "vitest";

// Row 16: the gradient with respect to an initial guess is 0, and surprises.

const [x, y] = [variable("x", 2), variable("y", 0.5)];
const g = y.sub(x).square();
const levels = [minimize(x, y.square()), minimize(y, g, { name: "follower" })];

test("a start is the value of a variable that a level decides, and asking for its gradient says so", () => {
  for (const method of [undefined, itd({ steps: 3, stepSize: 0.1 })]) {
    const h = hypergradient(levels, method ? { method } : {});
    expect(() => h.gradient(y)).toThrow(/y is decided at "follower".*response/);
  }
});

test("argmin does not depend on the variable it decides: no gradient of 0 by it", () => {
  const least = argmin(y, g);
  expect(evaluate(least, { x: 3 })).toBeCloseTo(3, 12);
  expect(() => evaluate(least, { y: 1 })).toThrow(
    expect.objectContaining({
      code: "ERR_UNBOUND",
      message: expect.stringMatching(/depends on x/),
    }),
  );
  // By what it depends on the gradient is that of the minimiser, whatever the start.
  for (const start of [0.5, 40]) {
    const from = variable("y", start);
    const a = parameter("a", 3);
    expect(evaluate(grad(argmin(from, from.sub(x.mul(a)).square()), x))).toBeCloseTo(3, 12);
  }
});
