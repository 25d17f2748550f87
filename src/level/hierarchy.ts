import { calculus, gradients } from "../derivative/calculus.ts";
import { fail } from "../error/fail.ts";
import { freeVariables } from "../expression/graph.ts";
import { nameOf } from "../expression/lift.ts";
import type { Expression } from "../expression/node.ts";
import { requireNumbers } from "../expression/requireNumbers.ts";
import { blockMatrix, flatten } from "../expression/structural.ts";
import { scale } from "../expression/view.ts";
import { buildProgram } from "../program/build.ts";
import { checkedValue } from "../program/checkedValue.ts";
import type { Program } from "../program/program.ts";
import { SharedData } from "../program/sharedData.ts";
import { requireFinite } from "../value/requireFinite.ts";
import { size } from "../value/shape.ts";
import type { Value } from "../value/value.ts";
import { Elimination } from "./elimination.ts";
import { environment } from "./environment.ts";
import type { Level, LevelOptions } from "./level.ts";

/** A level as the machinery sees it: always minimised, with its place and its size. */
export interface Rank {
  readonly name: string;
  readonly variables: readonly Expression[];
  /** sign · the user's objective: minimised. */
  readonly objective: Expression;
  readonly sign: 1 | -1;
  /** d_k: numbers decided here. */
  readonly size: number;
  readonly options: LevelOptions;
}

/** A program over all levels' variables, with the positions of its parts. */
export interface LevelProgram {
  readonly program: Program;
  /** Levels whose total Hessian is factored in it, in the order of program.factorizations. */
  readonly factored: readonly number[];
}

/** What a program at level k computes besides f_k. */
export type View = "value" | "partial" | "nash" | "gradient" | "curvature" | "step" | "responses";

/**
 * The levels of a problem, checked, with the programs that evaluate them. Programs are compiled when
 * first needed and kept: solving again from elsewhere, or with other parameters, compiles nothing.
 */
export class Hierarchy {
  readonly ranks: readonly Rank[];
  readonly inputs: readonly Expression[];
  /** Every program compiled so far, for who disposes of them. */
  readonly compiled: Program[] = [];
  /** The run whose parameters the programs hold: runs that overlap take turns. */
  holder: object | undefined;
  readonly #elimination: Elimination;
  readonly #programs: Map<View, LevelProgram>[] = [];
  readonly #vectors: Float64Array[] = [];
  #names: ReadonlyMap<string, readonly Expression[]> | undefined;
  readonly #bound = new Map<Expression, Float64Array>();
  /** Parameters and constants, once for all programs. */
  readonly #shared = new SharedData();

