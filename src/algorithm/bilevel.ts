import { fail } from "../error/fail.ts";
import type { Expression } from "../expression/node.ts";
import { estimatesOf, place } from "../hypergradient/hypergradient.ts";
import { implicit } from "../hypergradient/implicit.ts";
import { hierarchyOf } from "../level/hierarchies.ts";
import type { Hierarchy } from "../level/hierarchy.ts";
import type { Level } from "../level/level.ts";
import { Session } from "../level/session.ts";
import type { Program } from "../program/program.ts";
import { size } from "../value/shape.ts";
import type { Value } from "../value/value.ts";
import { oracles } from "./oracles.ts";
import type { Stream } from "./stream.ts";

/** How often each oracle was asked. */
export interface Calls {
  outer: number;
  inner: number;
  hessian: number;
  cross: number;
}

interface Options {
  readonly streams?: readonly Stream[];
  readonly at?: Readonly<Record<string, Value>> | undefined;
}

/**
 * The oracles of min_x f(x, y*(x)), y*(x) = argmin_y g(x, y), that all methods of this room are made
 * of. Each is a program compiled when first asked of these levels; minibatches are inputs of it, so a
 * new batch compiles nothing. Vectors in, new vectors out; variables of a level lie one after the other.
 */
export class Bilevel {
  readonly name: string;
  readonly calls: Calls = { outer: 0, inner: 0, hessian: 0, cross: 0 };
  /** Where the levels start. */
  readonly start: { readonly x: Float64Array; readonly y: Float64Array };
  private readonly hierarchy: Hierarchy;
  /** Its parameters are this problem's, whoever else works on the same levels in between. */
  private readonly session: Session;
  private readonly streams: readonly Stream[];
  private readonly streamed: readonly Expression[];
  private batch: readonly ArrayLike<number>[];

  constructor(name: string, levels: readonly Level[], { streams = [], at = {} }: Options) {
    this.name = name;
    this.hierarchy = hierarchyOf(levels);
    const { ranks } = this.hierarchy;
    if (ranks.length !== 2)
      fail("ERR_LEVELS", {
        operation: name,
        reason: `it works on two levels, and ${ranks.length} are given`,
        advice: "Use solve without an algorithm, or unrolledLevels(), for any number of levels.",
      });
    this.session = new Session(this.hierarchy, estimatesOf(this.hierarchy, implicit()));
    place(this.session, at);
    const [x, y] = this.session.x;
    this.start = { x: x!.slice(), y: y!.slice() };
    this.streams = streams;
    this.streamed = streams.flatMap(({ parameters }) => parameters);
    this.batch = this.streamed.map((node) => initialOf(node));
  }

  /** Whether the data change from step to step. */
  get isSampling(): boolean {
    return this.streamed.length > 0;
  }

  /** Draws the next minibatch of every stream. */
  draw(random: () => number): void {
    if (this.streams.length > 0) this.use(this.streams.flatMap((stream) => stream.draw(random)));
  }

  /** Makes all oracles see these values of the streamed parameters. */
  use(batch: readonly ArrayLike<number>[]): void {
    this.batch = batch;
  }

  /** f, ∇_x f and ∇_y f. */
  outer(x: Float64Array, y: Float64Array): { value: number; x: Float64Array; y: Float64Array } {
    this.calls.outer++;
    const program = this.run("outer", x, y);
    return { value: program.scalar(0), x: read(program, 1, x), y: read(program, 2, y) };
  }

  /** g and ∇_y g. */
  inner(x: Float64Array, y: Float64Array): { value: number; gradient: Float64Array } {
    this.calls.inner++;
    const program = this.run("inner", x, y);
    return { value: program.scalar(0), gradient: read(program, 1, y) };
  }

  /** ∇_x g. */
  innerByOuter(x: Float64Array, y: Float64Array): Float64Array {
    this.calls.inner++;
    return read(this.run("innerByOuter", x, y), 0, x);
  }

  /** ∇²_yy g · v. */
  hessian(x: Float64Array, y: Float64Array, v: Float64Array): Float64Array {
    this.calls.hessian++;
    return read(this.run("hessian", x, y, v), 0, y);
  }

