// How much faster do ml-matrix and mathjs become with this package behind them, and from which size on?
// The ratio library / drop-in, shortest of five interleaved runs; below the sizes named in src/adapter the drop-in
// runs the library's own code, so that a ratio there is 1 up to noise. `npm run test:runtimes` installs the libraries.
//
// 2026-11-22, AMD EPYC, Node 20.20.2, ml-matrix 6.15.1, mathjs 15.2.0; a shared machine, ±20 %:
//                           4      8     16     24     32     64    128
//   ml-matrix mmul         0.95   0.97   1.02   1.08   1.58   5.33  10.57
//   ml-matrix solve        0.99   0.78   0.97   0.91   1.26   2.68   4.92
//   ml-matrix inverse      1.02   1.00   1.61   0.99   3.39   4.33  12.26
//   mathjs multiply        1.15   0.99   0.99   0.98   0.76   2.47   4.90
//   mathjs lusolve         1.21   1.02   3.85   7.52  10.79  22.27  40.71
//   mathjs inv             1.20   1.00   8.98  15.09  21.29  51.13 100.29
//   mathjs det             0.98   1.05  11.92  23.56  33.79  74.61 149.99
// Node 24 gains less (mmul 0.78 at 32, 2.1 at 64): products of both, and all of ml-matrix, then moved to 48 rows.
// Conclusion: at 64 rows everything gains 2.5 to 75 times, and where it would lose, the library runs itself.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { mathjs } from "echelon/mathjs";
import { mlMatrix } from "echelon/ml-matrix";

const SIZES = [4, 8, 16, 24, 32, 64, 128];

// biome-ignore lint/suspicious/noExplicitAny: packages that are not installed have no types.
type Library = any;
type Pair = readonly [own: () => unknown, dropIn: () => unknown];

/** Name and size -> how often the drop-in runs while the library runs once. */
export async function bench(): Promise<Record<string, Record<number, number>> | undefined> {
  const folder = process.env.ECHELON_PEERS ?? "build/runtimes";
  if (!existsSync(`${folder}/node_modules/mathjs`)) {
    console.log(
      "No ml-matrix and mathjs: npm run test:runtimes installs them, or set ECHELON_PEERS.",
    );
    return undefined;
  }
  const require = createRequire(`${process.cwd()}/${folder}/`);
  const operations = { ...matrices(require("ml-matrix")), ...arrays(require("mathjs")) };
  const result: Record<string, Record<number, number>> = {};
  console.log(["".padEnd(20), ...SIZES.map((n) => String(n).padStart(7))].join(""));
  for (const [name, operation] of Object.entries(operations)) {
    result[name] = Object.fromEntries(SIZES.map((n) => [n, gain(operation(n))]));
    const cells = Object.values(result[name]).map((ratio) => ratio.toFixed(2).padStart(7));
    console.log([name.padEnd(20), ...cells].join(""));
  }
  return result;
}

function matrices(library: Library): Record<string, (n: number) => Pair> {
  const { Matrix } = library;
  const backEnd = mlMatrix<Library>(library);
  const own = Matrix.prototype.mmul;
  const undo = backEnd.accelerate();
  const fast = Matrix.prototype.mmul;
  undo();
  const random = (n: number) => Matrix.add(Matrix.rand(n, n), Matrix.eye(n, n, n));
  return {
    "ml-matrix mmul": (n) => {
      const [a, b] = [random(n), random(n)];
      return [() => own.call(a, b), () => fast.call(a, b)];
    },
    "ml-matrix solve": (n) => {
      const [a, b] = [random(n), Matrix.rand(n, 1)];
      return [() => library.solve(a, b), () => backEnd.solve(a, b)];
    },
    "ml-matrix inverse": (n) => {
      const a = random(n);
      return [() => library.inverse(a), () => backEnd.inverse(a)];
    },
  };
}

function arrays({ all, create }: Library): Record<string, (n: number) => Pair> {
  const [own, fast] = [create(all), create(all)];
  fast.import(mathjs(fast), { override: true });
  const random = (m: number, n: number): number[][] =>
    Array.from({ length: m }, (_, i) =>
      Array.from({ length: n }, (__, j) => Math.random() + (i === j ? m : 0)),
    );
  const both = (call: (math: Library) => () => unknown): Pair => [call(own), call(fast)];
  const single = (name: string) => (n: number) => {
    const rows = random(n, n);
    return both((math) => {
      const a = math.matrix(rows);
      return () => math[name](a);
    });
  };
  const pair = (name: string, columns?: number) => (n: number) => {
    const [rows, others] = [random(n, n), random(n, columns ?? n)];
    return both((math) => {
      const [a, b] = [math.matrix(rows), math.matrix(others)];
      return () => math[name](a, b);
    });
  };
  return {
    "mathjs multiply": pair("multiply"),
    "mathjs lusolve": pair("lusolve", 1),
    "mathjs inv": single("inv"),
    "mathjs det": single("det"),
  };
}

function gain([own, dropIn]: Pair): number {
  const best = [Infinity, Infinity];
  for (let round = 0; round < 6; round++)
    [own, dropIn].forEach((call, i) => {
      best[i] = Math.min(best[i]!, time(call));
    });
  return best[0]! / best[1]!;
}

/** Milliseconds a call, over enough calls for 5 ms. */
function time(call: () => unknown): number {
  for (let calls = 1; ; calls *= 2) {
    const begin = performance.now();
    for (let i = 0; i < calls; i++) call();
    const spent = performance.now() - begin;
    if (spent > 5) return spent / calls;
  }
}
