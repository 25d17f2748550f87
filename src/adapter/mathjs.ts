import type { HostMatrix } from "./shared/hostMatrix.ts";
import { determinant, inverse, product, solution } from "./shared/operations.ts";
import { fromRows, toRows } from "./shared/rows.ts";

type Usual = (...values: unknown[]) => unknown;
type Fast = (matrices: readonly HostMatrix[], values: readonly unknown[]) => unknown;
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
      return fast(matrices, values) ?? usual(...values);
    };
  /** The library's function, with its overloads for these types tried here first. */
  const faster = (name: string, types: readonly string[], fast: Fast, least = smallest) => {
    const usual = own[name]!.signatures;
    const known = types.filter((type) => usual[type] !== undefined);
    const attempts = known.map((type) => [type, attempt(fast, usual[type]!, least)]);
    return library.typed(name, { ...usual, ...Object.fromEntries(attempts) });
  };
  /** Numbers of the arena as a matrix like the arguments. */
  const like = (isArray: boolean, rows: number, columns: number) => (at: number) => {
    const data = toRows(at, rows, columns);
    return isArray ? data : new library.DenseMatrix({ data, size: [rows, columns] });
  };
  return {
    multiply: faster(
      "multiply",
      pairs,
      ([a, b], values) =>
        a!.columns === b!.rows
          ? product(a!, b!, like(values.every(Array.isArray), a!.rows, b!.columns))
          : undefined,
      smallestProduct,
    ),
    inv: faster("inv", single, ([a], [value]) =>
      isSquare(a!) ? inverse(a!, like(Array.isArray(value), a!.rows, a!.rows)) : undefined,
    ),
    // The library refuses more than one column.
    lusolve: faster("lusolve", pairs, ([a, b], [value]) =>
      isSquare(a!) && b!.columns === 1 && b!.rows === a!.rows
        ? solution(a!, b!, like(Array.isArray(value), a!.rows, 1))
        : undefined,
    ),
    det: faster("det", single, ([a]) => (isSquare(a!) ? determinant(a!) : undefined)),
  };
}

const isSquare = ({ rows, columns }: HostMatrix): boolean => rows === columns;

const single = ["Array", "Matrix", "any"];
const pairs = ["Array", "Matrix", "DenseMatrix"].flatMap((left) => [
  `${left},Array`,
  `${left},Matrix`,
]);

/** A large enough dense matrix of plain numbers; undefined for everything else. */
function dense(value: unknown, smallest: number): HostMatrix | undefined {
  const matrix = value as DenseMatrix | null | undefined;
  const isDense = typeof matrix?.storage === "function" && matrix.storage() === "dense";
  return fromRows(isDense ? matrix.valueOf() : value, smallest);
}
