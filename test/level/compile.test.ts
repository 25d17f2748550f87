import { describe, expect, test } from "vitest";
import { argmin, compile, evaluate, parameter, variable } from "../../src/index.ts";

const code = (name: string) => expect.objectContaining({ code: name });

describe("what cannot be meant is refused", () => {
  const x = variable("x", 1);

  test("a variable that is an input twice", () => {
    expect(() => compile([x, x], [x.square()])).toThrow(code("ERR_OPTION"));
  });

  test("an input that is not a variable", () => {
    expect(() => compile([x.square()], [x])).toThrow(code("ERR_OPTION"));
  });

  test("what is no list, and what is no expression", () => {
    expect(() => compile(x as never, [x])).toThrow(/inputs of compile must be an array.*"x"/);
    expect(() => compile([x], x as never)).toThrow(/outputs of compile must be an array.*"x"/);
    expect(() => compile([x], [3 as never])).toThrow(/outputs of compile.*it is 3/);
    expect(() => evaluate(3 as never)).toThrow(/an expression or an array/);
  });

  test("a name that two variables have", () => {
    expect(() => evaluate(x.add(variable("x", 2)), { x: 3 })).toThrow(/Several variables/);
  });

  test("a name that the expression does not know", () => {
    expect(() => evaluate(x, { y: 3 })).toThrow(/depends on x/);
  });

  test("argmin over a parameter, and over a variable the objective does not have", () => {
    const p = parameter("p", 1);
    expect(() => argmin(p, p.square())).toThrow(code("ERR_LEVELS"));
    expect(() => argmin(x, p.square())).toThrow(/does not depend on x/);
  });
});

test("evaluate keeps its program: values not given are the variables' own", () => {
  const [a, b] = [variable("a", 2), variable("b", [1, 2])];
  const product = a.mul(b);
  expect(evaluate(product, { a: 3 })).toEqual(Float64Array.of(3, 6));
  expect(evaluate(product)).toEqual(Float64Array.of(2, 4));
  expect(evaluate([product, a], { a: 5 })).toEqual([Float64Array.of(5, 10), 5]);
});
