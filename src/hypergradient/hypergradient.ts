import { fail } from "../error/fail.ts";
import { given } from "../error/phrase.ts";
import { nameOf } from "../expression/lift.ts";
import { Expression } from "../expression/node.ts";
import type { Cost } from "../level/cost.ts";
import type { Estimate } from "../level/estimate.ts";
import { hierarchyOf } from "../level/hierarchies.ts";
import type { Hierarchy } from "../level/hierarchy.ts";
import type { Level } from "../level/level.ts";
import { complete, Session } from "../level/session.ts";
import { warnings } from "../level/warnings.ts";
import { requireKind, requireOptions } from "../solver/option.ts";
import { requireFinite } from "../value/requireFinite.ts";
import { sameShape, size } from "../value/shape.ts";
import { type Dense, toDense } from "../value/toDense.ts";
import type { Value } from "../value/value.ts";
import { errorBound } from "./errorBound.ts";
import { implicit } from "./implicit.ts";
import { optionKinds } from "./optionKinds.ts";

/** Options of {@link hypergradient}. */
export interface HypergradientOptions {
  /**
   * Values by name. Outer variables: the point; the others: where their levels start; parameters:
   * bound. What is not named keeps its own value.
   */
  readonly at?: Readonly<Record<string, Value>>;
  /** How levels are differentiated, unless a level names its own method. Default `implicit()`. */
  readonly method?: Estimate;
}

/** Value and total gradient of the outermost objective with every other level responding. */
export interface Hypergradient {
  /** F₁. */
  readonly value: number;
  /** dF₁/dx for an outer variable, of its shape: a number for a scalar, else a row-major copy. */
  gradient(variable: Expression): number | Float64Array;
  /** Where a variable of an inner level has responded to. */
  response(variable: Expression): number | Float64Array;
  /** dy*∕dx of an inner variable by an outer one, row-major with shape y.shape ++ x.shape; exact. */
  jacobian(variable: Expression, outer: Expression): number | Float64Array;
  /** Bound on the Euclidean error of the gradient, estimated at the point; undefined without one. */
  readonly errorBound: number | undefined;
  /** Largest relative residual of an iteratively solved adjoint system; 0 where they are factored. */
  readonly adjointResidual: number;
  /** What to know before trusting it, in sentences: a level below that its solver did not bring to a minimum. */
  readonly warnings: readonly string[];
  readonly cost: Readonly<Cost>;
}

/**
 * The exact (or, by choice of method, approximate) total gradient dF₁/dx₁ at one point.
 *
 * @param levels  outermost first; the same array (or the same levels) again compiles nothing
 * @throws ERR_LEVELS, ERR_UNBOUND, ERR_SHAPE, ERR_NOT_FINITE  before anything is computed
 * @throws ERR_NOT_A_MINIMUM, ERR_SINGULAR  an inner level has no proper minimum there
 * @example
 * ```ts
 * import { hypergradient, minimize, variable } from "echelon";
 * const x = variable("x", 2);
 * const y = variable("y", 0);
 * const levels = [
 *   minimize(x, x.square().add(y)),
 *   minimize(y, y.sub(x.mul(3)).square()),
 * ];
 * hypergradient(levels, { at: { x: 1 } }).gradient(x); // → 5
 * ```
 */
export function hypergradient(
  levels: readonly Level[],
  options: HypergradientOptions = {},
): Hypergradient {
  requireOptions("hypergradient", options, optionKinds);
  const { at = {}, method = implicit() } = options;
  const hierarchy = hierarchyOf(levels);
  const session = new Session(hierarchy, estimatesOf(hierarchy, method));
  place(session, at);
  const { value, gradient } = complete(session.estimators[0]!.answer(1));
  if (!Number.isFinite(value)) hierarchy.requireFiniteData(at);
  if (session.trouble && !Number.isFinite(value)) fail(session.trouble.code, session.trouble.facts);
  requireAnswer(hierarchy, value, gradient!);
  const doubt = session.estimators[0]!.doubt?.();
  if (doubt) fail(doubt.code, doubt.facts);
  return report(session, value, gradient!);
}

