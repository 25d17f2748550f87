import { constant, type Expression, parameter, variable } from "../../src/index.ts";
import { size } from "../../src/value/shape.ts";
import type { Numbers, Options } from "./numbers.ts";
import { operations } from "./operations.ts";

/** Numbers under a name, or one call of the public face on the results of earlier steps. */
export type Step =
  | {
      readonly leaf: "variable" | "parameter" | "constant";
      readonly shape: readonly number[];
      readonly data: readonly number[];
      /** Directions of the two derivatives; of variables only. */
      readonly along?: readonly [readonly number[], readonly number[]];
    }
  | { readonly call: string; readonly inputs: readonly number[]; readonly options: Options };

/** The result of a step by the definitions, from those of the earlier ones. */
export function stepValue(step: Step, known: readonly Numbers[]): Numbers {
  if ("call" in step)
    return operations[step.call]!.value(
      step.inputs.map((i) => known[i]!),
      step.options,
    );
  const { shape, data, along } = step;
  const numbers = data.map((x, i) => [x, along?.[0][i] ?? 0, along?.[1][i] ?? 0, 0] as const);
  return { shape, data: numbers, isExact: true };
}

export function stepValues(steps: readonly Step[]): Numbers[] {
  const known: Numbers[] = [];
  for (const step of steps) known.push(stepValue(step, known));
  return known;
}

/** The steps as expressions, as a user would have written them. */
export function expressionsOf(steps: readonly Step[]): Expression[] {
  const nodes: Expression[] = [];
  for (const [k, step] of steps.entries()) {
    if ("call" in step)
      nodes.push(
        operations[step.call]!.expression(
          step.inputs.map((i) => nodes[i]!),
          step.options,
        ),
      );
    else {
      const value = { data: Float64Array.from(step.data), shape: [...step.shape] };
      if (step.leaf === "constant") nodes.push(constant(value));
      else nodes.push((step.leaf === "variable" ? variable : parameter)(`v${k}`, value));
    }
  }
  return nodes;
}

/** The steps as a program to read. */
export function textOf(steps: readonly Step[]): string {
  const line = (step: Step, k: number): string => {
    if ("call" in step) {
      const all = [
        ...step.inputs.map((i) => `v${i}`),
        ...step.options.map((o) => JSON.stringify(o)),
      ];
      return `v${k} = ${step.call}(${all.join(", ")})`;
    }
    const value = `{ data: [${step.data}], shape: [${step.shape}] }`;
    return `v${k} = ${step.leaf}(${size(step.shape) === 1 && step.shape.length === 0 ? step.data[0] : value})`;
  };
  return steps.map(line).join("\n");
}
