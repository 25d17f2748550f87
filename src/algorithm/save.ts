import { fail } from "../error/fail.ts";
import type { AlgorithmState } from "../solve/algorithm.ts";

/**
 * A state as JSON text from which {@link resume} makes the same bits. `structuredClone` and
 * structured storage need neither: a state is plain data.
 */
export function save(state: AlgorithmState): string {
  return JSON.stringify(state, (_, value) => {
    if (value instanceof Float64Array) return { float64: Array.from(value, written) };
    return typeof value === "number" ? written(value) : value;
  });
}

/** The state that {@link save} wrote. @throws ERR_VALUE  the text is not one of its */
export function resume<State extends AlgorithmState>(text: string): State {
  const state = JSON.parse(text, (_, value) => {
    if (Array.isArray(value?.float64)) return Float64Array.from(value.float64, Number);
    return typeof value === "string" && special.has(value) ? Number(value) : value;
  });
  if (!(state?.x instanceof Float64Array) || !Number.isInteger(state.iteration))
    fail("ERR_VALUE", {
      operation: "resume",
      name: "the text",
      reason: "it is not a saved state",
      advice: "Pass the text that save(state) gave.",
    });
  return state;
}

/** Numbers that JSON cannot write. */
const special = new Set(["NaN", "Infinity", "-Infinity", "-0"]);

function written(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}
