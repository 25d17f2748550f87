import { fail } from "../error/fail.ts";
import { given } from "../error/phrase.ts";
import { nameOf } from "../expression/lift.ts";
import { Expression } from "../expression/node.ts";
import { countLimit, nonnegative, requireOptions, text, unchecked } from "../solver/option.ts";
import type { Solver } from "../solver/solver.ts";
import type { Estimate } from "./estimate.ts";

/** How one level is solved; everything has a default. */
export interface LevelOptions {
  /** Names the level in reports and errors. Default: "level 1", "level 2", … from the outermost. */
  readonly name?: string;
  /**
   * The method that finds this level's minimiser. Default: stacked Newton on all inner levels at
   * once, with nested Newton as its fallback; Newton or L-BFGS at the outermost level.
   */
  readonly solver?: Solver;
  /** How this level differentiates through the levels below it. Default: the method of `solve`. */
  readonly method?: Estimate;
  /**
   * Euclidean gradient norm at which this level counts as solved. Default 1e-10 outermost, 1e-12 inside; the step left
   * must then be small as well, so that the unit of the objective does not matter.
   */
  readonly tolerance?: number;
  /** Most iterations of the solver at each visit. */
  readonly maxIterations?: number;
}

/** Solver and method are looked at later, where the level has its name. */
const KINDS = {
  name: text,
  solver: unchecked,
  method: unchecked,
  tolerance: nonnegative,
  maxIterations: countLimit,
};

/** One rank of a hierarchy: what it decides, what it minimises, and how. */
export interface Level {
  readonly variables: readonly Expression[];
  /** As the user wrote it. */
  readonly objective: Expression;
  /** 1 for minimize, −1 for maximize: sign · objective is minimised. */
  readonly sign: 1 | -1;
  readonly options: LevelOptions;
}

/**
 * A level that minimises `objective` over `variables`, the levels inside responding.
 *
 * @param variables  one variable or an array of them
 * @param objective  a scalar expression of the variables of any level
 * @throws ERR_LEVELS  it decides nothing, a parameter, or something that is not a variable; ERR_SHAPE  not a scalar
 */
export function minimize(
  variables: Expression | readonly Expression[],
  objective: Expression,
  options: LevelOptions = {},
): Level {
  return level(variables, objective, 1, options);
}

/** A level that maximises `objective`; see {@link minimize}. */
export function maximize(
  variables: Expression | readonly Expression[],
  objective: Expression,
  options: LevelOptions = {},
): Level {
  return level(variables, objective, -1, options);
}

function level(
  decided: Expression | readonly Expression[],
  objective: Expression,
  sign: 1 | -1,
  options: LevelOptions,
): Level {
  const variables = Array.isArray(decided) ? [...decided] : [decided];
  const operation = sign === 1 ? "minimize" : "maximize";
  requireOptions(operation, options, KINDS);
  const facts = { ...(options.name === undefined ? {} : { level: options.name }) };
  if (variables.length === 0)
    fail("ERR_LEVELS", {
      ...facts,
      reason: "it decides nothing",
      advice: "Give minimize at least one variable.",
    });
  for (const node of variables) {
    if (!(node instanceof Expression))
      fail("ERR_LEVELS", {
        ...facts,
        reason: `it decides ${node === undefined ? "undefined" : given(node)}, which is not a variable`,
        advice: "A level decides variables made by variable(name, value).",
      });
    if (node.op === "variable" && node.attributes.role === "variable") continue;
    fail("ERR_LEVELS", {
      ...facts,
      reason: `it decides ${nameOf(node)}, which is ${node.op === "variable" ? "a parameter" : "not a variable"}`,
      variable: nameOf(node),
      advice: "A level decides variables made by variable(name, value).",
    });
  }
  if (!(objective instanceof Expression))
    fail("ERR_OPTION", {
      ...facts,
      operation,
      option: "the objective",
      given: objective,
      expected: "an expression",
      advice: "Build it of variables by functions and methods: add(x, y) or x.add(y), not x + y.",
    });
  if (objective.shape.length > 0)
    fail("ERR_SHAPE", {
      ...facts,
      operation,
      shapes: [objective.shape],
      names: ["the objective"],
      advice: "The objective must be a scalar expression: reduce it with sum or mean.",
    });
  const { solver } = options;
  if (solver !== undefined && typeof solver?.minimise !== "function")
    fail("ERR_OPTION", {
      ...facts,
      option: "solver",
      given: solver,
      expected:
        "made by newton(), lbfgs(), gradientDescent(), momentum(), adam() or stackedNewton()",
    });
  return { variables, objective, sign, options };
}