  /** ∇²_xy g · v = ∇_x ⟨∇_y g, v⟩, as long as x. */
  cross(x: Float64Array, y: Float64Array, v: Float64Array): Float64Array {
    this.calls.cross++;
    return read(this.run("cross", x, y, v), 0, x);
  }

  /** ∇_y g, ∇²_yy g · v and ∇²_xy g · v in one program, on one batch. */
  along(
    x: Float64Array,
    y: Float64Array,
    v: Float64Array,
  ): { gradient: Float64Array; hessian: Float64Array; cross: Float64Array } {
    this.calls.inner++;
    this.calls.hessian++;
    this.calls.cross++;
    const program = this.run("along", x, y, v);
    return {
      gradient: read(program, 0, y),
      hessian: read(program, 1, y),
      cross: read(program, 2, x),
    };
  }

  /** ∇²_yx g · u, as long as y: what a step u of x does to ∇_y g. */
  shift(x: Float64Array, y: Float64Array, u: Float64Array): Float64Array {
    this.calls.cross++;
    return read(this.run("shift", x, y, u), 0, y);
  }

  /**
   * Forward mode: ∇_y g and ∇²_yy g · R + ∇²_yx g, what ∇_y g does along R, for a matrix R with a row for
   * each number in y and a column for each in x; row-major.
   */
  forward(
    x: Float64Array,
    y: Float64Array,
    R: Float64Array,
  ): { gradient: Float64Array; moved: Float64Array } {
    this.calls.inner++;
    this.calls.hessian += x.length;
    this.calls.cross += x.length;
    const program = this.run("forward", x, y, R);
    return { gradient: read(program, 0, y), moved: read(program, 1, R) };
  }

  private run(name: keyof typeof oracles, x: Float64Array, y: Float64Array, v?: Float64Array) {
    const { program, directions } = this.program(name);
    this.place("x", x, this.session.x[0]!);
    this.place("y", y, this.session.x[1]!);
    this.session.load(program);
    let input = this.hierarchy.inputs.length;
    for (const values of this.batch) program.set(input++, values);
    if (v) load(program, input, directions, v);
    program.execute();
    return program;
  }

  private place(side: "x" | "y", given: Float64Array, into: Float64Array): void {
    if (given.length !== into.length)
      fail("ERR_OPTION", {
        operation: this.name,
        option: side,
        given,
        expected: `the ${into.length} numbers of this problem`,
      });
    into.set(given);
  }

  private program(name: keyof typeof oracles): Compiled {
    const { hierarchy, streamed } = this;
    const programs = compiled.get(hierarchy) ?? new Map<string, Compiled>();
    compiled.set(hierarchy, programs);
    const key = [name, ...streamed.map(({ id }) => id)].join(" ");
    let found = programs.get(key);
    if (!found) {
      const [outer, inner] = hierarchy.ranks;
      const { outputs, directions } = oracles[name](outer!, inner!);
      const program = hierarchy.compileExtra(outputs, [...streamed, ...directions]);
      found = { program, directions };
      programs.set(key, found);
    }
    return found;
  }
}

/** Programs of levels that were seen before: a run sets all inputs anew, so that all problems may share them. */
const compiled = new WeakMap<Hierarchy, Map<string, Compiled>>();

interface Compiled {
  readonly program: Program;
  readonly directions: readonly Expression[];
}

function read(program: Program, output: number, alike: Float64Array): Float64Array {
  const into = new Float64Array(alike.length);
  program.get(output, into);
  return into;
}

/** Sets inputs from one vector, from the one with number `first` on. */
function load(
  program: Program,
  first: number,
  nodes: readonly Expression[],
  from: Float64Array,
): void {
  let [input, offset] = [first, 0];
  for (const node of nodes) {
    const length = size(node.shape);
    program.set(input++, from.subarray(offset, offset + length));
    offset += length;
  }
}

function initialOf(node: Expression): Float64Array {
  return node.attributes.initial ?? new Float64Array(size(node.shape));
}
