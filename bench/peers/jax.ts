import { type PeerResult, type PythonCase, python } from "./python.ts";

/** jax on one CPU thread, compiled; dense Hessians only. */
export function jax(cases: readonly PythonCase[]): PeerResult | string {
  return python(
    "jax",
    "jaxCases.py",
    cases.filter(({ kind }) => kind === "hessian"),
  );
}
