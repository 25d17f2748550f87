import { fail } from "../error/fail.ts";
import { uniform } from "../expression/contract.ts";
import { lift, misfit, nameOf, type Operand } from "../expression/lift.ts";
import { Expression } from "../expression/node.ts";
import { sameShape, size } from "../value/shape.ts";
import { calculus, gradients, jacobianBlock } from "./calculus.ts";
import { reverseJacobianBlock } from "./reverseJacobian.ts";

/**
 * The gradient ∂f/∂x of a scalar expression, an expression of the shape of x.
 *
 * @param f  a scalar expression; ERR_SHAPE otherwise
 * @param x  a variable or parameter, or an array of them: then an array of gradients
 * @example
 * ```ts
 * import { evaluate, grad, variable } from "echelon";
 * const x = variable("x", [1, 2, 3]);
 * evaluate(grad(x.square().sum(), x)); // → [2, 4, 6]
 * ```
 */
export function grad(f: Expression, x: Expression): Expression;
export function grad(f: Expression, x: readonly Expression[]): Expression[];
export function grad(f: Expression, x: Expression | readonly Expression[]) {
  requireScalar("grad", f, "jacobian");
  requireVariables("grad", x);
  return Array.isArray(x) ? gradients(f, x) : gradients(f, [x as Expression])[0]!;
}

/**
 * The Jacobian ∂y/∂x, of shape y.shape ++ x.shape. Forward mode when x is not larger than y,
 * reverse mode otherwise.
 *
 * @param x  a variable, or an array of them: then an array of Jacobians
 */
export function jacobian(y: Expression, x: Expression): Expression;
export function jacobian(y: Expression, x: readonly Expression[]): Expression[];
export function jacobian(y: Expression, x: Expression | readonly Expression[]) {
  requireExpressions("jacobian", y);
  requireVariables("jacobian", x);
  const block = (input: Expression): Expression =>
    size(input.shape) <= size(y.shape) ? jacobianBlock(y, input) : reverseJacobianBlock(y, input);
  return Array.isArray(x) ? x.map(block) : block(x as Expression);
}

/**
 * The Hessian ∂²f/∂x² of a scalar expression, of shape x.shape ++ x.shape.
 *
 * @param x  a variable, or an array of them: then blocks[i][j] of shape x[i].shape ++ x[j].shape
 */
export function hessian(f: Expression, x: Expression): Expression;
export function hessian(f: Expression, x: readonly Expression[]): Expression[][];
export function hessian(f: Expression, x: Expression | readonly Expression[]) {
  requireScalar("hessian", f, "jacobian twice");
  requireVariables("hessian", x);
  return Array.isArray(x) ? calculus.hessian(f, x) : calculus.hessian(f, [x as Expression])[0]![0]!;
}

/** The directional derivative (∂y/∂x) v, of the shape of y; v has the shape of x. */
export function jvp(y: Expression, x: Expression, v: Operand): Expression {
  requireExpressions("jvp", y);
  requireVariables("jvp", x);
  const direction = requireSame("jvp", x, v);
  return calculus.tangents([y], [x], [direction], [])[0] ?? uniform(0, y.shape);
}

/** The transposed derivative (∂y/∂x)ᵀ v, of the shape of x; v has the shape of y. */
export function vjp(y: Expression, x: Expression, v: Operand): Expression {
  requireExpressions("vjp", y);
  requireVariables("vjp", x);
  const direction = requireSame("vjp", y, v);
  return calculus.cotangents([y], [direction], [x], [])[0] ?? uniform(0, x.shape);
}

/** The product (∂²f/∂x²) v of a Hessian and a direction, without the Hessian; v has the shape of x. */
export function hvp(f: Expression, x: Expression, v: Operand): Expression {
  return jvp(grad(f, x), x, v);
}

/** TypeScript excludes numbers here; from JavaScript one would pass as something nothing depends on. */
function requireExpressions(operation: string, given: Expression | readonly Expression[]): void {
  const list = [given].flat();
  const wrong = list.findIndex((node) => !(node instanceof Expression));
  if (wrong >= 0)
    fail("ERR_OPTION", {
      operation,
      option: "what is differentiated",
      given: list[wrong],
      expected: "an expression",
    });
}

/** An expression that is no variable may have been simplified away: its derivative would be a number, and wrong. */
function requireVariables(operation: string, given: Expression | readonly Expression[]): void {
  const list = [given].flat();
  const wrong = list.findIndex((node) => !(node instanceof Expression && node.op === "variable"));
  if (wrong >= 0)
    fail("ERR_OPTION", {
      operation,
      option: "what is differentiated by",
      given: list[wrong] instanceof Expression ? nameOf(list[wrong]) : list[wrong],
      expected: "a variable or parameter",
      advice: "Put a variable in its place, and substitute it afterwards.",
    });
}

function requireScalar(operation: string, f: Expression, instead: string): void {
  requireExpressions(operation, f);
  if (f.shape.length > 0)
    misfit(
      operation,
      [f],
      `The expression must be a scalar: reduce it with sum or mean, or use ${instead}.`,
    );
}

function requireSame(operation: string, like: Expression, v: Operand): Expression {
  const direction = lift(v);
  if (!sameShape(direction.shape, like.shape))
    fail("ERR_SHAPE", {
      operation,
      shapes: [like.shape, direction.shape],
      names: [nameOf(like), "the direction"],
      advice: `Give a direction of ${like.shape.length === 0 ? "a single number" : `shape [${like.shape}]`}.`,
    });
  return direction;
}
