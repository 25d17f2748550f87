import {
  compile,
  type Expression,
  grad,
  hessian,
  jacobian,
  jvp,
  sum,
  vjp,
} from "../../src/index.ts";
import type { Program } from "../../src/program/program.ts";
import { size } from "../../src/value/shape.ts";
import { type HyperDual, plus } from "./hyperDual.ts";
import type { Numbers } from "./numbers.ts";
import { expressionsOf, type Step, stepValues } from "./recording.ts";

type Leaf = Extract<Step, { leaf: unknown }>;

/** What the compiled outputs must be, in the order of the outputs. */
interface Wanted {
  readonly name: string;
  readonly numbers: readonly number[];
  /** The outputs of which it is the sum, each contracted with directions along its trailing axes. */
  readonly of: readonly {
    readonly output: number;
    readonly along: readonly (readonly number[])[];
  }[];
}

const part = (numbers: readonly HyperDual[], k: 0 | 1 | 2 | 3): number[] =>
  numbers.map((x) => x[k]);

const directed = (x: Leaf, k: 0 | 1) => ({
  data: Float64Array.from(x.along![k]),
  shape: [...x.shape],
});

/** The last step with its derivatives by all variables, and what the definitions say of them. */
export class Agreement {
  readonly inputs: readonly Expression[];
  readonly outputs: Expression[] = [];
  private readonly parameters: readonly Expression[];
  private readonly wanted: ((y: Numbers, leaves: readonly Leaf[]) => Wanted)[] = [];
  private readonly places: readonly number[];

  constructor(steps: readonly Step[]) {
    const nodes = expressionsOf(steps);
    const placesOf = (leaf: Leaf["leaf"]) =>
      steps.flatMap((step, k) => ("leaf" in step && step.leaf === leaf ? [k] : []));
    this.places = placesOf("variable");
    this.inputs = this.places.map((k) => nodes[k]!);
    this.parameters = placesOf("parameter").map((k) => nodes[k]!);
    const leaves = this.places.map((k) => steps[k] as Leaf);
    this.first(nodes.at(-1)!);
    this.directional(nodes.at(-1)!, leaves);
    this.second(nodes.at(-1)!, leaves);
  }

  private output(node: Expression): number {
    return this.outputs.push(node) - 1;
  }

  private first(y: Expression): void {
    const value = this.output(y);
    this.wanted.push(({ data }) => ({
      name: "value",
      numbers: part(data, 0),
      of: [{ output: value, along: [] }],
    }));
    const slopes = this.inputs.map((x) => this.output(jacobian(y, x)));
    this.wanted.push(({ data }, leaves) => ({
      name: "jacobian",
      numbers: part(data, 1),
      of: slopes.map((output, i) => ({ output, along: [leaves[i]!.along![0]] })),
    }));
    const total = this.inputs.length > 0 ? grad(sum(y), this.inputs) : [];
    const gradients = total.map((g) => this.output(g));
    const sums = ({ data }: Numbers, k: 1 | 2 | 3) => [data.reduce(plus, [0, 0, 0, 0])[k]];
    this.wanted.push((y, leaves) => ({
      name: "grad",
      numbers: sums(y, 2),
      of: gradients.map((output, i) => ({ output, along: [leaves[i]!.along![1]] })),
    }));
    const ones = { data: new Float64Array(size(y.shape)).fill(1), shape: [...y.shape] };
    const pulled = this.inputs.map((x) => this.output(vjp(y, x, ones)));
    this.wanted.push((y, leaves) => ({
      name: "vjp",
      numbers: sums(y, 1),
      of: pulled.map((output, i) => ({ output, along: [leaves[i]!.along![0]] })),
    }));
  }

