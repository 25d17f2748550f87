import { expect, test } from "vitest";
import { opcodeName } from "../../src/program/explain.ts";
import * as opcode from "../../src/program/opcode.ts";

/** Constants of the tape that are not operations. */
const others = /^(LEAF_|SMALL_|REDUCE_|FIXED|STREAM|SCALAR|CHOLESKY|LDLT|LU$)|WORDS$/;

const operations = Object.entries(opcode).filter(
  ([name, code]) => code < opcode.FIRST_STRUCTURED && !others.test(name),
);

/** What expressions call otherwise. */
const operators: Record<string, string> = {
  DIVIDE: "div",
  POWER: "pow",
  MAXIMUM: "max",
  MINIMUM: "min",
  LESS_EQUAL: "lessEqual",
  EQUAL_TO: "equalTo",
  SQUARE_ROOT: "sqrt",
  ABSOLUTE: "abs",
  SIGMOID_SLOPE: "sigmoidSlope",
  RECTIFY: "relu",
  LOG_SLOPE: "logSlope",
};

test.each(operations)("%s is called in a listing as in expressions, else so", (name, code) => {
  expect(opcodeName(code)).toBe(operators[name] ?? name.toLowerCase().replaceAll("_", " "));
});

test("a listing has no name for an opcode that does not exist", () => {
  expect(opcodeName(operations.length - 3)).toBeUndefined();
});
