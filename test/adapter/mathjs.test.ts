import { expect, test } from "vitest";
import { mathjs } from "../../src/adapter/mathjs.ts";

type Call = (...values: unknown[]) => unknown;

/** The part of mathjs that the adapter uses; test/runtime/dropin.mjs runs it on the real one. */
class DenseMatrix {
  readonly data: number[][];
  constructor({ data }: { data: number[][] }) {
    this.data = data;
  }
  storage(): string {
    return "dense";
  }
  valueOf(): number[][] {
    return this.data;
  }
}

const own = () => "the library's own";
const signatures = {
  "Array,Array": own,
  "Matrix,Matrix": own,
  Array: own,
  Matrix: own,
  any: own,
  "number,number": own,
};
const library = {
  DenseMatrix,
  typed: (_: string, all: Record<string, Call>) => all,
  multiply: { signatures },
  inv: { signatures },
  det: { signatures },
  lusolve: { signatures },
};

const diagonal = (n: number, value: number) =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? value : 0)));
const fast = mathjs(library) as Record<string, Record<string, Call>>;

test("arrays give arrays, matrices give matrices", () => {
  const [a, b] = [diagonal(48, 4), diagonal(48, 2)];
  expect(fast.multiply!["Array,Array"]!(a, b)).toEqual(diagonal(48, 8));
  const product = fast.multiply!["Matrix,Matrix"]!(
    new DenseMatrix({ data: a }),
    new DenseMatrix({ data: b }),
  );
  expect((product as DenseMatrix).data).toEqual(diagonal(48, 8));
  expect(fast.inv!.Array!(a)).toEqual(diagonal(48, 0.25));
  expect(fast.det!.Array!(diagonal(16, 2))).toBe(65536);
  const ones = Array.from({ length: 16 }, () => [1]);
  expect(fast.lusolve!["Array,Array"]!(diagonal(16, 2), ones)).toEqual(ones.map(() => [0.5]));
});

test.each([
  ["small matrices", () => fast.inv!.Array!(diagonal(15, 1))],
  ["singular matrices", () => fast.inv!.Array!(diagonal(20, 0))],
  ["entries that are no numbers", () => fast.inv!.Array!([...diagonal(20, 1).slice(1), ["1"]])],
  [
    "several right-hand sides",
    () => fast.lusolve!["Array,Array"]!(diagonal(20, 1), diagonal(20, 1)),
  ],
  ["numbers", () => fast.multiply!["number,number"]!(2, 3)],
])("%s stay with the library", (_, call) => {
  expect(call()).toBe("the library's own");
});
