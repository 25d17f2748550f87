import { fail } from "../error/fail.ts";
import { nameOf } from "../expression/lift.ts";
import type { Expression } from "../expression/node.ts";
import type { Level } from "../level/level.ts";
import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, finite, having, type Kinds, positive } from "../solver/option.ts";
import { addScaled, move, norm } from "../solver/vector.ts";
import { sameShape, size } from "../value/shape.ts";
import { Bilevel } from "./bilevel.ts";
import { methodOn } from "./method.ts";
import { randomAt } from "./stream.ts";
import type { Tasks } from "./tasks.ts";

/** Options that the meta-learners share. */
export interface MetaOptions {
  readonly tasks: Tasks;
  /** N: inner steps a task. Default 1. */
  readonly innerSteps?: number;
  /** α of them; inversely proportional to N in theory. */
  readonly innerStepSize: number;
  /** β: step of the shared variables. */
  readonly stepSize: number;
  /** Seed of the task draws. Default 1. */
  readonly seed?: number;
}

export const metaKinds: Kinds<MetaOptions> = {
  tasks: having("draw", "made by taskList(…) or taskStream(…)"),
  innerSteps: count,
  innerStepSize: positive,
  stepSize: positive,
  seed: finite,
};

export const metaNeeded = ["tasks", "innerStepSize", "stepSize"] as const;

/** State of a meta-learner; y is how the last task's variables ended. */
export interface MetaState extends AlgorithmState {
  readonly seed: number;
}

/** Where the adapted variables lie in x. */
export interface Layout {
  /** The part of x that the inner level starts at, as long as y. */
  startOf(x: Float64Array): Float64Array;
  /** into += scale · v, at that part. */
  addTo(into: Float64Array, scale: number, v: Float64Array): void;
}

/** Value, gradient by x, and adapted variables of one task. */
export type TaskGradient = (
  problem: Bilevel,
  x: Float64Array,
  layout: Layout,
) => { gradient: Float64Array; y: Float64Array };

/** x ← x − β · mean of the tasks' gradients, whatever those are. */
export function metaAlgorithm(
  name: string,
  { tasks, stepSize, seed = 1 }: MetaOptions,
  starts: readonly Expression[] | undefined,
  taskGradient: TaskGradient,
): Algorithm<MetaState> {
  const streams = [{ parameters: tasks.parameters, draw: () => [] }];
  const step = (problem: Bilevel, layout: Layout, { iteration, x, y, seed: own }: MetaState) => {
    const list = tasks.draw(randomAt(own, iteration));
    const gradient = new Float64Array(x.length);
    let adapted = y;
    for (const task of list) {
      problem.use(task);
      const found = taskGradient(problem, x, layout);
      addScaled(1 / list.length, found.gradient, gradient);
      adapted = found.y;
    }
    const next = new Float64Array(x.length);
    move(x, -stepSize, gradient, next);
    const gradientNorm = norm(gradient);
    return { iteration: iteration + 1, x: next, y: adapted, seed: own, gradientNorm };
  };
  return {
    name,
    on: (levels, at) => {
      const problem = new Bilevel(name, levels, { streams, at });
      const layout = layoutOf(name, levels, starts);
      return methodOn<MetaState>(problem, {
        init: () => ({
          iteration: 0,
          x: problem.start.x.slice(),
          y: layout.startOf(problem.start.x),
          seed,
          gradientNorm: Number.NaN,
        }),
        step: (state) => step(problem, layout, state),
      });
    },
  };
}

/** Pairs the inner variables with the outer ones they start at. @throws ERR_SHAPE, ERR_LEVELS */
function layoutOf(
  name: string,
  levels: readonly Level[],
  starts: readonly Expression[] = levels[0]!.variables,
): Layout {
  const outer = levels[0]!.variables;
  const pieces = levels[1]!.variables.map((inner, i) => {
    const start = starts[i];
    if (!start || !sameShape(start.shape, inner.shape))
      fail("ERR_SHAPE", {
        operation: name,
        shapes: [inner.shape, start?.shape ?? []],
        names: [nameOf(inner), start ? nameOf(start) : "its start"],
        advice: "Name an outer variable of the same shape for each variable of the inner level.",
      });
    const index = outer.indexOf(start);
    if (index < 0)
      fail("ERR_LEVELS", {
        operation: name,
        reason: `${nameOf(start)} is not decided at the outer level`,
        variable: nameOf(start),
      });
    const offset = outer.slice(0, index).reduce((sum, node) => sum + size(node.shape), 0);
    return { offset, length: size(inner.shape) };
  });
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  return {
    startOf: (x) => {
      const y = new Float64Array(total);
      let at = 0;
      for (const { offset, length } of pieces) {
        y.set(x.subarray(offset, offset + length), at);
        at += length;
      }
      return y;
    },
    addTo: (into, scale, v) => {
      let at = 0;
      for (const { offset, length } of pieces) {
        for (let i = 0; i < length; i++) into[offset + i]! += scale * v[at + i]!;
        at += length;
      }
    },
  };
}
