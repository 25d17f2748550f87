import { pow } from "../../src/index.ts";
import type { HyperDual } from "./hyperDual.ts";
import * as dual from "./hyperDual.ts";
import { broadcast, call, common, Doubtful, make, type Operation, order } from "./numbers.ts";

type Rule = (x: readonly HyperDual[], isExact: boolean) => HyperDual;

const elementwise = (name: string, rule: Rule, keeps: boolean | "always" = false): Operation => ({
  value(inputs) {
    const isExact = inputs.every((input) => input.isExact);
    const at = (index: readonly number[]) =>
      rule(
        inputs.map((input) => broadcast(input, index)),
        isExact,
      );
    const shape = common(inputs.map((input) => input.shape));
    return make(shape, at, keeps === "always" || (keeps && isExact));
  },
  expression: (inputs) => call(name, inputs),
});

const kinked = ["relu", "abs", "sign"];
const unary = Object.entries(dual.functions).map(([name, rule]): [string, Operation] => {
  const isKinked = kinked.includes(name);
  const checked: Rule = ([x], isExact) => {
    // What is left of a cancellation has few digits.
    if (name === "log" && x![0] > 0 && x![0] < 1e-6) throw new Doubtful();
    if (isKinked) order(x![0], 0, isExact);
    return rule(x!);
  };
  return [name, elementwise(name, checked, isKinked)];
});

const winner =
  (sign: number): Rule =>
  ([x, y], isExact) => {
    const by = sign * order(x![0], y![0], isExact);
    return by === 0 ? dual.by(dual.plus(x!, y!), 0.5) : by > 0 ? x! : y!;
  };

const binary: Record<string, Operation> = {
  add: elementwise("add", ([x, y]) => dual.plus(x!, y!)),
  sub: elementwise("sub", ([x, y]) => dual.plus(x!, dual.by(y!, -1))),
  mul: elementwise("mul", ([x, y]) => dual.multiply(x!, y!)),
  div: elementwise("div", ([x, y]) => {
    // The second slope is as y⁻³, and what cancels leaves few digits.
    if (y![0] !== 0 && Math.abs(y![0]) < 0.02) throw new Doubtful();
    return dual.over(x!, y!);
  }),
  neg: elementwise("neg", ([x]) => dual.by(x!, -1), true),
  square: elementwise("square", ([x]) => dual.multiply(x!, x!)),
  max: elementwise("max", winner(1), true),
  min: elementwise("min", winner(-1), true),
  less: elementwise(
    "less",
    ([x, y], isExact) => dual.constant(order(x![0], y![0], isExact) < 0 ? 1 : 0),
    "always",
  ),
  where: {
    value(inputs) {
      const { isExact } = inputs[0]!;
      const at: Rule = ([c, x, y]) => (order(c![0], 0, isExact) === 0 ? y! : x!);
      const all = elementwise("where", at).value(inputs, []);
      return { ...all, isExact: inputs.every((input) => input.isExact) };
    },
    expression: (inputs) => call("where", inputs),
  },
  pow: {
    value: ([x], [p]) => make(x!.shape, (index) => dual.power(broadcast(x!, index), p as number)),
    expression: ([x], [p]) => pow(x!, p as number),
  },
};

/** Functions that work number by number, by name. */
export const elementwiseOperations: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(unary),
  ...binary,
};
