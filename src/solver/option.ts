import { fail } from "../error/fail.ts";

/** @throws ERR_OPTION  unless the options are an object */
export function requireOptions(operation: string, given: unknown): void {
  if (typeof given === "object" && given !== null) return;
  fail("ERR_OPTION", { operation, option: "options", given, expected: "an object, or left out" });
}

/** @throws ERR_OPTION  unless the option is a finite number above 0 */
export function requirePositive(operation: string, option: string, given: number): void {
  if (given > 0 && given < Number.POSITIVE_INFINITY) return;
  fail("ERR_OPTION", { operation, option, given, expected: "a finite number > 0" });
}

/** @throws ERR_OPTION  unless the option is a whole number, 0 included */
export function requireCount(operation: string, option: string, given: number): void {
  if (Number.isInteger(given) && given >= 0) return;
  fail("ERR_OPTION", { operation, option, given, expected: "a whole number ≥ 0" });
}

/** @throws ERR_OPTION  unless 0 ≤ option < 1 */
export function requireFraction(operation: string, option: string, given: number): void {
  if (given >= 0 && given < 1) return;
  fail("ERR_OPTION", { operation, option, given, expected: "a number in [0, 1)" });
}

/** @throws ERR_OPTION  unless the tolerance is a number ≥ 0 */
export function requireTolerance(operation: string, given: number): void {
  if (given >= 0) return;
  fail("ERR_OPTION", { operation, option: "tolerance", given, expected: "a number ≥ 0" });
}
