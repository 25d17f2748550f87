import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aidBio } from "../../src/algorithm/aidBio.ts";
import { advance, states } from "../../src/algorithm/method.ts";
import { resume, save } from "../../src/algorithm/save.ts";
import { type StocBioState, stocBio } from "../../src/algorithm/stocBio.ts";
import { minibatch } from "../../src/algorithm/stream.ts";
import { solveSync } from "../../src/index.ts";
import { everyAlgorithm, everyMethod } from "./everyMethod.ts";
import { quadraticBilevel } from "./problem.ts";
import { rowsProblem } from "./rowsProblem.ts";

const stochastic = () => {
  const { levels, batch, count } = rowsProblem();
  const streams = [minibatch(batch, count)];
  return stocBio({ streams, innerStepSize: 0.1, seriesStepSize: 0.1, stepSize: 0.1 }).on(levels);
};

test("a run resumed from JSON or a structured clone goes on bit for bit", () => {
  const whole = advance(stochastic(), 20);
  const half = advance(stochastic(), 9);
  const restored = resume<StocBioState>(save(half));
  expect(restored).toStrictEqual(half);
  expect(advance(stochastic(), 11, restored)).toStrictEqual(whole);
  expect(advance(stochastic(), 11, structuredClone(half))).toStrictEqual(whole);
});

test.each(Object.keys(everyMethod()))(
  "%s resumes bit for bit, and its step changes nothing",
  (name) => {
    const [one, another] = [everyMethod()[name]!, everyMethod()[name]!];
    const half = advance(one, 4);
    const copy = structuredClone(half);
    const whole = advance(one, 5, half);
    expect(half).toStrictEqual(copy);
    expect(advance(another, 5, resume(save(half)))).toStrictEqual(whole);
    expect(whole.iteration).toBe(9);
    expect(whole.x).not.toEqual(half.x);
    expect(whole.x.every(Number.isFinite)).toBe(true);
  },
);

test.each(Object.keys(everyAlgorithm()))(
  "solve takes %s as its algorithm, and makes the same steps",
  (name) => {
    const [algorithm, levels] = everyAlgorithm()[name]!;
    const solution = solveSync(levels, { algorithm, maxIterations: 3 });
    const { x } = advance(algorithm.on(levels), 3);
    expect(solution.iterations).toBe(3);
    const found = levels[0]!.variables.flatMap((node) => [solution.value(node)].flat());
    expect(found.flatMap((part) => (typeof part === "number" ? [part] : [...part]))).toEqual([
      ...x,
    ]);
  },
);

test("no method is left out of those that resume", () => {
  const isMethod = (text: string) =>
    /^export function \w+[\s\S]*?\): (?:Algorithm|Method)\b/m.test(text);
  const files = readdirSync("src/algorithm").filter((file) =>
    isMethod(readFileSync(join("src/algorithm", file), "utf8")),
  );
  const own = new Set(Object.keys(everyMethod()));
  const shared = ["metaMethod.ts", "method.ts"];
  const left = files.filter((file) => !shared.includes(file) && !own.has(file.replace(".ts", "")));
  expect(left).toEqual([]);
  expect(files.length).toBeGreaterThan(20);
});

test("save keeps −0, NaN, infinities and the last bit", () => {
  const x = Float64Array.of(-0, Number.NaN, Number.NEGATIVE_INFINITY, 0.1 + 0.2, 2 ** -1074);
  const state = { iteration: 3, x, y: new Float64Array(0), gradientNorm: Number.NaN };
  const back = resume(save(state));
  expect(back).toStrictEqual(state);
  expect(Object.is(back.x[0], -0)).toBe(true);
});

test("resume refuses what is not a state", () => {
  expect(() => resume("{}")).toThrow(/not a saved state/);
});

test("step is pure: the state it is given stays as it was", () => {
  const method = stochastic();
  const state = method.init();
  const copy = structuredClone(state);
  expect(method.step(state)).toStrictEqual(method.step(state));
  expect(state).toStrictEqual(copy);
});

test("a method is an async iterator over its states, from any of them", async () => {
  const { levels } = quadraticBilevel();
  const method = aidBio({ innerStepSize: 0.2, stepSize: 0.1 }).on(levels);
  const seen: number[] = [];
  for await (const { iteration } of method) {
    seen.push(iteration);
    if (iteration === 3) break;
  }
  for await (const { iteration } of states(method, advance(method, 7))) {
    seen.push(iteration);
    if (iteration === 8) break;
  }
  expect(seen).toEqual([0, 1, 2, 3, 7, 8]);
});
