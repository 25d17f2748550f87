import { EchelonError } from "../error/echelonError.ts";
import { gemm } from "../linalg/gemm.ts";
import { lu } from "../linalg/lu.ts";
import type { Matrix as Dense } from "../linalg/matrix.ts";
import { inverse, solve } from "../linalg/solve.ts";
import { fromRows, toRows } from "./shared/rows.ts";

type Usual = (...values: unknown[]) => unknown;
type Fast = (matrices: readonly Dense[], values: readonly unknown[]) => unknown;
type Signatures = Record<string, Usual>;

/** What the adapter uses of mathjs. */
export interface MathjsLibrary {
  typed(name: string, signatures: Signatures): unknown;
  readonly DenseMatrix: new (content: { data: number[][]; size: number[] }) => unknown;
}

/** Options of {@link mathjs}. */
export interface MathjsOptions {
  /** Systems, inverses and determinants of fewer rows stay with the library. Default 16. */
  readonly smallest?: number;
  /** Products of matrices with fewer rows stay with the library. Default 16. */
  readonly smallestProduct?: number;
}

interface DenseMatrix {
  valueOf(): unknown;
  readonly storage?: () => string;
}

/**
 * What makes the dense linear algebra of mathjs fast: `multiply`, `inv`, `det` and `lusolve` of real matrices, arrays
 * and dense matrices alike. Every other overload (scalars, big numbers, fractions, complex numbers, sparse matrices,
 * vectors, units) and every small or singular matrix stays with the library.
 *
 *     const math = create(all);
 *     math.import(mathjs(math), { override: true });
 */
export function mathjs(
  library: MathjsLibrary,
  options: MathjsOptions = {},
): Record<"multiply" | "inv" | "det" | "lusolve", unknown> {
  const { smallest = 16, smallestProduct = 16 } = options;
  const own = library as unknown as Record<string, { signatures: Signatures }>;
  const attempt =
    (fast: Fast, usual: Usual, least: number): Usual =>
    (...values) => {
      const matrices = values.map((value) => dense(value, least));
      if (!matrices.every((matrix) => matrix !== undefined)) return usual(...values);
      try {
        return fast(matrices, values) ?? usual(...values);
      } catch (error) {
        if (error instanceof EchelonError) return usual(...values);
        throw error;
      }
    };
  /** The library's function, with its overloads for these types tried here first. */
  const faster = (name: string, types: readonly string[], fast: Fast, least = smallest) => {
    const usual = own[name]!.signatures;
    const known = types.filter((type) => usual[type] !== undefined);
    const attempts = known.map((type) => [type, attempt(fast, usual[type]!, least)]);
    return library.typed(name, { ...usual, ...Object.fromEntries(attempts) });
  };
  const like = (isArray: boolean, result: Dense) => {
    const data = toRows(result);
    return isArray ? data : new library.DenseMatrix({ data, size: [...result.shape] });
  };
  return {
    multiply: faster(
      "multiply",
      pairs,
      ([a, b], values) => like(values.every(Array.isArray), gemm(a!, b!)),
      smallestProduct,
    ),
    inv: faster("inv", single, ([a], [value]) => like(Array.isArray(value), inverse(a!))),
    lusolve: faster("lusolve", pairs, ([a, b], [value]) => {
      // The library refuses more than one column.
      if (b!.shape[1] !== 1) return undefined;
      return like(Array.isArray(value), solve(a!, b!) as Dense);
    }),
    det: faster("det", single, ([a]) => determinant(a!)),
  };
}

const single = ["Array", "Matrix", "any"];
const pairs = ["Array", "Matrix", "DenseMatrix"].flatMap((left) => [
  `${left},Array`,
  `${left},Matrix`,
]);

function determinant(a: Dense): number {
  const factor = lu(a);
  try {
    return factor.determinant();
  } finally {
    factor.dispose();
  }
}

/** A large enough dense matrix of plain numbers; undefined for everything else. */
function dense(value: unknown, smallest: number): Dense | undefined {
  const matrix = value as DenseMatrix | null | undefined;
  const isDense = typeof matrix?.storage === "function" && matrix.storage() === "dense";
  return fromRows(isDense ? matrix.valueOf() : value, smallest);
}
