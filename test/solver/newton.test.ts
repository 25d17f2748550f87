import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newton } from "../../src/solver/newton.ts";
import { run } from "../../src/solver/run.ts";
import type { Iterate, Request } from "../../src/solver/solver.ts";
import {
  cosh,
  flat,
  hard,
  mild,
  type Problem,
  quadratic,
  saddle,
} from "../contract/solverProblems.ts";

/** The outcome, the iterates, and how many requests of each order were made. */
function traced(problem: Problem, solver = newton(), rules = {}) {
  const iterates: Iterate[] = [];
  const requests = [0, 0, 0];
  const evaluate = (request: Request) => {
    requests[request.order] = requests[request.order]! + 1;
    return problem.evaluate(request);
  };
  const outcome = run(solver, problem.start, rules, evaluate, (iterate) => {
    iterates.push(iterate);
    return false;
  });
  return { outcome, iterates, requests };
}

describe("rate", () => {
  test.each([quadratic(1, 3), quadratic(6, 10), quadratic(50, 1000)])(
    "one step and one check: $name",
    (problem) => {
      const { outcome, requests } = traced(problem, newton(), { tolerance: 1e-9 });
      expect(outcome.iterations).toBe(1);
      expect(requests).toEqual([0, 0, 2]);
    },
  );

  test("one evaluation per iteration when every full step is taken", () => {
    const { outcome, requests } = traced(cosh);
    expect(requests).toEqual([0, 0, outcome.iterations + 1]);
  });

  test("the number of right digits doubles near a solution: |eₖ₊₁| ≤ 100·|eₖ|²", () => {
    for (const problem of [...mild, ...hard].filter(
      (p) => p !== flat && !/units|raised/.test(p.name),
    )) {
      const { iterates, outcome } = traced(problem, newton(), { tolerance: 0 });
      const errors = iterates.map(({ x }) => Math.hypot(...x.map((e, i) => e - outcome.x[i]!)));
      const near = errors.slice(0, -1).map((error, k) => [error, errors[k + 1]!] as const);
      for (const [error, next] of near) {
        if (error < 0.01) expect(next).toBeLessThanOrEqual(100 * error ** 2 + 1e-15);
      }
    }
  });

  test("at a minimum without curvature the error falls by a third a step, and it is still found", () => {
    const { iterates } = traced(flat);
    const [a, b] = [iterates.at(-2)!.x[0]!, iterates.at(-1)!.x[0]!];
    expect(b / a).toBeCloseTo(2 / 3, 10);
  });
});

describe("curvature", () => {
  test.each([1, 10, 1e4, 1e8])(
    "smallest eigenvalue within 10 %%, condition within a factor √n: κ = %d",
    (condition) => {
      const { outcome } = traced(quadratic(30, condition));
      expect(outcome.curvature).toBeGreaterThan(0.9);
      expect(outcome.curvature).toBeLessThan(1.1);
      expect(outcome.condition! / condition).toBeGreaterThan(0.9);
      expect(outcome.condition! / condition).toBeLessThan(30);
    },
  );

  test("stopped at a saddle: says indefinite, and by how much", () => {
    const { outcome } = traced(saddle([0, 0], ""), newton(), { maxIterations: 0 });
    expect(outcome).toMatchObject({ status: "max-iterations", indefinite: true });
    expect(outcome.curvature).toBeCloseTo(-2, 10);
  });

  test("leaves a saddle of 200 variables along its one descending direction", () => {
    const size = 200;
    const evaluate = ({ x }: Request) => {
      const gradient = new Float64Array(size);
      const hessian = new Float64Array(size * size);
      const mean = x.reduce((sum, entry) => sum + entry, 0) / Math.sqrt(size);
      let value = 0.1 * mean ** 4 - mean ** 2;
      for (let i = 0; i < size; i++) {
        value += 0.5 * x[i]! ** 2;
        gradient[i] = x[i]! + (0.4 * mean ** 3 - 2 * mean) / Math.sqrt(size);
        for (let j = 0; j < size; j++) hessian[i * size + j] = (1.2 * mean ** 2 - 2) / size;
        hessian[i * (size + 1)]! += 1;
      }
      return { value, gradient, hessian };
    };
    const outcome = run(newton(), new Float64Array(size), {}, evaluate);
    // 0.1m⁴ − m²/2 is least at m² = 2.5.
    expect(outcome).toMatchObject({ status: "converged", indefinite: false });
    expect(outcome.value).toBeCloseTo(-0.625, 12);
  });

  test("a Hessian that is singular along a line of minima is not called indefinite", () => {
    const outcome = run(newton(), Float64Array.of(3, 4), {}, ({ x }) => {
      const rest = x[0]! + 2 * x[1]! - 1;
      return {
        value: 0.5 * rest ** 2,
        gradient: Float64Array.of(rest, 2 * rest),
        hessian: Float64Array.of(1, 2, 2, 4),
      };
    });
    expect(outcome).toMatchObject({ status: "converged", indefinite: false });
    expect(Math.abs(outcome.curvature!)).toBeLessThan(1e-12);
    expect(outcome.condition).toBeGreaterThan(1e12);
    // The least step to the line x + 2y = 1 from (3, 4) ends at (1, 0).
    expect(outcome.x[0]).toBeCloseTo(1, 6);
    expect(outcome.x[1]).toBeCloseTo(0, 6);
  });

  test("a singular Hessian does not shorten the way: a line of minima 1000 away is one step", () => {
    const outcome = run(newton(), new Float64Array(2), { tolerance: 1e-8 }, ({ x }) => {
      const rest = x[0]! + x[1]! - 1000;
      return {
        value: 0.5 * rest ** 2,
        gradient: Float64Array.of(rest, rest),
        hessian: Float64Array.of(1, 1, 1, 1),
      };
    });
    expect(outcome.status).toBe("converged");
    expect(outcome.iterations).toBeLessThanOrEqual(2);
  });

  test("a constant objective is converged where it starts", () => {
    const zeros = { value: 5, gradient: new Float64Array(3), hessian: new Float64Array(9) };
    const outcome = run(newton(), Float64Array.of(1, 2, 3), {}, () => zeros);
    expect(outcome).toMatchObject({ status: "converged", iterations: 0, curvature: 0 });
  });
});

