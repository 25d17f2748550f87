import { expect, test } from "vitest";
import { EchelonError } from "../../src/error/echelonError.ts";
import { fail } from "../../src/error/fail.ts";

test("fail throws the error of its code", () => {
  expect(() => fail("ERR_DISPOSED", { name: "f" })).toThrow(EchelonError);
});
