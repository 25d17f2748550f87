import { type Expression, hypergradient, type Level, type LevelOptions } from "echelon";
import { coupledChain } from "../problem/coupledChain.ts";
import { linearQuadratic, randomLinearQuadratic } from "../problem/linearQuadratic.ts";
import { manufactured } from "../problem/manufactured.ts";

/** A hierarchy, where to differentiate it, and what its levels' total Hessians look like there. */
export interface Chain {
  readonly name: string;
  readonly outer: Expression;
  readonly at: Readonly<Record<string, number | number[]>>;
  readonly levels: Level[];
  /** The exact gradient, checked against closed forms and finite differences elsewhere. */
  readonly exact: number | Float64Array;
  /** Bounds of the spectra of the total Hessians of the levels below, near the solution. */
  readonly slowest: number;
  readonly steepest: number;
}

type Options = (level: number) => LevelOptions;

/** Every chain by name; `options` are given to each level. */
const builders: Record<string, (options: Options) => Omit<Chain, "name" | "exact">> = {};

for (const n of [2, 3, 4])
  builders[`manufactured, ${n} levels`] = (options) => {
    const { variables, levels } = manufactured(n, options);
    // D_kkF_k is 1 at the innermost level and about that above.
    return { outer: variables[0]!, at: { x1: 0.7 }, levels, slowest: 0.9, steepest: 2 };
  };

for (const n of [2, 3])
  builders[`coupled chain, ${n} levels of 3`] = (options) => {
    const { variables, levels } = coupledChain(n, { options });
    const at = { v0: [0.3, -0.2, 0.5] };
    return { outer: variables[0]!, at, levels, slowest: 1.2, steepest: 2 };
  };

builders["quadratic levels of 2, 4, 3"] = (options) => {
  const { variables, levels } = linearQuadratic(randomLinearQuadratic([2, 4, 3], 7));
  const given = levels.map((level, k) => ({
    ...level,
    options: { ...level.options, ...options(k) },
  }));
  return { outer: variables[0]!, at: { x1: [1, -1] }, levels: given, slowest: 2.8, steepest: 5.2 };
};

/** One chain, with options of one's own for each level. */
export function chain(name: string, options: Options = () => ({})): Chain {
  const made = builders[name]!(options);
  const plain = builders[name]!(() => ({}));
  const exact = hypergradient(plain.levels, { at: plain.at }).gradient(plain.outer);
  return { name, exact, ...made };
}

/** The problems every method must solve. */
export function chains(options?: Options): Chain[] {
  return Object.keys(builders).map((name) => chain(name, options));
}
