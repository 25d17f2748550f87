import { compile, type Expression } from "../../src/index.ts";

/** Runs without the checks of `run`, which refuses what is not finite. */
export function evaluated(
  inputs: readonly Expression[],
  at: readonly number[][],
  outputs: readonly Expression[],
): number[][] {
  const program = compile(inputs, outputs);
  at.forEach((data, i) => {
    program.set(i, data);
  });
  program.execute();
  const results = outputs.map((output, j) => {
    const data = new Float64Array(output.shape.reduce((n, m) => n * m, 1));
    program.get(j, data);
    return [...data];
  });
  program.dispose();
  return results;
}

/** Equal, but for rounding; next to the ends of the range, for what rounding makes of it there. */
export function isClose(value: number, exact: number, tolerance = 1e-13): boolean {
  if (Object.is(value + 0, exact + 0)) return true;
  if (Math.abs(exact) > 1e307 && Math.abs(value) > 1e307) return value > 0 === exact > 0;
  return Math.abs(value - exact) <= Math.max(tolerance * Math.abs(exact), 3e-323);
}
