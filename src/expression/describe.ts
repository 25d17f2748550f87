import { type Contraction, uniformValue } from "./contract.ts";
import type { Expression } from "./node.ts";

/** Expressions deeper than this are cut with an ellipsis. */
const DEPTH_MOST = 12;

const infix: Record<string, string> = {
  add: " + ",
  div: " / ",
  less: " < ",
  lessEqual: " ≤ ",
  equalTo: " = ",
};

/** The expression as mathematics: `sum((X·w − y)²)`. */
export function describe(node: Expression, depth = 0): string {
  if (depth > DEPTH_MOST) return "…";
  const value = uniformValue(node);
  if (value !== undefined)
    return node.shape.length === 0 ? number(value) : `${number(value)}[${node.shape}]`;
  const inputs = node.inputs.map((input) => describe(input, depth + 1));
  switch (node.op) {
    case "variable":
      return node.attributes.name;
    case "constant":
      return `const[${node.shape}]`;
    case "contract":
      return describeContraction(node.attributes as Contraction, inputs, node);
    case "solve":
      return `${parenthesised(inputs[0]!)}${node.attributes.transposed ? "⁻ᵀ" : "⁻¹"}·${parenthesised(inputs[1]!)}`;
    case "call":
      return `${node.attributes.callee.name}(${inputs.join(", ")})`;
    case "powConstant":
      return `${parenthesised(inputs[0]!)}^${node.attributes.exponent}`;
    case "add":
      return `${inputs[0]} + ${inputs[1]}`.replaceAll("+ −", "− ");
  }
  const sign = infix[node.op];
  if (sign) return inputs.map(parenthesised).join(sign);
  return `${node.op}(${inputs.join(", ")})`;
}

const number = (x: number): string => `${x}`.replace("-", "−");
const parenthesised = (text: string): string => (/ [+−/<≤=] /.test(text) ? `(${text})` : text);

function describeContraction(
  { scale, labels, output }: Contraction,
  inputs: readonly string[],
  node: Expression,
): string {
  const factor = scale === 1 ? "" : scale === -1 ? "−" : `${number(scale)}·`;
  if (inputs.length === 0) return `${factor}identity[${node.shape[0]}]`;
  const name = (label: number) => String.fromCharCode(105 + (label % 17));
  const flat = labels.every((list) => list.join() === labels[0]!.join());
  const summed = labels.flat().some((label) => !output.includes(label));
  if (flat && labels[0]!.join() === output.join()) {
    const square = inputs.length === 2 && inputs[0] === inputs[1];
    return (
      factor + (square ? `${parenthesised(inputs[0]!)}²` : inputs.map(parenthesised).join("·"))
    );
  }
  const operands = inputs.map((text, k) =>
    labels[k]!.length
      ? `${parenthesised(text)}[${labels[k]!.map(name).join("")}]`
      : parenthesised(text),
  );
  const target = output.length ? ` → ${output.map(name).join("")}` : "";
  return `${factor}${summed ? "Σ" : ""}(${operands.join("·")}${target})`;
}
