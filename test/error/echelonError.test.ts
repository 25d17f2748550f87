import { expect, test } from "vitest";
import { EchelonError } from "../../src/error/echelonError.ts";

test("an EchelonError carries its code, its facts and their sentence", () => {
  const error: EchelonError = new EchelonError("ERR_UNBOUND", { name: "X" });
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe("EchelonError");
  expect(error.stack).toMatch(/^EchelonError: "X" has no value/);
  expect(error.code).toBe("ERR_UNBOUND");
  expect(error.facts).toEqual({ name: "X" });
  expect(error.message).toMatch('"X" has no value.');
  expect(error.is("ERR_UNBOUND") && error.facts.name).toBe("X");
  expect(error.is("ERR_SHAPE")).toBe(false);
});