  constructor(levels: readonly Level[]) {
    this.ranks = checked(levels);
    this.inputs = this.ranks.flatMap((rank) => rank.variables);
    this.#elimination = new Elimination(
      this.ranks.map((rank) => rank.objective),
      this.ranks.map((rank) => rank.variables),
    );
  }

  /** The variable or parameter called `name`. @throws ERR_UNBOUND  none, or several of them */
  find(name: string): Expression {
    const all = this.#named().get(name) ?? [];
    if (all.length === 1) return all[0]!;
    return fail("ERR_UNBOUND", {
      name,
      advice:
        all.length === 0
          ? `No level has a variable or parameter of this name; there are ${[...this.#named().keys()].join(", ")}.`
          : "Several variables have this name: give each its own.",
    });
  }

  #named(): ReadonlyMap<string, readonly Expression[]> {
    if (this.#names) return this.#names;
    const found = freeVariables(this.ranks.map((rank) => rank.objective));
    const names = new Map<string, Expression[]>();
    for (const node of new Set([...this.inputs, ...found]))
      names.set(nameOf(node), [...(names.get(nameOf(node)) ?? []), node]);
    this.#names = names;
    return names;
  }

  /** Gives a parameter, or an undecided variable, other numbers of the same shape. */
  bind(node: Expression, value: Value): void {
    const data = checkedValue("program", value, node, nameOf(node));
    this.#bound.set(node, data);
    this.#shared.bind(node, data);
  }

  /**
   * Looks for the cause of a NaN.
   *
   * @param given  by name: what has been given another value, which was checked
   * @throws ERR_NOT_FINITE  a variable or parameter was declared with a value that is not finite, a constant holds NaN
   */
  requireFiniteData(given: object): void {
    for (const [name, nodes] of this.#named())
      for (const node of nodes)
        if (!(name in given) && node.attributes.initial)
          requireFinite(node.attributes.initial, node, name);
    requireNumbers(this.ranks.map((rank) => rank.objective));
  }

  /** Puts every parameter but those in `kept` back to its own value. */
  unbindExcept(kept: ReadonlyMap<Expression, unknown>): void {
    for (const node of this.#bound.keys()) {
      if (kept.has(node)) continue;
      if (!node.attributes.initial) fail("ERR_UNBOUND", { name: nameOf(node) });
      this.bind(node, { data: node.attributes.initial, shape: [...node.shape] });
      this.#bound.delete(node);
    }
  }

  /** A vector of level k's length for anybody, and valid until anybody asks again. */
  scratch(k: number): Float64Array {
    this.#vectors[k] ??= new Float64Array(this.ranks[k]!.size);
    return this.#vectors[k];
  }

  /** The program of level k (0 is the outermost) for a view, compiled once. */
  program(k: number, view: View): LevelProgram {
    let views = this.#programs[k];
    if (!views) {
      views = new Map();
      this.#programs[k] = views;
    }
    let found = views.get(view);
    if (!found) {
      found = this.#compile(k, view);
      views.set(view, found);
    }
    return found;
  }

  /** Compiles further outputs over the same inputs; for methods that bring their own expressions. */
  compileExtra(outputs: readonly Expression[], extra: readonly Expression[] = []): Program {
    const inputs = [...this.inputs, ...extra];
    const [values, shared] = [this.#bound, this.#shared];
    const program = buildProgram(inputs, outputs, { environment, values, shared });
    this.compiled.push(program);
    return program;
  }

  #compile(k: number, view: View): LevelProgram {
    const curvatures = this.ranks
      .map((_, j) => j)
      .filter((j) => j > k || (j === k && view === "step"));
    const outputs = this.#elimination.resolve(this.#outputs(k, view), k);
    const needed = ["value", "partial", "nash"].includes(view) ? [] : curvatures;
    const matrices = this.#elimination.resolve(
      needed.map((j) => this.#elimination.curvature(j)),
      k,
    );
    const program = this.compileExtra(outputs);
    const factored = program.factorizations.map(
      ({ matrix }) => needed[matrices.indexOf(matrix)] ?? -1,
    );
    return { program, factored };
  }

  #outputs(k: number, view: View): Expression[] {
    const { objective, variables } = this.ranks[k]!;
    switch (view) {
      case "value":
        return [objective];
      case "partial":
        return [objective, flatten(gradients(objective, variables))];
      case "nash":
        return [
          objective,
          flatten(gradients(objective, variables)),
          partialHessian(objective, variables),
        ];
      case "gradient":
        return [objective, this.#elimination.gradient(k)];
      case "curvature":
        return [
          objective,
          this.#elimination.gradient(k),
          this.#elimination.curvature(k),
          ...this.#elimination.responses(k),
        ];
      case "responses":
        return this.#elimination.responses(k);
      case "step":
        return [
          ...this.ranks.slice(k).map((_, i) => this.#elimination.gradient(k + i)),
          ...this.#elimination.step(k),
        ];
    }
  }
}

/** ∂²f_k/∂x_k² with all other levels fixed, as one matrix. */
function partialHessian(objective: Expression, variables: readonly Expression[]): Expression {
  return blockMatrix(
    calculus.hessian(objective, variables),
    variables.map((node) => size(node.shape)),
  );
}

/** Whether an entry of the levels is an inner array: a group of equals, which no rank can be. */
function isGroup(level: Level): boolean {
  return Array.isArray(level);
}

function checked(levels: readonly Level[]): Rank[] {
  if (!Array.isArray(levels as unknown) || levels.length === 0)
    fail("ERR_LEVELS", {
      reason: `there are no levels${levels && !Array.isArray(levels) ? ", for what was given is no array" : ""}`,
      advice: "Give an array of minimize(…) and maximize(…), outermost first.",
    });
  const owner = new Map<Expression, string>();
  return levels.map((level, k): Rank => {
    const name = level?.options?.name ?? `level ${k + 1}`;
    if (!isGroup(level) && !(level?.variables && level.objective))
      fail("ERR_LEVELS", {
        reason: "it is not a level",
        level: name,
        advice: "Make levels with minimize(x, f) and maximize(x, f).",
      });
    if (isGroup(level))
      fail("ERR_LEVELS", {
        reason: "several followers at one level are given as an inner array",
        level: name,
        advice: "Give one level per rank.",
      });
    for (const node of level.variables) {
      const other = owner.get(node);
      if (other !== undefined)
        fail("ERR_LEVELS", {
          reason: `${nameOf(node)} is decided at two levels, "${other}" and "${name}"`,
          level: name,
          variable: nameOf(node),
          advice: "Let each variable be decided at one level only.",
        });
      owner.set(node, name);
    }
    return {
      name,
      variables: level.variables,
      objective: level.sign === 1 ? level.objective : scale(level.objective, -1),
      sign: level.sign,
      size: level.variables.reduce((total, node) => total + size(node.shape), 0),
      options: level.options,
    };
  });
}
