import { Doubtful } from "./numbers.ts";
import { binary, branches, movement, reduce, unary } from "./pattern/calls.ts";
import { logOf, logOfExps, logOfSum, ratio } from "./pattern/logarithms.ts";
import type { Pattern } from "./pattern/pattern.ts";
import {
  bothWays,
  commonFactor,
  linear,
  model,
  product,
  weightedProducts,
} from "./pattern/products.ts";
import { isModerate, Recorder } from "./randomRecording.ts";
import { expressionsOf, type Step, stepValues } from "./recording.ts";

const patterns: readonly Pattern[] = [
  logOfSum,
  logOfSum,
  logOf,
  ratio,
  ratio,
  logOfExps,
  commonFactor,
  commonFactor,
  weightedProducts,
  weightedProducts,
  bothWays,
  branches,
  branches,
  unary,
  binary,
  reduce,
  movement,
  movement,
  product,
  linear,
  model,
  model,
];

/** Some patterns on top of each other; undefined where one does not fit what it stands on. */
export function recording(seed: number, sizes: readonly number[]): readonly Step[] | undefined {
  const recorder = new Recorder(seed, sizes);
  try {
    for (let k = recorder.upTo(5); k >= 0; k--) recorder.pick(patterns)(recorder);
    expressionsOf(recorder.steps);
  } catch {
    return undefined;
  }
  const last = recorder.values.at(-1);
  return last && isModerate(last) ? reached(recorder.steps) : undefined;
}

/** The steps that the last one needs. */
function reached(steps: readonly Step[]): Step[] {
  const needed = new Set([steps.length - 1]);
  for (let k = steps.length - 1; k >= 0; k--) {
    const step = steps[k]!;
    if (needed.has(k) && "call" in step) for (const input of step.inputs) needed.add(input);
  }
  const order = [...needed].sort((a, b) => a - b);
  return order.map((k) => {
    const step = steps[k]!;
    if (!("call" in step)) return step;
    return { ...step, inputs: step.inputs.map((input) => order.indexOf(input)) };
  });
}

/** The same calls on other numbers; undefined if these are not moderate. */
export function rebound(steps: readonly Step[], seed: number): readonly Step[] | undefined {
  const recorder = new Recorder(seed, []);
  const moved = steps.map((step): Step => {
    if ("call" in step || step.leaf === "constant") return step;
    return { ...step, data: recorder.numbers(step.data.length, 0.2) };
  });
  try {
    return isModerate(stepValues(moved).at(-1)!) ? moved : undefined;
  } catch (error) {
    if (error instanceof Doubtful) return undefined;
    throw error;
  }
}
