import { fail } from "../../error/fail.ts";
import { labelsOf, type Shape, size } from "../../value/shape.ts";
import { uniform } from "../contract.ts";
import { freeVariables } from "../graph.ts";
import { misfit, nameOf } from "../lift.ts";
import { Expression } from "../node.ts";
import { solveWith } from "../solve.ts";
import { blockMatrix, concat, reshape, sliceAlong, unflatten } from "../structural.ts";
import { permute, scale } from "../view.ts";
import { type Callee, call, type InnerProblem } from "./call.ts";
import type { Calculus } from "./operator.ts";

/** A level's solver and rules when `argmin` stands in an expression; all optional. */
export type ArgminOptions = Readonly<Record<string, unknown>> & { readonly name?: string };

/**
 * The minimiser of `f` over `x` as an expression of everything else in `f`; the start is the
 * variable's value. Differentiable again and again by the implicit function theorem:
 *
 *     ẋ = −(∂²f/∂x²)⁻¹ (∂²f/∂x∂p) ṗ
 *
 * @param x  one variable, or an array of them: then an array of minimisers
 * @throws ERR_SHAPE  f is not a scalar; when evaluated ERR_NOT_A_MINIMUM, ERR_NOT_CONVERGED
 */
export function argmin(x: Expression, f: Expression, options?: ArgminOptions): Expression;
export function argmin(
  x: readonly Expression[],
  f: Expression,
  options?: ArgminOptions,
): Expression[];
export function argmin(
  x: Expression | readonly Expression[],
  f: Expression,
  options: ArgminOptions = {},
): Expression | Expression[] {
  const variables = x instanceof Expression ? [x] : [...x];
  const values = minimiser(variables, f, options);
  return x instanceof Expression ? values[0]! : values;
}

/** The maximiser of `f` over `x`: argmin of −f. */
export function argmax(x: Expression, f: Expression, options?: ArgminOptions): Expression;
export function argmax(
  x: readonly Expression[],
  f: Expression,
  options?: ArgminOptions,
): Expression[];
export function argmax(
  x: Expression | readonly Expression[],
  f: Expression,
  options: ArgminOptions = {},
): Expression | Expression[] {
  const variables = x instanceof Expression ? [x] : [...x];
  const values = minimiser(variables, scale(f, -1), options);
  return x instanceof Expression ? values[0]! : values;
}

function minimiser(
  variables: readonly Expression[],
  objective: Expression,
  options: ArgminOptions,
): Expression[] {
  if (objective.shape.length > 0)
    misfit("argmin", [objective], "The objective must be a scalar: reduce it with sum or mean.");
  const wrong = variables.find(
    (node) => node.op !== "variable" || node.attributes.role !== "variable",
  );
  if (wrong || variables.length === 0)
    fail("ERR_LEVELS", {
      reason: wrong ? `argmin over ${nameOf(wrong)}` : "argmin over nothing",
      advice: "Minimise over variables made by variable(name, value).",
    });
  const twice = variables.find((node, k) => variables.indexOf(node) !== k);
  if (twice)
    fail("ERR_LEVELS", { variable: nameOf(twice), reason: "it stands twice in one argmin" });
  const free = freeVariables([objective]);
  const loose = variables.find((node) => !free.includes(node));
  if (loose)
    fail("ERR_LEVELS", {
      reason: `the objective of argmin does not depend on ${nameOf(loose)}`,
      variable: nameOf(loose),
      advice: "Minimise over the variables of the objective only.",
    });
  const formals = free.filter((node) => !variables.includes(node));
  const name = options.name ?? `argmin ${variables.map(nameOf).join(", ")}`;
  const problem: InnerProblem = { variables, objective, formals, options, name };
  const shapes = variables.map((node) => node.shape);
  const total = shapes.reduce((sum, shape) => sum + size(shape), 0);
  return unflatten(call(calleeOf(problem), formals, [total]), shapes);
}

let solvers = 0;
const solverKeys = new WeakMap<object, number>();

/** Options are compared by identity: two argmins with equal functions may use different solvers. */
function optionKey(options: object): number {
  if (Object.keys(options).length === 0) return 0;
  if (!solverKeys.has(options)) solverKeys.set(options, ++solvers);
  return solverKeys.get(options)!;
}

function calleeOf(problem: InnerProblem): Callee {
  const { variables, objective, options } = problem;
  return {
    key: `argmin;${objective.id};${variables.map((node) => node.id)};${optionKey(options)}`,
    name: problem.name,
    bind: (environment) => environment.minimise(problem),
    forward: (node, tangents, batch, calculus) => forward(problem, node, tangents, batch, calculus),
    reverse: (node, cotangent, batch, calculus, needed) =>
      reverse(problem, node, cotangent, batch, calculus, needed),
  };
}

