import type { ErrorCode, Facts } from "./facts.ts";
import { bytes, given, sentences as join, list, number, shape } from "./phrase.ts";

const ordinal = ["first", "second", "third", "fourth", "fifth", "sixth"];

/** `Level "train": matmul: step 7: `, as much of it as is known. */
function where(facts: { level?: string | undefined; operation?: string | undefined }): string {
  const level = facts.level === undefined ? "" : `Level "${facts.level}": `;
  return level + (facts.operation === undefined ? "" : `${facts.operation}: `);
}

function atIteration(iteration: number | undefined): string {
  return iteration === undefined ? "" : ` at iteration ${iteration}`;
}

/**
 * One sentence per code: where and who, the numbers, what to do. `fail` reads it, and docs/errors.md is generated
 * from the comments below.
 */
export const sentences: { readonly [Code in ErrorCode]: (facts: Facts[Code]) => string } = {
  /**
   * Two shapes do not fit the operation, or a value does not have the shape its variable was declared with.
   * Shapes are static: the mistake is reported where the expression is written, not when it runs.
   */
  ERR_SHAPE: (facts) => {
    const parts = facts.shapes.map((sizes, i) => {
      const unnamed =
        facts.shapes.length === 1 ? "the argument" : `the ${ordinal[i] ?? i + 1} argument`;
      return `${facts.names?.[i] ?? unnamed} is ${shape(sizes)}`;
    });
    const advice =
      facts.advice ?? "Reshape, transpose or rebind one of them so that the shapes agree.";
    const sizes = new Set(facts.shapes.map(shape));
    const differ = parts.length === 2 && sizes.size === 2;
    return join(where(facts) + list(parts, differ ? "but" : "and"), advice);
  },

  /**
   * A value that must be finite is NaN or infinite: data handed in, a starting point, or an objective at a point the
   * solver had to evaluate and could not step back from.
   */
  ERR_NOT_FINITE: (facts) => {
    const place = [facts.index ?? []].flat();
    const index = place.length > 0 ? `[${place.join(", ")}]` : "";
    return join(
      `${where(facts)}${facts.name}${index} is ${number(facts.value)}${atIteration(facts.iteration)}`,
      facts.advice ??
        "Remove or replace that entry, start from a point where every objective is finite, or keep the arguments of log, sqrt and pow inside their domain.",
    );
  },

  /** A program needs the value of a variable or parameter that was declared without one and was not bound. */
  ERR_UNBOUND: (facts) =>
    join(
      `${where(facts)}"${facts.name}" has no value`,
      facts.advice ??
        `Declare it with one, variable("${facts.name}", start), or pass it by name, { ${facts.name}: value }.`,
    ),

  /**
   * The list of levels is not a hierarchy: there are no levels, a level decides nothing, or a variable is decided
   * twice.
   */
  ERR_LEVELS: (facts) => {
    const who = facts.variable === undefined ? "" : `variable "${facts.variable}": `;
    const advice =
      facts.advice ?? "Give each variable exactly one level that minimises or maximises over it.";
    return join(where(facts) + who + facts.reason, advice);
  },

  /**
   * A matrix that has to be inverted is singular to working precision. For a level it is the total Hessian: the
   * response to the levels above is then not unique, and its derivative does not exist.
   */
  ERR_SINGULAR: (facts) => {
    const size = facts.size === undefined ? "" : ` of size ${facts.size}`;
    const numbers = [
      facts.condition === undefined ? "" : `condition ≈ ${number(facts.condition)}`,
      facts.pivot === undefined ? "" : `pivot ${facts.pivot} vanishes`,
    ].filter((words) => words !== "");
    const detail = numbers.length === 0 ? "" : ` (${list(numbers)})`;
    const matrix = facts.matrix ?? (facts.level === undefined ? "the matrix" : "the total Hessian");
    return join(
      `${where(facts)}${matrix}${size} is singular${detail}${atIteration(facts.iteration)}`,
      facts.advice ??
        (facts.level === undefined
          ? "Remove the dependent rows, or add a multiple of the identity."
          : "Add a ridge to the objective of this level, or fix the variables it does not determine."),
    );
  },

  /**
   * An inner level was handed on at a point where its curvature is not positive: a saddle or a maximum. Whatever is
   * computed from such a point is a number, not a gradient.
   */
  ERR_NOT_A_MINIMUM: (facts) => {
    const detail =
      facts.curvature === undefined ? "" : ` (smallest eigenvalue ≈ ${number(facts.curvature)})`;
    const [of, end] = facts.sign === -1 ? [" of −f", "maximum"] : ["", "minimum"];
    return join(
      `${where(facts)}curvature${of} is not positive${atIteration(facts.iteration)}${detail}, so ${facts.variable} is not a ${end}`,
      facts.advice ??
        "Start elsewhere, add a ridge to the objective, or give this level a damped solver.",
    );
  },

  /** A level stopped before its tolerance was reached, and the caller asked for an exception in that case. */
  ERR_NOT_CONVERGED: (facts) =>
    join(
      `${where(facts)}stopped as "${facts.status}" after ${facts.iterations} iterations with |gradient| = ${number(facts.gradientNorm)}, above the tolerance ${number(facts.tolerance)}`,
      facts.advice ??
        "Raise maxIterations, loosen tolerance, rescale the variables, or choose another solver.",
    ),

  /** WebAssembly memory is limited to 4 GB, and the host may allow less. The arena could not grow to the size needed. */
  ERR_MEMORY: (facts) =>
    join(
      `${where(facts)}${bytes(facts.bytes)} are needed, and ${bytes(facts.limit)} can be had`,
      facts.advice ??
        "Dispose of programs that are no longer used, or choose a method without matrices, such as aid().",
    ),

  /** An option has a value outside what it accepts. The types exclude most of these; plain JavaScript arrives here. */
  ERR_OPTION: (facts) =>
    join(
      `${where(facts)}${facts.option} must be ${facts.expected}, and it is ${given(facts.given)}`,
      facts.advice,
    ),

  /**
   * A value cannot be read as an array of numbers: rows of different lengths, something that is not a number, or
   * strides that leave the data.
   */
  ERR_VALUE: (facts) =>
    join(
      `${where(facts)}${facts.name}: ${facts.reason}`,
      facts.advice ??
        "Pass a number, nested arrays with rows of equal length, a typed array, or { data, shape, strides }.",
    ),

  /** A program was used after `dispose()` had returned its memory. */
  ERR_DISPOSED: (facts) =>
    join(
      `${where(facts)}"${facts.name}" was disposed of and holds no memory any more`,
      facts.advice ?? "Compile it again, or call dispose() only after the last run.",
    ),
};
