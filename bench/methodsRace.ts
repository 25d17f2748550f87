import type { AlgorithmState, Method } from "echelon/algorithm";

/** A method on its way, and how it was judged on the way. */
export interface Runner<Judgement> {
  readonly method: Method;
  readonly judge: (state: AlgorithmState) => Judgement;
}

export interface Run<Judgement> {
  readonly state: AlgorithmState;
  /** Processor seconds spent, steps made, and the judgement there. */
  readonly curve: readonly {
    readonly seconds: number;
    readonly step: number;
    readonly is: Judgement;
  }[];
}

/**
 * Gives every method `seconds` of processor time in turns, A B C A B C …, so that a noisy machine slows all of them
 * alike, and judges each after its turn and at step `mark`; judging is not counted, nor is the first step, which compiles. A method
 * whose numbers are not finite any more is left where it is.
 */
export function race<Judgement>(
  runners: readonly Runner<Judgement>[],
  {
    seconds,
    turns,
    mark,
  }: { readonly seconds: number; readonly turns: number; readonly mark?: number },
): Run<Judgement>[] {
  const runs = runners.map(({ method, judge }) => {
    const state = method.step(method.init());
    return { state, spent: 0, curve: [{ seconds: 0, step: 1, is: judge(state) }] };
  });
  for (let turn = 1; turn <= turns; turn++)
    for (const [i, { method, judge }] of runners.entries()) {
      const run = runs[i]!;
      const before = run.spent;
      while (run.spent < (turn * seconds) / turns && isSound(run.state)) {
        const start = process.cpuUsage();
        run.state = method.step(run.state);
        const { user, system } = process.cpuUsage(start);
        run.spent += (user + system) / 1e6;
        if (run.state.iteration === mark)
          run.curve.push({ seconds: run.spent, step: mark, is: judge(run.state) });
      }
      if (run.spent > before)
        run.curve.push({ seconds: run.spent, step: run.state.iteration, is: judge(run.state) });
    }
  return runs;
}

const isSound = ({ x }: AlgorithmState): boolean => x.every(Number.isFinite);
