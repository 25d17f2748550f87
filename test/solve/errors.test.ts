import {
  aid,
  argmin,
  compile,
  EchelonError,
  type ErrorCode,
  evaluate,
  finiteDifference,
  hypergradient,
  log,
  matmul,
  maximize,
  minimize,
  neumann,
  newton,
  parameter,
  solve,
  solveSync,
  sqrt,
  variable,
  zerothOrder,
} from "echelon";
import { describe, expect, test } from "vitest";

/** The error has this code, says all of these words, and ends its sentence. */
function expectError(run: () => unknown, code: ErrorCode, ...words: (string | RegExp)[]): void {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(EchelonError);
    expect((error as EchelonError).code).toBe(code);
    for (const word of words) expect((error as EchelonError).message).toMatch(word);
    expect((error as EchelonError).message).toMatch(/\.$/);
    return;
  }
  expect.fail(`${code} was not thrown`);
}

/** x above y, y* = x. */
function pair() {
  const [x, y] = [variable("x", 1), variable("y", 0)];
  return { x, y, f: y.square().add(x.square()), g: y.sub(x).square() };
}

const both: [string, (levels: never, options?: object) => unknown][] = [
  ["hypergradient", hypergradient as never],
  ["solveSync", solveSync as never],
];

describe.each(both)("%s refuses", (_, call) => {
  const run = (levels: unknown, options?: object) => call(levels as never, options);

  test("no levels: ERR_LEVELS", () => {
    expectError(() => run([]), "ERR_LEVELS", /no levels/, /outermost first/);
  });

  test("a variable decided at two levels: ERR_LEVELS names both levels and the variable", () => {
    const { x, y, f, g } = pair();
    const levels = [minimize([x, y], f, { name: "top" }), minimize(y, g, { name: "bottom" })];
    expectError(() => run(levels), "ERR_LEVELS", '"y"', '"top"', '"bottom"', /one level only/);
  });

  test("a variable without a value: ERR_UNBOUND names it, its level and how to give it one", () => {
    const x = variable("x", 1);
    const y = variable("y", { shape: [] });
    const levels = [minimize(x, y.square()), minimize(y, y.sub(x).square(), { name: "agent" })];
    expectError(() => run(levels), "ERR_UNBOUND", '"y" has no value', '"agent"', /variable\("y"/);
  });

  test("a parameter without a value: ERR_UNBOUND names it", () => {
    const { x, y, f, g } = pair();
    const a = parameter("a", { shape: [] });
    const levels = [minimize(x, f.mul(a)), minimize(y, g)];
    expectError(() => run(levels), "ERR_UNBOUND", '"a" has no value');
  });

  test("an unknown name in at: ERR_UNBOUND lists the names there are", () => {
    const { x, y, f, g } = pair();
    const levels = [minimize(x, f), minimize(y, g)];
    const a = parameter("a", 1);
    const whole = [minimize(x, f.mul(a)), minimize(y, g)];
    expectError(() => run(levels, { at: { z: 1 } }), "ERR_UNBOUND", '"z"', /x, y/);
    expectError(() => run(whole, { at: { z: 1 } }), "ERR_UNBOUND", /x, y, a/);
  });

  test("a name that two variables share in at: ERR_UNBOUND", () => {
    const [x, y] = [variable("x", 1), variable("x", 0)];
    const levels = [minimize(x, y.square()), minimize(y, y.sub(x).square())];
    expectError(() => run(levels, { at: { x: 1 } }), "ERR_UNBOUND", '"x"', /Several variables/);
  });

  test("a value of another shape in at: ERR_SHAPE names the variable and both shapes", () => {
    const x = variable("x", [1, 2, 3]);
    const levels = [minimize(x, x.square().sum())];
    expectError(() => run(levels, { at: { x: [1, 2] } }), "ERR_SHAPE", "x", /3/, /2/);
  });

  test("NaN in at: ERR_NOT_FINITE names variable and index", () => {
    const x = variable("x", [1, 2, 3]);
    const levels = [minimize(x, x.square().sum())];
    const at = { x: [1, Number.NaN, 3] };
    expectError(() => run(levels, { at }), "ERR_NOT_FINITE", /x\[1\] is NaN/);
    const s = variable("s", 0);
    const scalar = [minimize(s, s.square())];
    expectError(() => run(scalar, { at: { s: 1 / 0 } }), "ERR_NOT_FINITE", /^s is /);
  });

  test("a start where the outer objective is not finite: ERR_NOT_FINITE", () => {
    const { x, y, g } = pair();
    const levels = [minimize(x, log(y.sub(2)), { name: "top" }), minimize(y, g)];
    expectError(() => run(levels), "ERR_NOT_FINITE", '"top"', /NaN/, /domain/);
  });

  test("a start where an inner objective is not finite: ERR_NOT_FINITE names the inner level", () => {
    const { x, y, f } = pair();
    const levels = [minimize(x, f), maximize(y, log(y).sub(y), { name: "stock" })];
    expectError(() => run(levels), "ERR_NOT_FINITE", '"stock"', /domain/);
  });

  test("an inner objective with infinite slope: ERR_NOT_FINITE", () => {
    const { x, y, f } = pair();
    const levels = [minimize(x, f), minimize(y, sqrt(y).sub(x).square(), { name: "root" })];
    expectError(() => run(levels), "ERR_NOT_FINITE", '"root"');
  });

  test("a saddle: ERR_NOT_A_MINIMUM names level and variable and says what to do", () => {
    const { x, y, f } = pair();
    const levels = [minimize(x, f), maximize(y, y.sub(x).square(), { name: "agent" })];
    expectError(() => run(levels), "ERR_NOT_A_MINIMUM", '"agent"', /y is not a maximum/, /ridge/);
  });

  test("a flat inner level: ERR_SINGULAR names level, variable and size and says what to do", () => {
    const { x } = pair();
    const w = variable("w", [1, 2]);
    const levels = [
      minimize(x, w.sum().add(x.square())),
      minimize(w, w.sum().sub(x).square(), { name: "agent" }),
    ];
    expectError(() => run(levels), "ERR_SINGULAR", '"agent"', /by w of size 2/, /ridge/);
  });

  test("followers as an inner array until they are supported: ERR_LEVELS", () => {
    const { x, y, f, g } = pair();
    expectError(() => run([minimize(x, f), [minimize(y, g)]]), "ERR_LEVELS", /one level per rank/);
  });
});

describe("minimize and maximize refuse", () => {
  const { x, y, f } = pair();
  const a = parameter("a", 1);

  test("to decide nothing, a parameter, or an expression: ERR_LEVELS", () => {
    expectError(() => minimize([], f, { name: "idle" }), "ERR_LEVELS", '"idle"', /decides nothing/);
    expectError(
      () => maximize(a, f),
      "ERR_LEVELS",
      '"a"',
      /a parameter/,
      /variable\(name, value\)/,
    );
    expectError(() => minimize(x.add(1), f), "ERR_LEVELS", /not a variable/);
    expectError(() => minimize("x" as never, f), "ERR_LEVELS", /decides "x", which is not a var/);
    expectError(() => minimize(undefined as never, f), "ERR_LEVELS", /decides undefined/);
  });

  test("an objective that is not a scalar: ERR_SHAPE says which shape and what to do", () => {
    const w = variable("w", [1, 2, 3]);
    expectError(
      () => minimize(w, w.square(), { name: "fit" }),
      "ERR_SHAPE",
      '"fit"',
      /3/,
      /sum or mean/,
    );
    expectError(() => minimize(w, undefined as never), "ERR_OPTION", /it is undefined/);
  });

  test("shapes that do not fit are reported where the expression is written", () => {
    const X = parameter("X", { shape: [400, 100] });
    const w = variable("w", new Float64Array(99));
    expectError(() => matmul(X, w), "ERR_SHAPE", /matmul: X is 400×100 but w is/, /99/);
    expect(y.shape).toEqual([]);
  });
});

describe("options outside their range are ERR_OPTION with the option, the value and what is expected", () => {
  test.each([
    [
      "finiteDifference step",
      () => finiteDifference({ step: 0 }),
      /step must be a finite number > 0/,
    ],
    ["zerothOrder samples", () => zerothOrder({ samples: 1.5 }), /samples must be a whole number/],
    ["zerothOrder radius", () => zerothOrder({ radius: -1 }), /radius must be a finite number > 0/],
    ["neumann stepSize", () => neumann({ stepSize: 0, terms: 3 }), /stepSize must be/],
    ["newton maxStep", () => newton({ maxStep: -1 }), /maxStep must be/],
    [
      "aid linearSolver",
      () => aid({ linearSolver: neumann as never }),
      /linearSolver must be made/,
    ],
    ["finiteDifference scheme", () => finiteDifference({ scheme: "x" as never }), /scheme must be/],
  ])("%s", (_, run, words) => {
    expectError(run, "ERR_OPTION", words);
  });

  test("a negative tolerance or maxIterations, a timeLimit that is no time", () => {
    const { x } = pair();
    const levels = [minimize(x, x.square())];
    expectError(() => solveSync(levels, { tolerance: -1 }), "ERR_OPTION", /tolerance/);
    expectError(() => solveSync(levels, { maxIterations: -1 }), "ERR_OPTION", /maxIterations/);
    expectError(() => solveSync(levels, { timeLimit: Number.NaN }), "ERR_OPTION", /timeLimit/);
  });

  test("a level's solver or method that was not made", () => {
    const { x, f } = pair();
    const run = () => minimize(x, f, { name: "top", solver: newton as never });
    expectError(run, "ERR_OPTION", '"top"', /solver must be made by newton\(\)/, /a function/);
    const levels = [minimize(x, f, { name: "top", method: "aid" as never })];
    expectError(() => hypergradient(levels), "ERR_OPTION", '"top"', /method must be implicit\(\)/);
  });

  test("a Newton solver where the method has no total Hessians", () => {
    const { x, y, f, g } = pair();
    const levels = [minimize(x, f, { name: "top", solver: newton() }), minimize(y, g)];
    const run = () => solveSync(levels, { method: aid() });
    expectError(run, "ERR_OPTION", '"top"', /solver must be/, /lbfgs\(\)/, /implicit\(\)/);
  });
});

test("asking for a variable of the wrong level: ERR_LEVELS says where to look", () => {
  const { x, y, f, g } = pair();
  const h = hypergradient([minimize(x, f, { name: "top" }), minimize(y, g, { name: "bottom" })]);
  const other = variable("other", 0);
  expectError(() => h.gradient(y), "ERR_LEVELS", '"y"', '"bottom"', /response/);
  expectError(() => h.gradient(other), "ERR_LEVELS", '"other"', /no level/, /x, y/);
  expectError(() => h.response(other), "ERR_LEVELS", '"other"');
  expectError(() => h.gradient("x" as never), "ERR_LEVELS", /"x" is not a variable/, /x, y/);
  expectError(() => h.jacobian(x, y), "ERR_LEVELS", /inner level, then one of the outermost/);
});

test("ERR_NOT_CONVERGED where the caller asked for it, sync and async", async () => {
  const { x, y, g } = pair();
  const hard = y.sub(3).square().square().add(x.square().square());
  const levels = [minimize(x, hard, { name: "top" }), minimize(y, g)];
  const options = { maxIterations: 1, throwIfNotConverged: true };
  const words = [
    /"top": stopped as "max-iterations" after 1 iterations/,
    /tolerance/,
    /Raise maxIter/,
  ];
  expectError(() => solveSync(levels, options), "ERR_NOT_CONVERGED", ...words);
  await expect(solve(levels, options)).rejects.toThrowError(words[0]!);
});

test("an argmin that does not converge, or ends at a saddle, throws with its name", () => {
  const p = variable("p", 1);
  const y = variable("y", 5);
  const f = y.sub(p).square().square().add(y.square());
  const slow = argmin(y, f, { name: "slow", maxIterations: 1 });
  expectError(() => evaluate(slow), "ERR_NOT_CONVERGED", '"slow"', /1 iterations/);
  const down = argmin(y, y.sub(p).square().neg(), { name: "down" });
  expectError(() => evaluate(down), "ERR_NOT_A_MINIMUM", '"down"', /y is not a minimum/);
  expectError(() => argmin(p.add(1), f), "ERR_LEVELS", /argmin/);
  expectError(() => argmin(y, y.mul([1, 2])), "ERR_SHAPE", /argmin/, /scalar/);
});

test("a program that was disposed of: ERR_DISPOSED", () => {
  const x = variable("x", 1);
  const program = compile([x], [x.square()]);
  program.dispose();
  expectError(() => program.run(2), "ERR_DISPOSED", /Compile it again/);
});

test("values that are not numbers: ERR_VALUE names the variable", () => {
  expectError(() => variable("w", [[1, 2], [3]]), "ERR_VALUE", "w", /rows/);
  const x = variable("x", [1, 2]);
  const levels = [minimize(x, x.square().sum())];
  const at = { x: ["1", 2] as never };
  expectError(() => hypergradient(levels, { at }), "ERR_VALUE", "x");
});

test("evaluate and compile say which names and inputs they take", () => {
  const { x, y } = pair();
  expectError(() => evaluate(x.mul(y), { z: 1 }), "ERR_UNBOUND", '"z"', /x, y/);
  expectError(() => compile([x.mul(y)], [x]), "ERR_OPTION", /inputs of compile/);
});

test("a matrix too large for WebAssembly memory: ERR_MEMORY with both sizes", () => {
  const w = variable("w", { shape: [400_000] });
  const square = w
    .reshape([400_000, 1])
    .matmul(w.reshape([1, 400_000]))
    .exp();
  expectError(() => compile([w], [square]), "ERR_MEMORY", /needed/, /can be had/, /aid\(\)/);
});
