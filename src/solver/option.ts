import { fail } from "../error/fail.ts";

/**
 * @param known  the names of the options there are, between spaces; unless given, any are accepted
 * @throws ERR_OPTION  unless the options are an object, with these names alone
 */
export function requireOptions(operation: string, given: unknown, known?: string): void {
  if (typeof given !== "object" || given === null)
    fail("ERR_OPTION", { operation, option: "options", given, expected: "an object, or left out" });
  const names = known?.split(" ");
  const unknown = names && Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined)
    fail("ERR_OPTION", {
      operation,
      option: "an option",
      given: unknown,
      expected: `one of ${known!.replaceAll(" ", ", ")}`,
    });
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
  requireNonnegative(operation, "tolerance", given);
}

/** @throws ERR_OPTION  unless the option is a number ≥ 0 */
export function requireNonnegative(operation: string, option: string, given: number): void {
  if (given >= 0) return;
  fail("ERR_OPTION", { operation, option, given, expected: "a number ≥ 0" });
}
