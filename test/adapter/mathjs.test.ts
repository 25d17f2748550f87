import fc from "fast-check";
import { all, create, type MathJsInstance } from "mathjs";
import { expect, test } from "vitest";
import { mathjs } from "../../src/adapter/mathjs.ts";
import { random } from "../reference/random.ts";

const own = create(all!, {});
/** Two instances with the adapter: as it comes, and one that takes over whatever it can. */
const fast = create(all!, {});
fast.import(mathjs(fast as never), { override: true });
const eager = create(all!, {});
eager.import(mathjs(eager as never, { smallest: 1, smallestProduct: 1 }), { override: true });

type Call = (math: MathJsInstance) => unknown;

const RUNS = { seed: 19, numRuns: 15 };
const size = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 14, max: 50 }));
const seed = fc.integer({ min: 1, max: 1e6 });
const kind = fc.constantFrom(
  "plain",
  "plain",
  "singular",
  "NaN",
  "text",
  "fraction",
  "complex",
  "sparse",
);

function rows(m: number, n: number, start: number): number[][] {
  const next = random(start);
  return Array.from({ length: m }, (_, i) =>
    Array.from({ length: n }, (__, j) => 2 * next() - 1 + (i === j ? n : 0)),
  );
}

/** The same numbers as another thing of mathjs. */
function as(math: MathJsInstance, data: number[][], what: string, isMatrix: boolean): never {
  const copy: unknown[][] = data.map((row) => [...row]);
  if (what === "singular") copy[copy.length - 1] = copy[0]!.map(() => 0);
  if (what === "NaN") copy[0]![0] = Number.NaN;
  if (what === "text") copy[0]![0] = "2";
  if (what === "fraction") copy[0]![0] = math.fraction(1, 3);
  if (what === "complex") copy[0]![0] = math.complex(1, 2);
  if (what === "sparse") return math.sparse(copy as number[][]) as never;
  return (isMatrix ? math.matrix(copy as number[][]) : copy) as never;
}

/** What a call gives: its type, and its numbers; or what it throws. */
function outcome(call: () => unknown): { kind: string; numbers: unknown[] } | string {
  try {
    const value = call() as { type?: string; valueOf(): unknown };
    const numbers = [value?.valueOf()].flat(3);
    return { kind: `${value?.type ?? (Array.isArray(value) ? "Array" : typeof value)}`, numbers };
  } catch (error) {
    return (error as Error).message;
  }
}

function same(call: Call, tolerance = 1e-9, others = [fast, eager]): void {
  const expected = outcome(() => call(own));
  for (const math of others) {
    const actual = outcome(() => call(math));
    if (typeof expected === "string" || typeof actual === "string") {
      expect(actual).toBe(expected);
      continue;
    }
    expect(actual.kind).toBe(expected.kind);
    expect(actual.numbers.length).toBe(expected.numbers.length);
    const plain = expected.numbers.filter(
      (x): x is number => typeof x === "number" && !Number.isNaN(x),
    );
    const largest = Math.max(1, ...plain.map(Math.abs));
    actual.numbers.forEach((value, i) => {
      const should = expected.numbers[i];
      if (
        typeof value === "number" &&
        typeof should === "number" &&
        Math.abs(value - should) <= tolerance * largest
      )
        return;
      expect(JSON.stringify(value)).toBe(JSON.stringify(should));
    });
  }
}

test("multiply, inv, det and lusolve: the library's results, types and errors", () =>
  fc.assert(
    fc.property(
      fc.tuple(size, size, size, kind, seed, fc.boolean(), fc.boolean()),
      ([n, k, m, what, start, isMatrix, isOther]) => {
        const [A, B, S] = [rows(n, k, start), rows(k, m, start + 1), rows(n, n, start + 2)];
        same((math) => math.multiply(as(math, A, what, isMatrix), as(math, B, "plain", isOther)));
        same((math) =>
          math.multiply(as(math, A, "plain", isMatrix), as(math, S, "plain", isOther)),
        );
        same((math) => math.inv(as(math, S, what, isMatrix)));
        same((math) => math.det(as(math, S, what, isMatrix)));
        const b = rows(n, 1, start + 3);
        for (const right of [
          b,
          b.flat() as unknown as number[][],
          rows(n, 2, start),
          rows(n + 1, 1, start),
        ])
          same((math) => math.lusolve(as(math, S, what, isMatrix), right as never));
      },
    ),
    RUNS,
  ));

const statements = [
  "2 * 3",
  "2 m * 3",
  "bignumber(2) * 3",
  "(1 + i) * [1, 2; 3, 4]",
  "sparse([1, 2; 3, 4]) * [1, 2; 3, 4]",
  "det([1, 2; 3, 4])",
  "inv(4)",
  "inv([2, 0; 0, 4])",
  "[1, 2, 3] * [4, 5, 6]",
  "[1, 2; 3, 4] ^ 2",
  "[1, 2; 3, 4] ^ -1",
  "[2, 1; 1, 3] \\ [1; 2]",
  "identity(20) * ones(20, 3)",
  "det(identity(60) * 2)",
  "ones(50, 50) * ones(50, 50)",
];
test.each(statements)("%s evaluates to what the library makes of it", (text) => {
  same((math) => math.evaluate(text));
});

test("matrices that are not square, empty ones, and one argument too many", () => {
  same((math) => math.inv(rows(50, 49, 1)));
  same((math) => math.det(rows(50, 49, 1)));
  same((math) => math.det([]));
  same((math) => math.multiply([] as never, [] as never));
  same((math) => (math.inv as unknown as (...x: unknown[]) => unknown)(rows(20, 20, 1), 2));
});

test("below its sizes the library runs itself, to the bit", () => {
  const A = rows(15, 15, 1);
  same((math) => math.inv(A), 0, [fast]);
  same((math) => math.det(A), 0, [fast]);
  same((math) => math.lusolve(A, rows(15, 1, 3)), 0, [fast]);
  same((math) => math.multiply(A, A), 0, [fast]);
});
