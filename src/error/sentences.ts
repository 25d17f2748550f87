import type { ErrorCode, Facts } from "./facts.ts";
import { bytes, given, sentences as join, list, number, shape } from "./phrase.ts";

const ordinal = ["first", "second", "third", "fourth", "fifth", "sixth"];

const atIteration = ({ iteration }: { iteration?: number | undefined }): string =>
  iteration === undefined ? "" : ` at iteration ${iteration}`;

/** The message of a code: where, who and the numbers; then what to do. */
export function sentence<Code extends ErrorCode>(code: Code, facts: Facts[Code]): string {
  const [what, advice] = sentences[code](facts);
  const level = facts.level === undefined ? "" : `Level "${facts.level}": `;
  const operation = facts.operation === undefined ? "" : `${facts.operation}: `;
  return join(level + operation + what, facts.advice ?? advice);
}

type Parts = readonly [what: string, advice?: string];

/**
 * One row per code: who and the numbers, and the standard advice. `sentence` reads it, and docs/errors.md is generated
 * from the comments below.
 */
export const sentences: { readonly [Code in ErrorCode]: (facts: Facts[Code]) => Parts } = {
  /**
   * Two shapes do not fit the operation, or a value does not have the shape its variable was declared with.
   * Shapes are static: the mistake is reported where the expression is written, not when it runs.
   */
  ERR_SHAPE: (facts) => {
    const { shapes } = facts;
    const parts = shapes.map((sizes, i) => {
      const unnamed = shapes.length === 1 ? "the argument" : `the ${ordinal[i] ?? i + 1} argument`;
      return `${facts.names?.[i] ?? unnamed} is ${shape(sizes)}`;
    });
    const differ = parts.length === 2 && new Set(shapes.map(shape)).size === 2;
    return [
      list(parts, differ ? "but" : "and"),
      "Reshape, transpose or rebind one of them so that the shapes agree.",
    ];
  },

  /**
   * A value that must be finite is NaN or infinite: data handed in, a starting point, or an objective at a point the
   * solver had to evaluate and could not step back from.
   */
  ERR_NOT_FINITE: (facts) => {
    const place = [facts.index ?? []].flat();
    const index = place.length > 0 ? `[${place.join(", ")}]` : "";
    return [
      `${facts.name}${index} is ${number(facts.value)}${atIteration(facts)}`,
      "Remove or replace that entry, start from a point where every objective is finite, or keep the arguments of log, sqrt and pow inside their domain.",
    ];
  },

  /** A program needs the value of a variable or parameter that was declared without one and was not bound. */
  ERR_UNBOUND: (facts) => [
    `"${facts.name}" has no value`,
    `Declare it with one, variable("${facts.name}", start), or pass it by name, { ${facts.name}: value }.`,
  ],

  /**
   * The list of levels is not a hierarchy: there are no levels, a level decides nothing, or a variable is decided
   * twice.
   */
  ERR_LEVELS: (facts) => [
    (facts.variable === undefined ? "" : `variable "${facts.variable}": `) + facts.reason,
    "Give each variable exactly one level that minimises or maximises over it.",
  ],

  /**
   * A matrix that has to be inverted is singular to working precision. For a level it is the total Hessian: the
   * response to the levels above is then not unique, and its derivative does not exist.
   */
  ERR_SINGULAR: (facts) => {
    const numbers = list(
      [
        facts.condition === undefined ? "" : `condition ≈ ${number(facts.condition)}`,
        facts.pivot === undefined ? "" : `pivot ${facts.pivot} vanishes`,
      ].filter((words) => words !== ""),
    );
    const isLevel = facts.level !== undefined;
    const matrix = facts.matrix ?? (isLevel ? "the total Hessian" : "the matrix");
    const size = facts.size === undefined ? "" : ` of size ${facts.size}`;
    return [
      `${matrix}${size} is singular${numbers && ` (${numbers})`}${atIteration(facts)}`,
      isLevel
        ? "Add a ridge to the objective of this level, or fix the variables it does not determine."
        : "Remove the dependent rows, or add a multiple of the identity.",
    ];
  },

  /**
   * An inner level was handed on at a point where its curvature is not positive: a saddle or a maximum. Whatever is
   * computed from such a point is a number, not a gradient.
   */
  ERR_NOT_A_MINIMUM: (facts) => {
    const detail =
      facts.curvature === undefined ? "" : ` (smallest eigenvalue ≈ ${number(facts.curvature)})`;
    const [of, end] = facts.sign === -1 ? [" of −f", "maximum"] : ["", "minimum"];
    return [
      `curvature${of} is not positive${atIteration(facts)}${detail}, so ${facts.variable} is not a ${end}`,
      "Start elsewhere, add a ridge to the objective, or give this level a damped solver.",
    ];
  },

  /** A level stopped before its tolerance was reached, and the caller asked for an exception in that case. */
  ERR_NOT_CONVERGED: (facts) => [
    `stopped as "${facts.status}" after ${facts.iterations} iterations with |gradient| = ${number(facts.gradientNorm)}, above the tolerance ${number(facts.tolerance)}`,
    "Raise maxIterations, loosen tolerance, rescale the variables, or choose another solver.",
  ],

  /** WebAssembly memory is limited to 4 GB, and the host may allow less. The arena could not grow to the size needed. */
  ERR_MEMORY: (facts) => [
    `${bytes(facts.bytes)} are needed, and ${bytes(facts.limit)} can be had`,
    "Dispose of programs that are no longer used, or choose a method without matrices, such as aid().",
  ],

  /** An option has a value outside what it accepts. The types exclude most of these; plain JavaScript arrives here. */
  ERR_OPTION: (facts) => [
    `${facts.option} must be ${facts.expected}, and it is ${given(facts.given)}`,
  ],

  /**
   * A value cannot be read as an array of numbers: rows of different lengths, something that is not a number, or
   * strides that leave the data.
   */
  ERR_VALUE: (facts) => [
    `${facts.name}: ${facts.reason}`,
    "Pass a number, nested arrays with rows of equal length, a typed array, or { data, shape, strides }.",
  ],

  /** A program was used after `dispose()` had returned its memory. */
  ERR_DISPOSED: (facts) => [
    `"${facts.name}" was disposed of and holds no memory any more`,
    "Compile it again, or call dispose() only after the last run.",
  ],
};
