import { describe, expect, test } from "vitest";
import { arenaBytes } from "../../src/core/arena.ts";
import {
  compile,
  EchelonError,
  external,
  hypergradient,
  minimize,
  type Program,
  parameter,
  solveSync,
  variable,
} from "../../src/index.ts";

/** x³ as a function of the host, which may do something else before it answers. */
function cube(x: ReturnType<typeof variable>, meanwhile: () => void) {
  return external(x, {
    value: ([at]) => {
      meanwhile();
      return at! ** 3;
    },
    gradient: ([at]) => {
      meanwhile();
      return 3 * at! ** 2;
    },
    hessianVector: ([at], [v]) => 6 * at![0]! * v![0]!,
  });
}

/** What the function threw, or undefined. */
function thrown(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error;
  }
}

const locked = expect.objectContaining({
  code: "ERR_OPTION",
  message: expect.stringMatching(
    /^what a function of the host runs, .* outside the run that waits for its answer, and it is "/,
  ),
});

describe("a function of the host that turns to the program it is called by", () => {
  const x = variable("x", 1);
  const slope = parameter("slope", 1);
  let meanwhile = (): void => {};
  // x stays behind in memory for the sum after the call: 27 + 3.
  const total = cube(x, () => meanwhile()).add(x.mul(slope));

  const uses: Record<string, (program: Program) => unknown> = {
    run: (program) => program.run(2),
    "set an input of": (program) => program.set(0, [2]),
    "set a scalar of": (program) => program.setScalar(0, 2),
    execute: (program) => program.execute(),
    "read an output of": (program) => program.get(0, new Float64Array(1)),
    "read a scalar of": (program) => program.scalar(0),
    bind: (program) => program.bind(slope, 5),
    accelerate: (program) => program.accelerate(),
    "dispose of": (program) => program.dispose(),
  };

  test.each(Object.entries(uses))("may not %s it, and if it tries the run is right", (_, use) => {
    const program = compile([x], [total]);
    const errors: unknown[] = [];
    meanwhile = () => errors.push(thrown(() => use(program)));
    expect(program.run(3)).toEqual([30]);
    expect(errors).toEqual([locked]);
    expect(errors[0]).toBeInstanceOf(EchelonError);
    meanwhile = () => {};
    expect(program.run(2)).toEqual([10]);
    use(program); // now it may
    program.dispose();
  });

  test("leaves it usable if nobody catches the error", () => {
    const before = arenaBytes();
    const program = compile([x], [total]);
    meanwhile = () => program.run(2);
    expect(() => program.run(3)).toThrow(locked);
    meanwhile = () => {};
    expect(program.run(3)).toEqual([30]);
    program.dispose();
    expect(arenaBytes()).toBe(before);
  });

  test("may use another program of the same expressions", () => {
    const [program, other] = [compile([x], [total]), compile([x], [total])];
    let depth = 0;
    meanwhile = () => {
      if (depth++ === 0) expect(other.run(2)).toEqual([10]);
    };
    expect(program.run(3)).toEqual([30]);
    expect(depth).toBe(2);
  });
});

describe("a function of the host that turns to the levels it is called by", () => {
  /** F(x) = (y − 2)² + (x − shift)² where y minimises y⁴/4 + y² − x·y: the host computes y⁴/4. */
  const problem = (meanwhile: () => void) => {
    const [x, y] = [variable("x", 1), variable("y", 1)];
    const shift = parameter("shift", 1);
    const host = external(y, {
      value: ([at]) => {
        meanwhile();
        return at! ** 4 / 4;
      },
      gradient: ([at]) => {
        meanwhile();
        return at! ** 3;
      },
      hessianVector: ([at], [v]) => 3 * at![0]! ** 2 * v![0]!,
    });
    const levels = [
      minimize(x, y.sub(2).square().add(x.sub(shift).square())),
      minimize(y, host.add(y.square()).sub(x.mul(y))),
    ];
    return { x, y, levels };
  };
  const result = ({ x, y, levels }: ReturnType<typeof problem>) => {
    const solution = solveSync(levels, { at: { shift: 2 } });
    const h = hypergradient(levels, { at: { shift: 2, x: 1 } });
    return [solution.value(x), solution.value(y), solution.objective, h.value, h.gradient(x)];
  };

  test.each([
    ["solved", (p: ReturnType<typeof problem>) => solveSync(p.levels, { at: { shift: 2 } })],
    ["with other data", (p: ReturnType<typeof problem>) => solveSync(p.levels)],
    [
      "for a gradient elsewhere",
      (p: ReturnType<typeof problem>) => hypergradient(p.levels, { at: { x: 5, y: 3 } }),
    ],
  ])("is refused or changes nothing: %s", (_, use) => {
    const alone = result(problem(() => {}));
    let depth = 0;
    const errors: unknown[] = [];
    const p = problem(() => {
      if (depth > 0) return; // of the run inside
      depth++;
      const error = thrown(() => use(p));
      if (error) errors.push(error);
      depth--;
    });
    expect(result(p)).toEqual(alone);
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) expect(error).toEqual(locked);
  });
});
