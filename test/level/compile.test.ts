import {
  compile,
  constant,
  evaluate,
  exp,
  grad,
  hessian,
  matmul,
  parameter,
  variable,
} from "echelon";
import { describe, expect, test } from "vitest";
import { relativeError } from "../problem/relativeError.ts";

describe("compile", () => {
  test("runs values in the order of the inputs; numbers for scalars, copies for arrays", () => {
    const x = variable("x", 0);
    const w = variable("w", [1, 2]);
    const f = compile([w, x], [w.mul(x), w.sum().mul(x), x.add(1)]);
    const [product, total, next] = f.run([3, 4], 2);
    expect(product).toEqual(Float64Array.of(6, 8));
    expect([total, next]).toEqual([14, 3]);
    (product as Float64Array).fill(0);
    expect(f.run([3, 4], 2)[0]).toEqual(Float64Array.of(6, 8));
  });

  test("takes numbers, nested, typed and strided arrays alike", () => {
    const A = variable("A", [
      [0, 0],
      [0, 0],
    ]);
    const f = compile([A], [matmul(A, [1, 10])]);
    const expected = Float64Array.of(21, 43);
    expect(
      f.run([
        [1, 2],
        [3, 4],
      ])[0],
    ).toEqual(expected);
    expect(f.run({ data: [1, 2, 3, 4], shape: [2, 2] })[0]).toEqual(expected);
    expect(f.run({ data: Float32Array.of(1, 3, 2, 4), shape: [2, 2], strides: [1, 2] })[0]).toEqual(
      expected,
    );
    expect(f.run({ data: [9, 1, 2, 3, 4], shape: [2, 2], stride: [2, 1], offset: 1 })[0]).toEqual(
      expected,
    );
  });

  test("variables that are not inputs keep their value until bind, without a compilation", () => {
    const [x, a] = [variable("x", 1), parameter("a", 10)];
    const f = compile([x], [x.mul(a), grad(x.square().mul(a), x)]);
    expect(f.run(2)).toEqual([20, 40]);
    const counts = { ...f.counts };
    f.bind(a, 3);
    expect(f.run(2)).toEqual([6, 12]);
    expect({ ...f.counts }).toEqual(counts);
  });

  test("a function and its derivatives share what they have in common", () => {
    const w = variable("w", new Float64Array(20));
    const f = exp(w.mul(constant(Array.from({ length: 20 }, (_, i) => i / 20)))).sum();
    const all = compile([w], [f, grad(f, w), hessian(f, w)]);
    const alone = [[f], [grad(f, w)], [hessian(f, w)]].map((outputs) => compile([w], outputs));
    const total = alone.reduce((sum, program) => sum + program.counts.instructions, 0);
    expect(all.counts.instructions).toBeLessThan(total);
  });
});

describe("evaluate", () => {
  test("takes values by name, and the variables' own where none is given", () => {
    const [x, y] = [variable("x", 2), variable("y", 5)];
    expect(evaluate(x.mul(y))).toBe(10);
    expect(evaluate(x.mul(y), { y: 7 })).toBe(14);
    expect(evaluate(x.mul(y), { x: 1, y: 7 })).toBe(7);
    expect(evaluate(x.mul(y))).toBe(10);
  });

  test("of several expressions gives several values", () => {
    const [x, w] = [variable("x", 2), variable("w", [1, 2])];
    const [double, scaled] = evaluate([x.mul(2), w.mul(x)], { x: 3 });
    expect(double).toBe(6);
    expect(scaled).toEqual(Float64Array.of(3, 6));
  });

  test("agrees with plain arithmetic on a polynomial and its derivatives", () => {
    const x = variable("x", 0);
    const f = x.pow(4).sub(x.pow(3).mul(2)).add(x.mul(3));
    const first = grad(f, x);
    const second = grad(first, x);
    for (const at of [-1.5, 0, 0.3, 2]) {
      const expected = [
        at ** 4 - 2 * at ** 3 + 3 * at,
        4 * at ** 3 - 6 * at ** 2 + 3,
        12 * at ** 2 - 12 * at,
      ];
      const found = evaluate([f, first, second], { x: at }) as number[];
      expect(Math.abs(found[0]! - expected[0]!)).toBeLessThan(1e-14 * 10);
      expect(relativeError(found, expected)).toBeLessThan(1e-14);
    }
  });
});
