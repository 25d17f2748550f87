import { type PeerResult, type PythonCase, python } from "./python.ts";

/** jax on one CPU thread, compiled: dense Hessians and the quartic bilevel problem. */
export function jax(cases: readonly PythonCase[]): PeerResult | string {
  const kinds = ["hessian", "softmax", "quartic"];
  return python(
    "jax",
    "jaxCases.py",
    cases.filter(({ kind }) => kinds.includes(kind)),
  );
}
