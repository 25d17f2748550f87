import { type Contraction, uniformValue } from "./contract.ts";
import type { Expression } from "./node.ts";

/** Nodes named before the rest is an ellipsis. */
const NODES_MOST = 60;
const DEPTH_MOST = 12;

/** How tightly a text holds together: what may stand in it without parentheses. */
const SUM = 0;
const PRODUCT = 1;
const POWER = 2;
const ATOM = 3;

interface Text {
  readonly text: string;
  readonly binds: number;
}

const superscript: Record<number, string> = { 2: "²", 3: "³", 4: "⁴" };

const infix: Record<string, string> = {
  div: " / ",
  less: " < ",
  lessEqual: " ≤ ",
  equalTo: " = ",
};

/** The expression as mathematics: `sum((X·w − y)²)`; · multiplies matrices and numbers, ⊙ element by element. */
export function describe(node: Expression, most: number = NODES_MOST): string {
  let left = most;
  const visit = (inner: Expression, depth: number): Text => {
    if (left-- <= 0 || depth > DEPTH_MOST) return { text: "…", binds: ATOM };
    return write(inner, (input) => visit(input, depth + 1));
  };
  return visit(node, 0).text;
}

type Visit = (node: Expression) => Text;

function write(node: Expression, visit: Visit): Text {
  const { op, attributes, shape } = node;
  const value = uniformValue(node);
  if (value !== undefined) {
    const text = shape.length === 0 ? number(value) : `${number(value)}[${shape}]`;
    return { text, binds: value < 0 ? PRODUCT : ATOM };
  }
  if (op === "variable") return { text: attributes.name, binds: ATOM };
  if (op === "constant") return { text: `const[${shape}]`, binds: ATOM };
  if (op === "contract") return writeContraction(node, attributes as Contraction, visit);
  const inputs = node.inputs.map(visit);
  const [x, y] = inputs;
  if (op === "add") {
    const text = `${x!.text} + ${y!.text}`.replace("+ −", "− ");
    return { text, binds: SUM };
  }
  if (op === "powConstant")
    return { text: `${within(x!, ATOM)}^${number(attributes.exponent)}`, binds: POWER };
  if (op === "reciprocal" || op === "logSlope")
    return { text: `1 / ${within(x!, POWER)}`, binds: PRODUCT };
  if (op === "solve") {
    const text = `${within(x!, ATOM)}${attributes.transposed ? "⁻ᵀ" : "⁻¹"}·${within(y!, POWER)}`;
    return { text, binds: PRODUCT };
  }
  const sign = infix[op];
  if (sign) return { text: `${within(x!, PRODUCT)}${sign}${within(y!, POWER)}`, binds: SUM };
  const name = op === "call" ? attributes.callee.name : op;
  return { text: `${name}(${inputs.map((input) => input.text).join(", ")})`, binds: ATOM };
}

const number = (x: number): string => `${x}`.replace("-", "−");

/** In parentheses unless it holds together at least this tightly. */
const within = ({ text, binds }: Text, least: number): string =>
  binds >= least ? text : `(${text})`;

function writeContraction(node: Expression, product: Contraction, visit: Visit): Text {
  const { scale } = product;
  const core =
    node.inputs.length === 0
      ? { text: `identity[${node.shape.join()}]`, binds: ATOM }
      : (writeProduct(node, product, visit) ?? writeIndexed(node, product, visit));
  if (scale === 1) return core;
  const factor = scale === -1 ? "−" : `${number(scale)}·`;
  return { text: factor + within(core, PRODUCT), binds: PRODUCT };
}

/** Products element by element, their sums and diagonals, and products of two matrices; undefined for others. */
function writeProduct(
  { inputs }: Expression,
  { labels, output, sizes }: Pick<Contraction, "labels" | "output" | "sizes">,
  visit: Visit,
): Text | undefined {
  const arrays = labels.filter((list) => list.length > 0);
  const axes = arrays[0] ?? [];
  const isFlat = arrays.every((list) => list.join() === axes.join());
  const isNumber = axes.every((label) => sizes[label] === 1);
  if (new Set(output).size < output.length) {
    // On a diagonal, and zero elsewhere.
    if (!isFlat || output.length > 2 || (axes.join() !== `${output[0]}` && !isNumber)) return;
    const factors = writeFactors(inputs, visit);
    if (!isNumber) return { text: `diag(${factors.text})`, binds: ATOM };
    const size = sizes[output[0]!];
    return { text: `${within(factors, PRODUCT)}·identity[${size},${size}]`, binds: PRODUCT };
  }
  if (isFlat && (isNumber || axes.join() === output.join())) return writeFactors(inputs, visit);
  if (isFlat && output.length === 0 && new Set(axes).size === axes.length)
    return { text: `sum(${writeFactors(inputs, visit).text})`, binds: ATOM };
  if (inputs.length === 1 && axes.join() === "1,0" && output.length === 2)
    return { text: `${within(visit(inputs[0]!), ATOM)}ᵀ`, binds: POWER };
  return inputs.length === 2 ? writeMatrixProduct(inputs, labels, output, visit) : undefined;
}

/** Factors that are equal are neighbours: they become a power. */
function writeFactors(inputs: readonly Expression[], visit: Visit): Text {
  const distinct = [...new Set(inputs)];
  const powers = distinct.map((input) => {
    const count = inputs.filter((other) => other === input).length;
    if (count === 1) return visit(input);
    return { text: within(visit(input), ATOM) + (superscript[count] ?? `^${count}`), binds: POWER };
  });
  if (powers.length === 1) return powers[0]!;
  let text = "";
  powers.forEach((power, k) => {
    const isNumber = [distinct[k], distinct[k - 1]].some((node) => node?.shape.length === 0);
    text += (k === 0 ? "" : isNumber ? "·" : "⊙") + within(power, POWER);
  });
  return { text, binds: PRODUCT };
}

/** A·B, with ᵀ where an axis that is summed stands on the outer side. */
function writeMatrixProduct(
  inputs: readonly Expression[],
  labels: readonly (readonly number[])[],
  [row, ...columns]: readonly number[],
  visit: Visit,
): Text | undefined {
  const order = labels[0]!.includes(row!) ? [0, 1] : [1, 0];
  const depth = labels[order[0]!]!.find((label) => label !== row);
  if (columns.length > 1 || columns.includes(depth!)) return undefined;
  const marks = [
    [row, depth],
    [depth, ...columns],
  ].map((straight, side) => {
    const own = labels[order[side]!]!.join();
    if (own === straight.join()) return "";
    return own === straight.reverse().join() ? "ᵀ" : undefined;
  });
  if (marks.includes(undefined)) return undefined;
  const [left, right] = order.map(
    (k, side) => within(visit(inputs[k]!), marks[side] ? ATOM : POWER) + marks[side],
  );
  return { text: `${left}·${right}`, binds: PRODUCT };
}

/** Any contraction, with a letter for each axis: `Σ(A[ij]·B[jk] → ik)`. */
function writeIndexed({ inputs }: Expression, { labels, output }: Contraction, visit: Visit): Text {
  const name = (label: number) => String.fromCharCode(105 + (label % 17));
  const factors = inputs.map((input, k) => {
    const list = labels[k]!.map(name).join("");
    return within(visit(input), POWER) + (list && `[${list}]`);
  });
  const isSum = labels.flat().some((label) => !output.includes(label));
  const target = output.length > 0 ? ` → ${output.map(name).join("")}` : "";
  return { text: `${isSum ? "Σ" : ""}(${factors.join("·")}${target})`, binds: ATOM };
}
