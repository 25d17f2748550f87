import type { Expression } from "../expression/node.ts";
import { count, positive, requireKind } from "../solver/option.ts";
import type { Stream } from "./stream.ts";

/** One task: values of the tasks' parameters, row-major, in their order. */
export type Task = readonly ArrayLike<number>[];

/** Where a meta-learner finds the tasks of a step; the parameters stand in both levels' objectives. */
export interface Tasks {
  readonly parameters: readonly Expression[];
  draw(random: () => number): readonly Task[];
}

/**
 * All tasks of a list at every step, or `perStep` of them drawn with replacement.
 *
 * @throws ERR_OPTION  no task, or none a step
 */
export function taskList(
  parameters: readonly Expression[],
  list: readonly Task[],
  perStep?: number,
): Tasks {
  requireKind("taskList", "number of tasks", list.length, positive);
  if (perStep !== undefined) requirePerStep("taskList", perStep);
  const one = (random: () => number) => list[Math.floor(random() * list.length)]!;
  return {
    parameters,
    draw: (random) =>
      perStep === undefined ? list : Array.from({ length: perStep }, () => one(random)),
  };
}

/** `perStep` new tasks at every step from a stream that invents them. @throws ERR_OPTION  none a step */
export function taskStream({ parameters, draw }: Stream, perStep: number): Tasks {
  requirePerStep("taskStream", perStep);
  return {
    parameters,
    draw: (random) => Array.from({ length: perStep }, () => draw(random)),
  };
}

function requirePerStep(operation: string, perStep: number): void {
  requireKind(operation, "perStep", perStep, count);
  requireKind(operation, "perStep", perStep, positive);
}