describe("domain and length of steps", () => {
  test("never goes further than maxStep", () => {
    const { iterates, outcome } = traced(quadratic(5, 10, 100), newton({ maxStep: 3 }));
    expect(outcome.status).toBe("converged");
    for (const { step } of iterates) expect(step).toBeLessThanOrEqual(3 * 1.1);
  });

  test("a Hessian that is NaN at a trial counts as outside, and the one before is kept", () => {
    const outcome = run(newton(), Float64Array.of(0), {}, ({ x, order }) => {
      const bend = x[0]! > 2.5 ? Number.NaN : 1 + 3 * x[0]! ** 2;
      const hessian = Float64Array.of(order === 2 ? bend : 0);
      const gradient = Float64Array.of(x[0]! ** 3 + x[0]! - 10);
      return { value: x[0]! ** 4 / 4 + x[0]! ** 2 / 2 - 10 * x[0]!, gradient, hessian };
    });
    expect(outcome.status).toBe("converged");
    expect(outcome.x[0]).toBeCloseTo(2, 9);
  });

  test("a gradient that is NaN at a trial counts as outside, whatever the value says", () => {
    const outcome = run(newton(), Float64Array.of(0), {}, ({ x: [x = 0] }) => ({
      value: 0.5 * (x - 3) ** 2,
      gradient: Float64Array.of(x > 2.5 ? Number.NaN : x - 3),
      hessian: Float64Array.of(1),
    }));
    expect(outcome.status).toBe("stalled");
    expect(outcome.x[0]).toBeLessThanOrEqual(2.5);
    expect(outcome.x[0]).toBeGreaterThan(2.4);
    expect(outcome.gradientNorm).toBe(3 - outcome.x[0]!);
  });

  test("refuses a start whose Hessian is not finite, naming the entry", () => {
    const evaluate = () => ({
      value: 0,
      gradient: Float64Array.of(1, 1),
      hessian: Float64Array.of(1, 0, Number.NaN, 1),
    });
    expect(() => run(newton(), new Float64Array(2), {}, evaluate)).toThrow(
      expect.objectContaining({
        code: "ERR_NOT_FINITE",
        facts: expect.objectContaining({ index: [1, 0] }),
      }),
    );
  });

  test("an objective without a lower bound ends at maxIterations, finite", () => {
    const outcome = run(newton(), Float64Array.of(1, 1), { maxIterations: 30 }, ({ x }) => ({
      value: x[0]! ** 2 - x[1]! ** 2,
      gradient: Float64Array.of(2 * x[0]!, -2 * x[1]!),
      hessian: Float64Array.of(2, 0, 0, -2),
    }));
    expect(outcome).toMatchObject({ status: "max-iterations", indefinite: true });
    expect(outcome.value).toBeLessThan(-100);
  });

  test.each([0, -1, Number.NaN])("refuses maxStep = %d", (maxStep) => {
    expect(() => newton({ maxStep })).toThrow(expect.objectContaining({ code: "ERR_OPTION" }));
  });
});

