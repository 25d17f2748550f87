import { type PeerResult, type PythonCase, python } from "./python.ts";

/** torch, one thread. */
export function torch(cases: readonly PythonCase[]): PeerResult | string {
  return python("torch", "torchCases.py", cases);
}
