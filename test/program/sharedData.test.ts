import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { arenaBytes } from "../../src/core/arena.ts";
import { add } from "../../src/expression/add.ts";
import { diag } from "../../src/expression/function/matrix.ts";
import { constant, parameter, variable } from "../../src/expression/lift.ts";
import { solveWith } from "../../src/expression/solve.ts";
import { contractionOf } from "../../src/expression/view.ts";
import { buildProgram } from "../../src/program/build.ts";
import { SharedData } from "../../src/program/sharedData.ts";
import { randomVector } from "../reference/random.ts";

const [m, n] = [40, 5];
const X = parameter("X", { data: randomVector(m * n, 1), shape: [m, n] });
const w = variable("w", randomVector(n, 2));
const table = constant({ data: randomVector(m, 3), shape: [m] });
const large = constant({ data: randomVector(4 * m, 4), shape: [4 * m] });
const scores = contractionOf(
  [
    [X, [0, 1]],
    [w, [1]],
  ],
  [0],
);
const gram = contractionOf(
  [
    [X, [0, 1]],
    [X, [0, 2]],
  ],
  [1, 2],
);

/** Values of the programs' outputs at w. */
const at = (program: ReturnType<typeof buildProgram>) => {
  const result = program.run(w.attributes.initial)[0]!;
  return typeof result === "number" ? [result] : [...result];
};

describe("programs over shared data", () => {
  test("compute what programs with their own do, and hold the data once", () => {
    const shared = new SharedData();
    const outputs = [
      scores,
      add(scores, table),
      contractionOf(
        [
          [gram, [0, 1]],
          [w, [1]],
        ],
        [0],
      ),
    ];
    const before = arenaBytes();
    const together = outputs.map((output) => buildProgram([w], [output], { shared }));
    const bytes = arenaBytes() - before;
    const apart = outputs.map((output) => buildProgram([w], [output]));
    expect(arenaBytes() - before - bytes).toBeGreaterThan(bytes + 8 * m * n);
    expect(shared.bytes).toBe(8 * m * n);
    together.forEach((program, i) => {
      expect(at(program)).toEqual(at(apart[i]!));
    });
    const data = randomVector(m * n, 9);
    shared.bind(X, data);
    for (const program of apart) program.bind(X, data);
    together.forEach((program, i) => {
      expect(at(program)).toEqual(at(apart[i]!));
    });
    together[0]!.bind(X, { data: X.attributes.initial, shape: [m, n] });
    expect(at(together[2]!)).not.toEqual(at(apart[2]!)); // one bound, all changed
    for (const program of [...together, ...apart]) program.dispose();
  });

  test("hold larger constants there too, and refuse values as programs do", () => {
    const shared = new SharedData();
    const program = buildProgram([], [add(large, large)], { shared });
    buildProgram(
      [],
      [
        contractionOf(
          [
            [large, [0]],
            [large, [0]],
          ],
          [],
        ),
      ],
      { shared },
    ).dispose();
    expect(shared.bytes).toBe(8 * 4 * m);
    expect([...(program.run()[0] as Float64Array)]).toEqual(
      [...randomVector(4 * m, 4)].map((v) => 2 * v),
    );
    const own = buildProgram([w], [scores], { shared });
    expect(() => own.bind(X, [1, 2])).toThrow(expect.objectContaining({ code: "ERR_SHAPE" }));
    const broken = new Float64Array(m * n).fill(Number.NaN);
    expect(() => own.bind(X, broken)).toThrow(expect.objectContaining({ code: "ERR_NOT_FINITE" }));
  });

  test("compute again what depends on data alone when these change, and not when they are the same", () => {
    const shared = new SharedData();
    const ridge = add(gram, diag(constant(new Float64Array(n).fill(1))));
    const program = buildProgram([w], [solveWith(ridge, w, "spd")], { shared });
    const first = at(program);
    shared.bind(X, Float64Array.from(X.attributes.initial));
    expect(shared.version).toBe(0);
    const negated = X.attributes.initial.map((v: number) => -v);
    shared.bind(X, negated);
    expect(shared.version).toBe(1);
    expect(at(program)).toEqual(first); // XᵀX is the same
    shared.bind(X, new Float64Array(m * n));
    at(program).forEach((value, i) => {
      expect(value).toBeCloseTo(w.attributes.initial[i], 14);
    });
    shared.bind(X, new Float64Array(m * n).fill(-0));
    expect(shared.version).toBe(3); // −0 is another number: 1/x tells them apart
  });

  test("give it back with the last of them", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const settled = async (bytes: number) => {
      for (let i = 0; i < 20 && arenaBytes() > bytes; i++) {
        collect();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return arenaBytes();
    };
    const before = await settled(0);
    const build = () => {
      const shared = new SharedData();
      return [scores, gram].map((output) => buildProgram([w], [output], { shared }));
    };
    let [held] = build();
    const built = arenaBytes();
    expect(await settled(0)).toBeLessThan(built); // the other program
    expect(arenaBytes()).toBeGreaterThanOrEqual(before + 8 * m * n);
    expect(at(held!)).toHaveLength(m);
    held = undefined;
    expect(await settled(before)).toBeLessThanOrEqual(before);
  });
});