test("a curvature far below the gradient, 1e-323, sends no step out of range", () => {
  const outcome = run(newton(), Float64Array.of(-6.579e-4, 0), {}, ({ x: [x = 0, y = 0] }) => ({
    value: x ** 4 + y ** 4 - 4e-183 * y,
    gradient: Float64Array.of(4 * x ** 3, 4 * y ** 3 - 4e-183),
    hessian: Float64Array.of(12 * x * x, 0, 0, 12 * y * y),
  }));
  expect(outcome.status).toBe("converged");
});

test("1000 variables coupled in a chain", () => {
  const size = 1000;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const outcome = run(newton(), new Float64Array(size), {}, ({ x }) => {
    let value = 0;
    hessian.fill(0);
    for (let i = 0; i < size; i++) {
      value += Math.cosh(x[i]! - Math.sin(i));
      gradient[i] = Math.sinh(x[i]! - Math.sin(i));
      hessian[i * (size + 1)] = Math.cosh(x[i]! - Math.sin(i));
    }
    for (let i = 0; i + 1 < size; i++) {
      const gap = x[i + 1]! - x[i]!;
      value += 0.5 * gap ** 2;
      gradient[i]! -= gap;
      gradient[i + 1]! += gap;
      hessian[i * (size + 1)]! += 1;
      hessian[(i + 1) * (size + 1)]! += 1;
      hessian[i * (size + 1) + 1] = -1;
      hessian[(i + 1) * size + i] = -1;
    }
    return { value, gradient, hessian };
  });
  expect(outcome).toMatchObject({ status: "converged", indefinite: false });
  expect(outcome.iterations).toBeLessThan(8);
  // cosh′′ ≥ 1 and the chain adds between 0 and 4.
  expect(outcome.curvature).toBeGreaterThan(0.9);
  expect(outcome.curvature).toBeLessThan(1.3);
});

test("finds a minimum of any quartic polynomial in two variables, and never calls a saddle one", () => {
  // Thousandths, zero among them: below rounding a curvature of either sign is no curvature.
  const entry = fc.integer({ min: -3000, max: 3000 }).map((thousandths) => thousandths / 1000);
  fc.assert(
    fc.property(fc.array(entry, { minLength: 7, maxLength: 7 }), ([a, b, c, d, e, p, q]) => {
      const outcome = run(newton(), Float64Array.of(p!, q!), {}, ({ x: [x = 0, y = 0] }) => ({
        value: x ** 4 + y ** 4 + a! * x * y + b! * x * x + c! * y ** 3 + d! * x + e! * y,
        gradient: Float64Array.of(
          4 * x ** 3 + a! * y + 2 * b! * x + d!,
          4 * y ** 3 + a! * x + 3 * c! * y * y + e!,
        ),
        hessian: Float64Array.of(12 * x * x + 2 * b!, a!, a!, 12 * y * y + 6 * c! * y),
      }));
      expect(outcome.status).toBe("converged");
      expect(outcome.indefinite).toBe(false);
      expect(outcome.curvature).toBeGreaterThan(-1e-10);
    }),
    { seed: 5, numRuns: 1000 },
  );
});

test("an objective in single precision converges when newton is told its rounding", () => {
  // 1 + Σ cosh(x_i − i): near the minimum the values, 5 and more, hide what the gradients still show.
  const evaluate = ({ x }: Request) => {
    const terms = Float32Array.from(x, (value, i) => Math.cosh(value - i));
    return {
      value: terms.reduce((sum, term) => Math.fround(sum + term), Math.fround(1)),
      gradient: Float64Array.from(x, (value, i) => Math.fround(Math.sinh(value - i))),
      hessian: Float64Array.from({ length: 16 }, (_, k) => (k % 5 === 0 ? terms[k / 5]! : 0)),
    };
  };
  const start = Float64Array.of(0.7, -0.4, 3.1, 2.2);
  const rules = { tolerance: 1e-6 };
  expect(run(newton(), start, rules, evaluate).status).toBe("stalled");
  const outcome = run(newton({ rounding: 2 ** -23 }), start, rules, evaluate);
  expect(outcome.status).toBe("converged");
  outcome.x.forEach((value, i) => {
    expect(value).toBeCloseTo(i, 6);
  });
});