  /** Forward over forward, and reverse over forward. */
  private directional(y: Expression, leaves: readonly Leaf[]): void {
    if (leaves.length === 0) return;
    const along = (node: Expression, k: 0 | 1): Expression =>
      this.inputs
        .map((x, i) => jvp(node, x, directed(leaves[i]!, k)))
        .reduce((total, term) => total.add(term));
    const tangent = along(y, 0);
    const [first, second] = [this.output(tangent), this.output(along(tangent, 1))];
    this.wanted.push(({ data }) => ({
      name: "jvp",
      numbers: part(data, 1),
      of: [{ output: first, along: [] }],
    }));
    this.wanted.push(({ data }) => ({
      name: "jvp of jvp",
      numbers: part(data, 3),
      of: [{ output: second, along: [] }],
    }));
    const mixed = grad(sum(tangent), this.inputs).map((g) => this.output(g));
    this.wanted.push(({ data }) => ({
      name: "grad of jvp",
      numbers: [data.reduce(plus, [0, 0, 0, 0])[3]],
      of: mixed.map((output, i) => ({ output, along: [leaves[i]!.along![1]] })),
    }));
  }

  private second(y: Expression, leaves: readonly Leaf[]): void {
    if (leaves.length === 0) return;
    const blocks = hessian(sum(y), this.inputs);
    const of = blocks.flatMap((row, i) =>
      row.map((block, j) => ({
        output: this.output(block),
        along: [leaves[i]!.along![0], leaves[j]!.along![1]],
      })),
    );
    this.wanted.push(({ data }) => ({
      name: "hessian",
      numbers: [data.reduce(plus, [0, 0, 0, 0])[3]],
      of,
    }));
  }

  compiled(): Program {
    return compile([...this.inputs], this.outputs);
  }

  /** Runs with the numbers of these steps, which differ from the recorded ones in leaves only; what disagrees. */
  check(program: Program, steps: readonly Step[]): string | undefined {
    const values = stepValues(steps);
    const leaves = this.places.map((k) => steps[k] as Leaf);
    leaves.forEach(({ data }, i) => {
      program.set(i, data);
    });
    const bound = steps.filter((step) => "leaf" in step && step.leaf === "parameter") as Leaf[];
    bound.forEach(({ data, shape }, i) => {
      const node = this.parameters[i]!;
      if (program.dependsOn(node))
        program.bind(node, { data: Float64Array.from(data), shape: [...shape] });
    });
    program.execute();
    const all = values.flatMap(({ data }) => data.flat());
    const isPlain = all.every(Number.isFinite) && values.every(({ data }) => data.length > 0);
    const largest = all.filter(Number.isFinite).reduce((most, x) => Math.max(most, Math.abs(x)), 1);
    const y = values.at(-1)!;
    for (const rule of this.wanted) {
      const { name, numbers, of } = rule(y, leaves);
      const terms = of.map(({ output, along }) => contracted(this.numbers(program, output), along));
      for (const [i, exact] of numbers.entries()) {
        const found = terms.reduce((total, term) => total + (term.length === 0 ? 0 : term[i]!), 0);
        // Backwards, a choice made after a broadcast does not reach the branch, nor does that of nothing:
        // NaN is no wrong number.
        if (!isPlain && Number.isNaN(found) && !/value|^jvp/.test(name)) continue;
        if (Math.abs(found - exact) <= 1e-10 * largest ** 1.5 + 1e-7 * Math.abs(exact)) continue;
        return `${name}[${i}] is ${found}, not ${exact}`;
      }
    }
    return undefined;
  }

  /** All outputs as one text, with the sign of zero. */
  bits(program: Program): string {
    const text = (x: number) => (Object.is(x, -0) ? "-0" : `${x}`);
    return this.outputs.map((_, j) => Array.from(this.numbers(program, j), text).join()).join("|");
  }

  private numbers(program: Program, output: number): Float64Array {
    const data = new Float64Array(size(this.outputs[output]!.shape));
    program.get(output, data);
    return data;
  }
}

/** Σ over the trailing elements with these weights, the last weights first. */
function contracted(data: Float64Array, along: readonly (readonly number[])[]): Float64Array {
  let rest = data;
  for (const weights of [...along].reverse()) {
    const n = weights.length;
    const rows = n === 0 ? 0 : rest.length / n;
    rest = Float64Array.from({ length: rows }, (_, i) =>
      weights.reduce((total, w, j) => total + w * rest[i * n + j]!, 0),
    );
  }
  return rest;
}
