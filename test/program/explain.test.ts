import { expect, test } from "vitest";
import { opcodeName } from "../../src/program/explain.ts";
import * as opcode from "../../src/program/opcode.ts";

/** Constants of the tape that are not operations. */
const others = /^(LEAF_|SMALL_|REDUCE_|FIXED|STREAM|SCALAR|CHOLESKY|LDLT|LU$)|WORDS$/;

const operations = Object.entries(opcode).filter(
  ([name, code]) => code < opcode.FIRST_STRUCTURED && !others.test(name),
);

test.each(operations)("%s is called so in a listing", (name, code) => {
  expect(opcodeName(code)).toBe(name.toLowerCase().replaceAll("_", " "));
});

test("a listing has no name for an opcode that does not exist", () => {
  expect(opcodeName(operations.length - 3)).toBeUndefined();
});
