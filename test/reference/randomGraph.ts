import { add } from "../../src/expression/add.ts";
import { contract } from "../../src/expression/contract.ts";
import { elementwise, type Unary } from "../../src/expression/elementwise.ts";
import { constant, parameter, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { logDeterminant, solveWith } from "../../src/expression/solve.ts";
import * as structural from "../../src/expression/structural.ts";
import { contractionOf, identity } from "../../src/expression/view.ts";
import { size } from "../../src/value/shape.ts";
import { interpret } from "./interpret.ts";

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Of a leaf: the definitions are slow. */
const ELEMENTS_MOST = 1200;

/** A random graph whose values stay moderate, its inputs and the numbers to evaluate it at. */
export interface RandomGraph {
  readonly inputs: readonly Expression[];
  readonly outputs: readonly Expression[];
  readonly given: Map<Expression, Float64Array>;
}

/** Builds random graphs; every operator of the IR turns up. */
export class Generator {
  readonly nodes: Expression[] = [];
  readonly inputs: Expression[] = [];
  readonly given: Map<Expression, Float64Array> = new Map();
  private readonly random: () => number;
  private readonly sizes: readonly number[];

  constructor(seed: number, sizes: readonly number[]) {
    this.random = randomFrom(seed);
    this.sizes = sizes;
    for (let i = 0; i < 4; i++) this.leaf(this.shape());
  }

  upTo(n: number): number {
    return Math.floor(this.random() * n);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.upTo(list.length)]!;
  }

  shape(): number[] {
    const rank = this.pick([0, 1, 1, 2, 2, 2, 3, 4]);
    const shape = Array.from({ length: rank }, () => this.pick(this.sizes));
    while (size(shape) > ELEMENTS_MOST) shape.pop();
    return shape;
  }

  leaf(shape: readonly number[]): Expression {
    const data = Float64Array.from({ length: size(shape) }, () => 4 * this.random() - 2);
    const kind = this.upTo(3);
    const value = { data, shape: [...shape] };
    let node: Expression;
    if (kind === 0) node = constant(value);
    else if (kind === 1) node = parameter("p", value);
    else {
      node = variable("x", { shape });
      this.inputs.push(node);
      this.given.set(node, data);
    }
    this.nodes.push(node);
    return node;
  }

  /** A node of this shape: one that exists, or a new leaf. */
  like(shape: readonly number[]): Expression {
    const same = this.nodes.filter(
      (node) => `${node.shape}` === `${shape}` && node.shape.length === shape.length,
    );
    return same.length > 0 && this.random() < 0.8 ? this.pick(same) : this.leaf(shape);
  }

  /** Adds one operation, unless its value is not moderate. */
  grow(): void {
    const make = this.pick([
      () => this.contraction(),
      () => this.contraction(),
      () => this.sum(),
      () => this.sum(),
      () => this.unary(),
      () => this.unary(),
      () => this.binary(),
      () => this.structure(),
      () => this.linear(),
    ]);
    const node = make();
    if (size(node.shape) > 8 * ELEMENTS_MOST) return;
    const [value] = interpret([node], this.given);
    if (value!.every((x) => Math.abs(x) < 100)) this.nodes.push(node);
  }

  private contraction(): Expression {
    const count = this.pick([0, 1, 1, 2, 2, 2, 3, 4]);
    const labelSizes: number[] = [];
    const factors = Array.from({ length: count }, () => {
      const node = this.pick(this.nodes);
      const labels = node.shape.map((n) => {
        const fitting = labelSizes.flatMap((other, label) => (other === n ? [label] : []));
        if (fitting.length > 0 && this.random() < 0.7) return this.pick(fitting);
        return labelSizes.push(n) - 1;
      });
      return { node, labels };
    });
    if (labelSizes.reduce((product, n) => product * Math.max(n, 1), 1) > 20000) return this.unary();
    const output = labelSizes.flatMap((_, label) => (this.random() < 0.4 ? [label] : []));
    if (this.random() < 0.15) labelSizes.push(this.pick(this.sizes));
    if (this.random() < 0.15 && labelSizes.length > 0) output.push(this.upTo(labelSizes.length));
    output.sort(() => this.random() - 0.5);
    const scale = this.pick([1, 1, 1, -1, 0.5, -0.25]);
    return contract(factors, output.slice(0, 4), { ...labelSizes }, scale);
  }

  private sum(): Expression {
    const a = this.pick(this.nodes);
    const axes = a.shape.map((_, axis) => axis);
    const b = this.like(a.shape);
    return add(a, contractionOf([[b, axes]], axes, {}, this.pick([1, -1, 0.5])));
  }

  private unary(): Expression {
    const x = this.pick(this.nodes);
    const axes = x.shape.map((_, axis) => axis);
    const positive = add(elementwise("abs", [x]), contractionOf([], axes, { ...x.shape }, 0.5));
    const smooth: Unary[] = [
      "exp",
      "expm1",
      "sin",
      "cos",
      "tanh",
      "sinh",
      "cosh",
      "sigmoid",
      "sigmoidSlope",
      "softplus",
      "relu",
      "abs",
      "erf",
    ];
    const bounded: Unary[] = ["sqrt", "log", "log1p", "reciprocal", "logSlope", "powConstant"];
    const jumping: Unary[] = ["sign", "tan"];
    const kind = this.upTo(5);
    if (kind < 3) return elementwise(this.pick(smooth), [x]);
    if (kind === 3) {
      const op = this.pick(bounded);
      return elementwise(op, [positive], op === "powConstant" ? { exponent: 1.7 } : {});
    }
    return elementwise(
      this.pick(jumping),
      [this.like([...x.shape])].map((y) => (y.inputs.length > 0 ? this.leaf(x.shape) : y)),
    );
  }

  private binary(): Expression {
    const shape = this.pick(this.nodes).shape;
    const [a, b] = [this.like(shape), this.like(shape)];
    const axes = shape.map((_, axis) => axis);
    const positive = (x: Expression) =>
      add(elementwise("abs", [x]), contractionOf([], axes, { ...shape }, 0.5));
    const op = this.pick([
      "div",
      "pow",
      "max",
      "min",
      "where",
      "less",
      "lessEqual",
      "equalTo",
    ] as const);
    if (op === "div") return elementwise("div", [a, positive(b)]);
    if (op === "pow") return elementwise("pow", [positive(a), elementwise("tanh", [b])]);
    if (op === "max" || op === "min") return elementwise(op, [a, b]);
    const [c, d] = [this.leaf(shape), this.leaf(shape)];
    if (op === "where") return elementwise("where", [elementwise("relu", [c]), a, b]);
    return elementwise(op, [c, this.pick([c, d])]);
  }

  private structure(): Expression {
    const x = this.pick(this.nodes.filter(({ shape }) => shape.length > 0));
    if (!x) return this.unary();
    const axis = this.upTo(x.shape.length);
    const n = x.shape[axis]!;
    switch (this.upTo(7)) {
      case 0:
        return structural.reshape(
          x,
          this.pick([[size(x.shape)], [...x.shape].reverse(), [1, ...x.shape]]),
        );
      case 1: {
        const start = x.shape.map((length) => this.upTo(length + 1));
        const stop = x.shape.map((length, i) => start[i]! + this.upTo(length - start[i]! + 1));
        return structural.slice(
          x,
          start,
          stop,
          x.shape.map(() => 1 + this.upTo(2)),
        );
      }
      case 2: {
        const step = x.shape.map(() => 1 + this.upTo(2));
        const start = x.shape.map(() => this.upTo(3));
        const shape = x.shape.map(
          (length, i) => start[i]! + Math.max(0, (length - 1) * step[i]! + 1) + this.upTo(2),
        );
        return structural.pad(x, start, step, shape);
      }
      case 3:
        return structural.concat([x, this.like(x.shape), x], axis);
      case 4:
        return structural.gather(
          x,
          n === 0 ? [] : Array.from({ length: this.upTo(5) }, () => this.upTo(n)),
          axis,
        );
      case 5: {
        const indices = Array.from({ length: n }, () => this.upTo(3));
        return structural.scatterAdd(x, indices, axis, 3);
      }
      default: {
        const axes = x.shape.flatMap((n, i) => (n > 0 && this.random() < 0.5 ? [i] : []));
        return structural.reduceExtreme(this.pick(["reduceMax", "reduceMin"] as const), x, axes);
      }
    }
  }

  /** A solve with a well-conditioned matrix, or its determinant. */
  private linear(): Expression {
    const n = this.pick(this.sizes);
    const kind = this.pick(["spd", "symmetric", "general"] as const);
    const root = this.like([n, n]);
    const shift = contractionOf([[identity([n]), [0, 1]]], [0, 1], {}, n * 4 + 1);
    const gram = contractionOf(
      [
        [root, [0, 1]],
        [root, [0, 2]],
      ],
      [1, 2],
      {},
      0.1,
    );
    const symmetric = contractionOf([[gram, [0, 1]]], [0, 1], {}, kind === "spd" ? 1 : -1);
    const matrix = add(kind === "general" ? elementwise("tanh", [root]) : symmetric, shift);
    if (this.random() < 0.3) return logDeterminant(matrix, kind);
    const right = this.like(this.pick([[n], [n, 2], [n, 3, 2]]));
    return solveWith(matrix, right, kind, this.random() < 0.5);
  }
}

/** A graph of about `operations` nodes. */
export function randomGraph(
  seed: number,
  operations: number,
  sizes: readonly number[],
): RandomGraph {
  const generator = new Generator(seed, sizes);
  for (let i = 0; i < operations; i++) generator.grow();
  const last = generator.nodes.slice(-6);
  return { inputs: generator.inputs, outputs: last, given: generator.given };
}
