/** Words every code may add: who was at work, and what the reader should do instead of the standard advice. */
interface Circumstances {
  /** Name of the level. */
  readonly level?: string | undefined;
  /** Name of the operator or function. */
  readonly operation?: string | undefined;
  /** Iteration of the outer loop. */
  readonly iteration?: number | undefined;
  /** What to do, imperative, naming the API to call; replaces the standard advice of the code. */
  readonly advice?: string | undefined;
}

type Sizes = readonly number[];

/** What each code of {@link EchelonError} knows about the failure: the fields of `error.facts`. */
export interface Facts {
  readonly ERR_SHAPE: Circumstances & {
    readonly operation: string;
    readonly shapes: readonly Sizes[];
    readonly names?: readonly (string | undefined)[] | undefined;
  };
  readonly ERR_NOT_FINITE: Circumstances & {
    readonly name: string;
    readonly value: number;
    readonly index?: number | Sizes | undefined;
  };
  readonly ERR_UNBOUND: Circumstances & { readonly name: string };
  readonly ERR_LEVELS: Circumstances & {
    readonly reason: string;
    readonly variable?: string | undefined;
  };
  readonly ERR_SINGULAR: Circumstances & {
    readonly matrix?: string | undefined;
    readonly size?: number | undefined;
    readonly condition?: number | undefined;
    readonly pivot?: number | undefined;
  };
  readonly ERR_NOT_A_MINIMUM: Circumstances & {
    readonly level: string;
    readonly variable: string;
    readonly curvature?: number | undefined;
    /** −1 where the level maximises: the curvature is that of the negated objective. */
    readonly sign?: 1 | -1 | undefined;
  };
  readonly ERR_NOT_CONVERGED: Circumstances & {
    readonly level: string;
    readonly gradientNorm: number;
    readonly iterations: number;
    readonly tolerance: number;
    readonly status: string;
  };
  readonly ERR_MEMORY: Circumstances & { readonly bytes: number; readonly limit: number };
  readonly ERR_OPTION: Circumstances & {
    readonly option: string;
    readonly given: unknown;
    readonly expected: string;
  };
  readonly ERR_VALUE: Circumstances & { readonly name: string; readonly reason: string };
  readonly ERR_DISPOSED: Circumstances & { readonly name: string };
}

/** The stable codes of {@link EchelonError}; each has a paragraph in docs/errors.md. */
export type ErrorCode = keyof Facts;
