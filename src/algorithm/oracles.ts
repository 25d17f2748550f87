import { calculus, gradients } from "../derivative/calculus.ts";
import { uniform } from "../expression/contract.ts";
import { constant } from "../expression/lift.ts";
import { Expression } from "../expression/node.ts";
import { concat, flatten, reshape } from "../expression/structural.ts";
import { size } from "../value/shape.ts";

/** A level: what it minimises, and over what. */
export interface Side {
  readonly objective: Expression;
  readonly variables: readonly Expression[];
}

/** What a program gives, and its inputs besides the levels' variables. */
export interface Oracle {
  readonly outputs: readonly Expression[];
  readonly directions: readonly Expression[];
}

/**
 * The oracles of min_x f(x, y*(x)), y*(x) = argmin_y g(x, y), as expressions; `Bilevel` says what each of them is.
 */
export const oracles = {
  outer: ({ objective: f, variables: x }: Side, { variables: y }: Side): Oracle => {
    const slopes = gradients(f, [...x, ...y]);
    const parts = [flatten(slopes.slice(0, x.length)), flatten(slopes.slice(x.length))];
    return { outputs: [f, ...parts], directions: [] };
  },
  inner: (_: Side, { objective: g, variables: y }: Side): Oracle => ({
    outputs: [g, flatten(gradients(g, y))],
    directions: [],
  }),
  innerByOuter: ({ variables: x }: Side, { objective: g }: Side): Oracle => ({
    outputs: [flatten(gradients(g, x))],
    directions: [],
  }),
  hessian: (outer: Side, inner: Side): Oracle => {
    const { directions, hessian } = products(outer, inner);
    return { outputs: [hessian()], directions };
  },
  cross: (outer: Side, inner: Side): Oracle => {
    const { directions, cross } = products(outer, inner);
    return { outputs: [cross()], directions };
  },
  along: (outer: Side, inner: Side): Oracle => {
    const { directions, hessian, cross, slopes } = products(outer, inner);
    return { outputs: [flatten(slopes), hessian(), cross()], directions };
  },
  shift: ({ variables: x }: Side, { objective: g, variables: y }: Side): Oracle => {
    const directions = x.map((node) => like(node));
    const moved = calculus.tangents(gradients(g, y), x, directions, []);
    return { outputs: [filled(moved, y)], directions };
  },
  forward: ({ variables: x }: Side, { objective: g, variables: y }: Side): Oracle => {
    const slopes = gradients(g, y);
    const width = x.reduce((sum, node) => sum + size(node.shape), 0);
    const directions = y.map((node) => like(node, [width]));
    // Along x and y at once: one product with what both go through, where two sums would have two.
    const along = [...columnsOf(x, width), ...directions];
    const moved = calculus.tangents(slopes, [...x, ...y], along, [width]);
    const rows = moved.map((part, i) =>
      reshape(part ?? uniform(0, [...y[i]!.shape, width]), [size(y[i]!.shape), width]),
    );
    return { outputs: [flatten(slopes), concat(rows, 0)], directions };
  },
};

function products({ variables: x }: Side, { objective: g, variables: y }: Side) {
  const slopes = gradients(g, y);
  const directions = y.map((node) => like(node));
  return {
    slopes,
    directions,
    hessian: () => filled(calculus.tangents(slopes, y, directions, []), y),
    cross: () => filled(calculus.cotangents(slopes, directions, x, []), x),
  };
}

/** The identity over all of x, cut into the rows of each variable. */
function columnsOf(x: readonly Expression[], width: number): Expression[] {
  let from = 0;
  return x.map((node) => {
    const rows = size(node.shape);
    const data = new Float64Array(rows * width);
    for (let i = 0; i < rows; i++) data[i * width + from + i] = 1;
    from += rows;
    return constant({ data, shape: [...node.shape, width] });
  });
}

const like = (node: Expression, columns: readonly number[] = []): Expression =>
  new Expression("variable", [], { name: "direction", role: "variable" }, [
    ...node.shape,
    ...columns,
  ]);

const filled = (parts: readonly (Expression | undefined)[], shaped: readonly Expression[]) =>
  flatten(parts.map((part, i) => part ?? uniform(0, shaped[i]!.shape)));
