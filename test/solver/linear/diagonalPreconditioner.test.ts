import { expect, test } from "vitest";
import { diagonalPreconditioner } from "../../../src/solver/linear/diagonalPreconditioner.ts";

test("divides by the diagonal it was given, whatever happens to that array later", () => {
  const diagonal = Float64Array.of(2, 4);
  const precondition = diagonalPreconditioner(diagonal);
  diagonal.fill(0);
  const into = new Float64Array(2);
  precondition(Float64Array.of(6, 2), into);
  expect(into).toEqual(Float64Array.of(3, 0.5));
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d on the diagonal", (entry) => {
  expect(() => diagonalPreconditioner(Float64Array.of(1, entry))).toThrow(
    expect.objectContaining({ code: "ERR_OPTION" }),
  );
});
