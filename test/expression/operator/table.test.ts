import { expect, test } from "vitest";
import { binary } from "../../../src/expression/operator/binary.ts";
import { structural } from "../../../src/expression/operator/structural.ts";
import { operators } from "../../../src/expression/operator/table.ts";
import { unary } from "../../../src/expression/operator/unary.ts";

test("the table has each operator once, with both rules", () => {
  const families = [Object.keys(unary), Object.keys(binary), Object.keys(structural)];
  const single = ["contract", "solve", "logDet", "call"];
  expect(Object.keys(operators).sort()).toEqual([...families.flat(), ...single].sort());
  for (const [name, row] of Object.entries(operators)) {
    expect(typeof row.forward, name).toBe("function");
    expect(typeof row.reverse, name).toBe("function");
  }
});
