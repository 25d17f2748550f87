import { fail } from "../error/fail.ts";

/** What an option must be, in the words of an error, and the test for it. */
export type Kind = readonly [expected: string, accepts: (given: unknown) => boolean];

/** A kind for each option, so that the compiler misses the one that is forgotten. */
export type Kinds<Options> = { readonly [Option in keyof Options]-?: Kind };

export const unchecked: Kind = ["another", () => true];
export const positive: Kind = [
  "a finite number > 0",
  (given) => isNonnegative(given) && given > 0 && given < Number.POSITIVE_INFINITY,
];
/** Infinity is "without a limit". */
export const limit: Kind = ["a number > 0", (given) => isNonnegative(given) && given > 0];
export const nonnegative: Kind = ["a number ≥ 0", isNonnegative];
export const fraction: Kind = ["a number in [0, 1)", (given) => isNonnegative(given) && given < 1];
export const finite: Kind = ["a finite number", Number.isFinite];
export const count: Kind = ["a whole number ≥ 0", (given) => isCount(given, 0)];
export const countFromOne: Kind = ["a whole number ≥ 1", (given) => isCount(given, 1)];
/** Infinity is "as many as it takes". */
export const countLimit: Kind = [
  "a whole number ≥ 0",
  (given) => isCount(given, 0) || given === Number.POSITIVE_INFINITY,
];
export const flag: Kind = ["true or false", (given) => typeof given === "boolean"];
export const text: Kind = ["a text", (given) => typeof given === "string"];
export const callable: Kind = ["a function", (given) => typeof given === "function"];
export const list: Kind = ["an array", Array.isArray];
export const object: Kind = ["an object", (given) => typeof given === "object" && given !== null];

/** A thing that is known by one of its methods. */
export function having(method: string, expected: string): Kind {
  return [expected, (given) => typeof (given as Record<string, unknown>)?.[method] === "function"];
}

export function oneOf(...words: readonly string[]): Kind {
  return [
    words.map((word) => JSON.stringify(word)).join(" or "),
    (given) => words.includes(given as string),
  ];
}

/**
 * Options that are `undefined` are not given.
 *
 * @param needed  those without a default
 * @throws ERR_OPTION  unless the options are an object, with these names alone, each of its kind
 */
export function requireOptions<Options extends object>(
  operation: string,
  given: Options,
  kinds: Kinds<Options>,
  needed?: readonly (keyof Options & string)[],
): void {
  if (typeof given !== "object" || given === null)
    fail("ERR_OPTION", { operation, option: "options", given, expected: "an object, or left out" });
  for (const option in given) {
    const kind = Object.hasOwn(kinds, option) && kinds[option];
    if (!kind)
      fail("ERR_OPTION", {
        operation,
        option: "an option",
        given: option,
        expected: `one of ${Object.keys(kinds).join(", ")}`,
      });
    if (given[option] !== undefined) requireKind(operation, option, given[option], kind);
  }
  if (needed)
    for (const option of needed) requireKind(operation, option, given[option], kinds[option]);
}

/** @throws ERR_OPTION  unless what is given is of this kind */
export function requireKind(
  operation: string | undefined,
  option: string,
  given: unknown,
  kind: Kind,
): void {
  // By index: a pattern would walk the pair with an iterator, at each level that is solved.
  if (!kind[1](given)) fail("ERR_OPTION", { operation, option, given, expected: kind[0] });
}

function isNonnegative(given: unknown): given is number {
  return typeof given === "number" && given >= 0;
}

function isCount(given: unknown, least: number): boolean {
  return Number.isInteger(given) && (given as number) >= least;
}