const curvatures = new WeakMap<InnerProblem, Expression>();
const gradients = new WeakMap<InnerProblem, readonly Expression[]>();

/** The value kept for a problem, made at the first call: the rules of a chain of levels ask again and again. */
function kept<T>(store: WeakMap<InnerProblem, T>, problem: InnerProblem, make: () => T): T {
  const known = store.get(problem);
  if (known !== undefined) return known;
  const made = make();
  store.set(problem, made);
  return made;
}

/** ∂²f/∂x² as one matrix over all variables, at the minimiser. */
function curvature(problem: InnerProblem, calculus: Calculus): Expression {
  const { variables, objective } = problem;
  return kept(curvatures, problem, () =>
    blockMatrix(
      calculus.hessian(objective, variables),
      variables.map((node) => size(node.shape)),
    ),
  );
}

function slopes(problem: InnerProblem, calculus: Calculus): readonly Expression[] {
  const { variables, objective } = problem;
  return kept(gradients, problem, () =>
    calculus
      .cotangents([objective], [uniform(1)], variables, [])
      .map((slope, k) => slope ?? uniform(0, variables[k]!.shape)),
  );
}

/**
 * Rules are written in the problem's own variables and placeholders for the directions, then moved
 * to the point of the node: directions may contain those variables themselves.
 */
function atPoint(
  problem: InnerProblem,
  node: Expression,
  outputs: readonly Expression[],
  placeholders: readonly Expression[],
  directions: readonly Expression[],
  calculus: Calculus,
): Expression[] {
  const shapes = problem.variables.map((x) => x.shape);
  return calculus.substitute(
    outputs,
    [...problem.variables, ...problem.formals, ...placeholders],
    [...unflatten(node, shapes), ...node.inputs, ...directions],
  );
}

const placeholder = (shape: Shape): Expression =>
  new Expression("variable", [], { name: "direction", role: "variable" }, shape);

function forward(
  problem: InnerProblem,
  node: Expression,
  tangents: readonly (Expression | undefined)[],
  batch: Shape,
  calculus: Calculus,
): Expression | undefined {
  const holders = tangents.map((tangent) => tangent && placeholder(tangent.shape));
  const changes = calculus.tangents(slopes(problem, calculus), problem.formals, holders, batch);
  if (changes.every((change) => !change)) return undefined;
  const right = concat(
    problem.variables.map((x, k) =>
      reshape(changes[k] ?? uniform(0, [...x.shape, ...batch]), [size(x.shape), ...batch]),
    ),
    0,
  );
  const [matrix, vector] = atPoint(
    problem,
    node,
    [curvature(problem, calculus), right],
    holders.filter((holder) => holder !== undefined),
    tangents.filter((tangent) => tangent !== undefined),
    calculus,
  );
  return scale(solveWith(matrix!, vector!, "spd"), -1);
}

function reverse(
  problem: InnerProblem,
  node: Expression,
  cotangent: Expression,
  batch: Shape,
  calculus: Calculus,
  needed: readonly boolean[],
): (Expression | undefined)[] {
  const [matrix] = atPoint(problem, node, [curvature(problem, calculus)], [], [], calculus);
  const axes = labelsOf(batch);
  const columns = permute(cotangent, [batch.length, ...axes]);
  const solved = solveWith(matrix!, columns, "spd");
  const adjoint = permute(scale(solved, -1), [...axes.map((i) => i + 1), 0]);
  const shapes = problem.variables.map((x) => x.shape);
  const holders = shapes.map((shape) => placeholder([...batch, ...shape]));
  const formals = problem.formals.filter((_, k) => needed[k]);
  const results = calculus.cotangents(slopes(problem, calculus), holders, formals, batch);
  const present = results.filter((result) => result !== undefined);
  const pieces = batch.length === 0 ? unflatten(adjoint, shapes) : rows(adjoint, shapes, batch);
  const moved = atPoint(problem, node, present, holders, pieces, calculus);
  let next = 0;
  return problem.formals.map((_, k) => {
    const result = needed[k] ? results[next++] : undefined;
    return result && moved[present.indexOf(result)];
  });
}

/** The pieces of the last axis under the variables' shapes, batch axes in front. */
function rows(adjoint: Expression, shapes: readonly Shape[], batch: Shape): Expression[] {
  const last = batch.length;
  const columns = permute(adjoint, [last, ...labelsOf(batch)]);
  let offset = 0;
  return shapes.map((shape) => {
    const start = offset;
    offset += size(shape);
    const piece = sliceAlong(columns, 0, start, offset);
    const back = permute(piece, [...batch.map((_, i) => i + 1), 0]);
    return reshape(back, [...batch, ...shape]);
  });
}
