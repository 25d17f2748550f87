import { type PeerResult, type PythonCase, python } from "./python.ts";

/** torch, one thread; no chains, where its nested derivatives take minutes. */
export function torch(cases: readonly PythonCase[]): PeerResult | string {
  return python(
    "torch",
    "torchCases.py",
    cases.filter(({ kind }) => kind !== "chain"),
  );
}