/** Each level's own method, or the common one; differences of F leave the middle levels to implicit(). */
export function estimatesOf(hierarchy: Hierarchy, method: Estimate): Estimate[] {
  requireMethod(method);
  const inner = method.needsValuesOnly ? implicit() : method;
  return hierarchy.ranks.map(({ name, options }, k) => {
    if (options.method !== undefined) requireMethod(options.method, name);
    return options.method ?? (k === 0 ? method : inner);
  });
}

function requireMethod(method: Estimate, level?: string): void {
  if (typeof method?.start !== "function")
    fail("ERR_OPTION", {
      level,
      option: "method",
      given: method,
      expected: "implicit(), aid(…), itd(…), finiteDifference(…) or zerothOrder(…)",
    });
}

/** Puts the values of `at` where they belong: variables into the session, parameters into the programs. */
export function place(session: Session, at: Readonly<Record<string, Value>>): void {
  const { hierarchy } = session;
  requireKind(undefined, "at", at, optionKinds.at);
  const parameters = new Map<Expression, Float64Array>();
  for (const [name, value] of Object.entries(at)) {
    const node = hierarchy.find(name);
    const { data, shape } = asDense(value, name);
    const flat = shape.length === 1 && size(shape) === size(node.shape);
    if (!sameShape(shape, node.shape) && !flat)
      fail("ERR_SHAPE", {
        operation: "at",
        shapes: [node.shape, shape],
        names: [name, "the value"],
      });
    requireFinite(data, node, name);
    const found = locate(hierarchy, node);
    if (found) session.x[found.level]!.set(data, found.offset);
    else parameters.set(node, data === value ? data.slice() : data);
  }
  session.bind(parameters);
  for (const { name: level, variables } of hierarchy.ranks)
    for (const node of variables) {
      if (node.attributes.initial) continue;
      const name = nameOf(node);
      if (!(name in at)) fail("ERR_UNBOUND", { name, level });
    }
}

/** As toDense, without a copy of what is dense already: it is copied where it goes. */
function asDense(value: Value, name: string): Dense {
  return value instanceof Float64Array
    ? { data: value, shape: [value.length] }
    : toDense(value, name);
}

/** The level that decides a variable and the variable's place in that level's vector. */
export function locate(
  hierarchy: Hierarchy,
  node: Expression,
): { level: number; offset: number } | undefined {
  for (const [level, { variables }] of hierarchy.ranks.entries()) {
    let offset = 0;
    for (const own of variables) {
      if (own === node) return { level, offset };
      offset += size(own.shape);
    }
  }
  return undefined;
}

/** As `locate`, for a variable the caller must know. @throws ERR_LEVELS  no level decides it */
export function requireLocated(
  hierarchy: Hierarchy,
  node: Expression,
): { level: number; offset: number } {
  const found = locate(hierarchy, node);
  if (found) return found;
  const isNode = node instanceof Expression;
  return fail("ERR_LEVELS", {
    reason: `${isNode ? nameOf(node) : given(node)} is ${isNode ? "decided at no level" : "not a variable"}`,
    variable: isNode ? nameOf(node) : undefined,
    advice: `Ask for one of ${hierarchy.inputs.map(nameOf).join(", ")}.`,
  });
}

/** A piece of a level's vector as the user sees it: a number for a scalar, else a copy. */
export function pieceOf(
  node: Expression,
  data: Float64Array,
  offset: number,
): number | Float64Array {
  if (node.shape.length === 0) return data[offset]!;
  return data.slice(offset, offset + size(node.shape));
}

function requireAnswer(hierarchy: Hierarchy, value: number, gradient: Float64Array): void {
  const level = hierarchy.ranks[0]!.name;
  if (!Number.isFinite(value)) fail("ERR_NOT_FINITE", { name: "the objective", value, level });
  for (let index = 0; index < gradient.length; index++) {
    const entry = gradient[index]!;
    if (!Number.isFinite(entry))
      fail("ERR_NOT_FINITE", { name: "the gradient", value: entry, index, level });
  }
}

