import type { Algorithm, AlgorithmState, Method } from "../solve/algorithm.ts";
import { Bilevel } from "./bilevel.ts";
import type { Stream } from "./stream.ts";

/** Milliseconds of work between two returns to the event loop. */
const SLICE = 10;

/** The parts of a method that are its own. */
export interface Parts<State> {
  init(): State;
  step(state: State): State;
}

/** A method from its two functions, with the async iterator that every method has. */
export function methodOf<State extends AlgorithmState>(
  name: string,
  { init, step }: Parts<State>,
): Method<State> {
  return { name, init, step, [Symbol.asyncIterator]: () => states({ init, step }) };
}

/** A method that asks a problem's oracles, which count its work. */
export function methodOn<State extends AlgorithmState>(
  { name, calls, isSampling }: Bilevel,
  parts: Parts<State>,
): Method<State> {
  const cost = () => ({
    gradients: calls.outer + calls.inner,
    hessianVectorProducts: calls.hessian + calls.cross,
  });
  return { ...methodOf(name, parts), cost, isSampling };
}

/** A method for two levels, given its oracles when the problem is known. */
export function bilevelAlgorithm<State extends AlgorithmState>(
  name: string,
  define: (problem: Bilevel) => Parts<State>,
  streams: readonly Stream[] = [],
): Algorithm<State> {
  return {
    name,
    on: (levels, at) => {
      const problem = new Bilevel(name, levels, { streams, at });
      return methodOn(problem, define(problem));
    },
  };
}

/**
 * The states of a method from `from` (or the start) on, without end: leave the loop to stop. Returns
 * to the event loop every few milliseconds.
 */
export async function* states<State extends AlgorithmState>(
  { init, step }: Parts<State>,
  from: State = init(),
): AsyncGenerator<State, never, undefined> {
  let state = from;
  let until = performance.now() + SLICE;
  for (;;) {
    yield state;
    if (performance.now() > until) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      until = performance.now() + SLICE;
    }
    state = step(state);
  }
}

/** `count` steps from a state, or from the start. */
export function advance<State extends AlgorithmState>(
  method: Parts<State>,
  count: number,
  from: State = method.init(),
): State {
  let state = from;
  for (let i = 0; i < count; i++) state = method.step(state);
  return state;
}
