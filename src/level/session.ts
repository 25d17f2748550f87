import type { EchelonError } from "../error/echelonError.ts";
import type { Expression } from "../expression/node.ts";
import type { Program } from "../program/program.ts";
import type { Outcome } from "../solver/solver.ts";
import { overwrite } from "../solver/vector.ts";
import { size } from "../value/shape.ts";
import { type Cost, noCost } from "./cost.ts";
import type { Estimate, Estimator } from "./estimate.ts";
import { exact } from "./exact.ts";
import type { Hierarchy, LevelProgram, View } from "./hierarchy.ts";

/** Vectors per level's variable that a single gradient needs. */
const VECTORS_POOLED = 3;
/**
 * Up to this length V8 keeps the numbers of a typed array beside the object: 25 ns. Beyond, memory is
 * allocated and collected elsewhere: 600 ns, and a share of a part of it costs 40 ns.
 */
const LENGTH_ON_HEAP = 8;

/** Where a level was when its responses were last linearised: the base of tangent prediction. */
export interface Base {
  readonly x: Float64Array;
  /** Responses of the levels below at that point. */
  readonly below: readonly Float64Array[];
  /** dx_m/dx_k, row-major, for each level below. */
  readonly slopes: readonly Float64Array[];
}

const never = () => false;

/**
 * The numbers of one run: where every level stands, how it got there and what that cost. All
 * generators of this room work on a session.
 */
export class Session {
  readonly hierarchy: Hierarchy;
  /** Current point of each level, outermost first; changed in place. */
  readonly x: readonly Float64Array[];
  readonly cost: Cost = noCost();
  readonly estimators: readonly Estimator[];
  readonly estimates: readonly Estimate[];
  /** How each level's last solve ended. */
  readonly outcomes: (Outcome | undefined)[];
  readonly bases: (Base | undefined)[] = [];
  /** Per level, the points of the levels below when they last responded properly. */
  readonly safe: (readonly Float64Array[] | undefined)[] = [];
  /** Per level, the points of the levels below at its last iterate: trials after it may have been refused. */
  readonly anchors: (readonly Float64Array[] | undefined)[] = [];
  /** Iterations each level's solver has made so far. */
  readonly iterations: number[];
  /** Why the last answer was outside the domain: a level below without a minimum, or without a value. */
  trouble: EchelonError | undefined;
  private parameters: ReadonlyMap<Expression, Float64Array> = new Map();
  /** Levels whose stacked and nested solutions differed: more than one minimum is known there. */
  readonly branched: (true | undefined)[] = [];
  /** The diagonal of a large innermost Hessian; null where it brings nothing, undefined before it is asked for. */
  diagonal: Float64Array | null | undefined;
  /** A level is being solved by itself because stacked Newton was not accepted there. */
  isNesting = false;
  /** Whether control is to go back to whoever drives this run: the generators yield then, and only then. */
  isDue: () => boolean = never;

  /** One allocation for the longer vectors of a short run, made with the first of them. */
  private pool: Float64Array | undefined;
  private taken = 0;

  constructor(hierarchy: Hierarchy, estimates: readonly Estimate[]) {
    this.hierarchy = hierarchy;
    this.x = hierarchy.ranks.map((rank) => {
      const x = this.take(rank.size);
      let offset = 0;
      for (const node of rank.variables) {
        const end = offset + size(node.shape);
        const initial: Float64Array | undefined = node.attributes.initial;
        if (initial) overwrite(initial, x, offset);
        else x.fill(Number.NaN, offset, end); // until `at` brings a start
        offset = end;
      }
      return x;
    });
    this.outcomes = hierarchy.ranks.map(() => undefined);
    this.iterations = hierarchy.ranks.map(() => 0);
    // Nothing responds to the innermost level: its derivatives are its own, whatever the method.
    this.estimates = estimates.map((estimate, k) =>
      k + 1 === estimates.length ? exact : (estimate.at?.(hierarchy, k) ?? estimate),
    );
    this.estimators = this.estimates.map((estimate, k) => estimate.start(this, k));
  }

  /** A vector of zeros; a longer one from the pool while it lasts. */
  take(length: number): Float64Array {
    if (length <= LENGTH_ON_HEAP) return new Float64Array(length);
    this.pool ??= new Float64Array(
      VECTORS_POOLED * this.hierarchy.ranks.reduce((sum, rank) => sum + rank.size, 0),
    );
    const end = this.taken + length;
    if (end > this.pool.length) return new Float64Array(length);
    const vector = this.pool.subarray(this.taken, end);
    this.taken = end;
    return vector;
  }

  /** Number of levels. */
  get depth(): number {
    return this.x.length;
  }

  /** Says when control is to go back. (A function written where a property is assigned would never be young garbage.) */
  yieldWhen(isDue: () => boolean): void {
    this.isDue = isDue;
  }

  /** Gives the parameters of this run, and of no other, their numbers; the rest keep their own. */
  bind(parameters: ReadonlyMap<Expression, Float64Array>): void {
    this.parameters = parameters;
    this.hold();
  }

  private hold(): void {
    const { hierarchy, parameters } = this;
    // Whatever interrupts this, an unbound parameter, leaves a mixture that belongs to nobody.
    hierarchy.holder = undefined;
    for (const [node, data] of parameters) hierarchy.bind(node, { data, shape: [...node.shape] });
    hierarchy.unbindExcept(parameters);
    hierarchy.holder = this;
  }

  /** Copies the current point into the first inputs of a program; the parameters are this run's. */
  load(program: Program): void {
    const { ranks, holder } = this.hierarchy;
    if (holder !== this) this.hold();
    let input = 0;
    for (let k = 0; k < ranks.length; k++) {
      const { variables } = ranks[k]!;
      const x = this.x[k]!;
      if (variables.length === 1) {
        program.set(input++, x);
        continue;
      }
      let offset = 0;
      for (const node of variables) {
        const length = size(node.shape);
        program.set(input++, x.subarray(offset, offset + length));
        offset += length;
      }
    }
  }

  /** Runs level k's program of a view at the current point. */
  run(k: number, view: View): LevelProgram {
    return this.execute(this.hierarchy.program(k, view));
  }

  /** Runs one of the hierarchy's programs at the current point, and returns it. */
  execute(found: LevelProgram): LevelProgram {
    this.load(found.program);
    found.program.execute();
    this.cost.factorizations += found.factored.length;
    return found;
  }

  /** Copies of the points of levels from k on. */
  below(k: number): Float64Array[] {
    const copies: Float64Array[] = [];
    for (let j = k; j < this.x.length; j++) {
      const x = this.x[j]!;
      const copy = this.take(x.length);
      overwrite(x, copy, 0);
      copies.push(copy);
    }
    return copies;
  }

  /** Brings copies made by `below` up to date. */
  copy(k: number, copies: readonly Float64Array[]): void {
    copies.forEach((copy, i) => {
      overwrite(this.x[k + i]!, copy, 0);
    });
  }

  /** Puts levels from k on back to copies made by `below`. */
  restore(k: number, copies: readonly Float64Array[]): void {
    copies.forEach((copy, i) => {
      overwrite(copy, this.x[k + i]!, 0);
    });
  }
}

/** What a piece of work returns, without handing control back on the way. */
export function complete<Result>(work: Generator<void, Result, undefined>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