/** What a report has as functions of their own, so that a caller may take them out of it. */
interface Functions extends Pick<Hypergradient, "gradient" | "response" | "jacobian"> {
  readonly bound: () => number | undefined;
}

/** Where a report has its error bound, but not in print; a proxy, as of a reactive framework, finds it as well. */
const bound: unique symbol = Symbol("bound");

/** @param slope  of what is minimised */
function report(session: Session, value: number, slope: Float64Array): Hypergradient {
  let known: { readonly value: number | undefined } | undefined;
  return new Report(session, value, {
    bound() {
      known ??= { value: errorBound(session, slope) };
      return known.value;
    },
    gradient: (variable) => gradientBy(session, slope, variable),
    response: (variable) => {
      const { level, offset } = requireLocated(session.hierarchy, variable);
      return pieceOf(variable, session.x[level]!, offset);
    },
    jacobian: (variable, outer) => responseJacobian(session, variable, outer),
  });
}

/**
 * A class, because V8 makes a hidden class for each object literal with a getter: 8 µs of garbage a call. It is given
 * its functions, because V8 puts a function that is written where a property is assigned among the old objects, and
 * with it everything that it refers to.
 */
class Report implements Hypergradient {
  readonly value: number;
  readonly gradient: Hypergradient["gradient"];
  readonly response: Hypergradient["response"];
  readonly jacobian: Hypergradient["jacobian"];
  readonly adjointResidual: number;
  readonly warnings: readonly string[];
  readonly cost: Readonly<Cost>;
  declare readonly [bound]: () => number | undefined;

  constructor(session: Session, value: number, functions: Functions) {
    this.value = session.hierarchy.ranks[0]!.sign * value;
    this.gradient = functions.gradient;
    this.response = functions.response;
    this.jacobian = functions.jacobian;
    this.adjointResidual = session.estimators[0]!.adjointResidual?.() ?? 0;
    this.warnings = warnings(session, session.outcomes);
    this.cost = { ...session.cost };
    Object.defineProperty(this, bound, { value: functions.bound });
  }

  /** Computed when read: it takes one more Newton step and one more gradient. */
  get errorBound(): number | undefined {
    return this[bound]();
  }

  /** What JSON.stringify writes: the numbers and the words. */
  toJSON(): object {
    return { ...this, errorBound: this.errorBound };
  }
}

function gradientBy(
  { hierarchy }: Session,
  slope: Float64Array,
  variable: Expression,
): number | Float64Array {
  const { level, offset } = requireLocated(hierarchy, variable);
  const { name, sign } = hierarchy.ranks[level]!;
  if (level !== 0)
    fail("ERR_LEVELS", {
      reason: `${nameOf(variable)} is decided at "${name}", not at the outermost level`,
      variable: nameOf(variable),
      advice: "Ask for response(variable), or for its jacobian by an outer variable.",
    });
  const piece = pieceOf(variable, slope, offset);
  if (sign === 1) return piece;
  return typeof piece === "number" ? -piece : piece.map((entry) => -entry);
}

function responseJacobian(
  session: Session,
  variable: Expression,
  outer: Expression,
): number | Float64Array {
  const { hierarchy } = session;
  const row = requireLocated(hierarchy, variable);
  const column = requireLocated(hierarchy, outer);
  if (row.level === 0 || column.level !== 0)
    fail("ERR_LEVELS", {
      reason: `the response of ${nameOf(variable)} to ${nameOf(outer)} is not one of an inner level to the outermost`,
      variable: nameOf(variable),
      advice: "Give a variable of an inner level, then one of the outermost.",
    });
  const { program } = session.run(0, "responses");
  const width = session.x[0]!.length;
  const all = new Float64Array(session.x[row.level]!.length * width);
  program.get(row.level - 1, all);
  const [rows, columns] = [size(variable.shape), size(outer.shape)];
  const piece = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      piece[i * columns + j] = all[(row.offset + i) * width + column.offset + j]!;
  return variable.shape.length + outer.shape.length === 0 ? piece[0]! : piece;
}
