import { fail } from "../error/fail.ts";
import { freeVariables } from "../expression/graph.ts";
import { nameOf } from "../expression/lift.ts";
import { Expression } from "../expression/node.ts";
import { buildProgram } from "../program/build.ts";
import type { Program } from "../program/program.ts";
import type { Value } from "../value/value.ts";
import { environment } from "./environment.ts";

/**
 * Compiles expressions to a program that runs in WebAssembly: `run` takes values for `inputs`, in
 * their order, and returns numbers and Float64Arrays for `outputs`. Everything else the outputs
 * depend on keeps its own value until `program.bind`.
 *
 * @example
 * ```ts
 * import { compile, grad, variable } from "echelon";
 * const x = variable("x", 0);
 * const f = x.square().add(1);
 * compile([x], [f, grad(f, x)]).run(3); // → [10, 6]
 * ```
 */
export function compile(inputs: readonly Expression[], outputs: readonly Expression[]): Program {
  requireList("inputs", inputs);
  requireList("outputs", outputs);
  for (const node of outputs)
    if (!(node instanceof Expression))
      fail("ERR_OPTION", {
        option: "outputs of compile",
        given: node,
        expected: "expressions; constant(value) makes one of numbers",
      });
  for (const node of inputs)
    if (!(node instanceof Expression) || node.op !== "variable")
      fail("ERR_OPTION", {
        option: "inputs of compile",
        given: node instanceof Expression ? nameOf(node) : node,
        expected: "variables and parameters",
      });
  const twice = inputs.find((node, i) => inputs.indexOf(node) !== i);
  if (twice)
    fail("ERR_OPTION", {
      option: "inputs of compile",
      given: nameOf(twice),
      expected: "each variable once",
    });
  return buildProgram(inputs, outputs, { environment });
}

function requireList(option: "inputs" | "outputs", given: unknown): void {
  if (!Array.isArray(given))
    fail("ERR_OPTION", {
      option: `${option} of compile`,
      given: given instanceof Expression ? nameOf(given) : given,
      expected: `an array: compile([x], [f])`,
    });
}

const programs = new WeakMap<Expression, { inputs: Expression[]; program: Program }>();

/**
 * The value of an expression, with variables and parameters given by name; those not given keep
 * their own value. The program is kept with the expression: a second call only runs it.
 *
 * @returns a number for a scalar, a Float64Array (row-major) otherwise; an array for an array
 * @throws ERR_UNBOUND  a name that the expression does not depend on, or a variable without a value
 */
export function evaluate(
  expression: Expression,
  values?: Readonly<Record<string, Value>>,
): number | Float64Array;
export function evaluate(
  expressions: readonly Expression[],
  values?: Readonly<Record<string, Value>>,
): (number | Float64Array)[];
export function evaluate(
  expression: Expression | readonly Expression[],
  values: Readonly<Record<string, Value>> = {},
): number | Float64Array | (number | Float64Array)[] {
  if (!(expression instanceof Expression) && !Array.isArray(expression))
    fail("ERR_OPTION", {
      option: "what evaluate computes",
      given: expression,
      expected: "an expression or an array of them",
    });
  if (!(expression instanceof Expression))
    return expression.map((single) => evaluate(single, known(single, values)));
  let kept = programs.get(expression);
  if (!kept) {
    const inputs = freeVariables([expression]);
    kept = { inputs, program: compile(inputs, [expression]) };
    programs.set(expression, kept);
  }
  const names = kept.inputs.map(nameOf);
  for (const name of Object.keys(values)) {
    if (names.indexOf(name) !== names.lastIndexOf(name))
      fail("ERR_UNBOUND", {
        name,
        operation: "evaluate",
        advice: "Several variables have this name: give each its own.",
      });
    if (!names.includes(name))
      fail("ERR_UNBOUND", {
        name,
        operation: "evaluate",
        advice: `The expression does not depend on it; it depends on ${names.join(", ") || "nothing"}.`,
      });
  }
  return kept.program.run(...kept.inputs.map((node, i) => valueFor(node, values[names[i]!])))[0]!;
}

/** The values that one of several expressions depends on. */
function known(expression: Expression, values: Readonly<Record<string, Value>>) {
  const names = new Set(freeVariables([expression]).map(nameOf));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

function valueFor(node: Expression, given: Value | undefined): Value {
  if (given !== undefined) return given;
  const data: Float64Array | undefined = node.attributes.initial;
  if (!data) return fail("ERR_UNBOUND", { name: nameOf(node), operation: "evaluate" });
  return { data, shape: [...node.shape] };
}
