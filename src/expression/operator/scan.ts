import { fail } from "../../error/fail.ts";
import { sameShape } from "../../value/shape.ts";
import { nameOf } from "../lift.ts";
import type { Expression } from "../node.ts";
import { unflatten } from "../structural.ts";
import { withoutInvariants } from "./invariant.ts";
import type { Loop, ScanOptions } from "./loop.ts";
import { scanNode } from "./scanNode.ts";

/**
 * A loop as one node: the state after `steps` applications of `body`, from `start`.
 *
 *     s_{t+1} = body(s_t, p),   s_0 = start
 *
 * Differentiable in both modes, again and again. The reverse pass keeps about 2√steps states and
 * runs the loop twice; a graph of unrolled steps would keep all of them, and be `steps` times as
 * large. What the body computes without the state is computed once. Choose `argmin` instead when the loop is a solver that converges.
 *
 * @param state  variables that stand for the state in `body`
 * @param body  the next state, an expression of the state and of anything else
 * @param options.truncate  walk back over the last steps only: a biased first derivative, bounded in cost
 * @throws ERR_SHAPE  body, state and start differ in shape; ERR_OPTION  steps is not a count
 */
export function scan(
  state: readonly Expression[],
  body: readonly Expression[],
  start: readonly Expression[],
  steps: number,
  options: ScanOptions = {},
): Expression[] {
  check(state, body, start, steps, options);
  if (steps === 0 || state.length === 0) return [...start];
  const { body: light, free, values } = withoutInvariants(state, body);
  const loop: Loop = { state, body: light, free, steps, options, derived: new Map() };
  return unflatten(
    scanNode(loop, start, values),
    state.map((node) => node.shape),
  );
}

function check(
  state: readonly Expression[],
  body: readonly Expression[],
  start: readonly Expression[],
  steps: number,
  { checkpoints, truncate }: ScanOptions,
): void {
  const counts = { steps, checkpoints: checkpoints ?? 1, truncate: truncate ?? 1 };
  for (const [option, given] of Object.entries(counts))
    if (!Number.isInteger(given) || given < (option === "steps" ? 0 : 1))
      fail("ERR_OPTION", {
        operation: "scan",
        option,
        given,
        expected: option === "steps" ? "a whole number from 0" : "a whole number from 1",
      });
  const wrong = state.find((node, k) => node.op !== "variable" || state.indexOf(node) !== k);
  if (wrong || body.length !== state.length || start.length !== state.length)
    fail("ERR_OPTION", {
      operation: "scan",
      option: "state",
      given: wrong ? nameOf(wrong) : `${state.length}, ${body.length} and ${start.length} arrays`,
      expected: "distinct variables, with one body and one start for each",
    });
  state.forEach((node, k) => {
    for (const [what, other] of [["body", body[k]!] as const, ["start", start[k]!] as const])
      if (!sameShape(node.shape, other.shape))
        fail("ERR_SHAPE", {
          operation: "scan",
          shapes: [node.shape, other.shape],
          names: [nameOf(node), `its ${what}`],
          advice: "A state keeps its shape from step to step: reshape one of them.",
        });
  });
}
