import { type PeerResult, type PythonCase, python } from "./python.ts";

/** CasADi, interpreted: chains of levels and the quartic bilevel problem. */
export function casadi(cases: readonly PythonCase[]): PeerResult | string {
  const kinds = ["chain", "quartic"];
  return python(
    "casadi",
    "casadiCases.py",
    cases.filter(({ kind }) => kinds.includes(kind)),
  );
}
