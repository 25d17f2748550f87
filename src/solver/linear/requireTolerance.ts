import { fail } from "../../error/fail.ts";

/** @throws ERR_OPTION  unless the tolerance is a number ≥ 0 */
export function requireTolerance(operation: string, given: number): void {
  if (given >= 0) return;
  fail("ERR_OPTION", { operation, option: "tolerance", given, expected: "a number ≥ 0" });
}
