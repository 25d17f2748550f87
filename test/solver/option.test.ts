import { readFileSync } from "node:fs";
import * as echelon from "echelon";
import { hypergradient, minimize, solveSync, variable } from "echelon";
import * as published from "echelon/algorithm";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { sourceFiles } from "../house/sourceFiles.ts";

// The kinds of options are read from the interfaces that users see, so that an option without a check fails here.

interface Option {
  readonly name: string;
  readonly isNeeded: boolean;
  readonly type: ts.TypeNode;
}

const interfaces = new Map<string, ts.InterfaceDeclaration>();
for (const path of sourceFiles("src")) {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, "utf8"),
    ts.ScriptTarget.ES2022,
    true,
  );
  for (const node of source.statements)
    if (ts.isInterfaceDeclaration(node)) interfaces.set(node.name.text, node);
}

function optionsOf(name: string): Option[] {
  const found = interfaces.get(name)!;
  const inherited = (found.heritageClauses ?? []).flatMap(({ types }) => types).flatMap(basesOf);
  const own = found.members.filter(ts.isPropertySignature).map((member) => ({
    name: (member.name as ts.Identifier).text,
    isNeeded: member.questionToken === undefined,
    type: member.type!,
  }));
  return [...inherited, ...own];
}

/** `extends A` and `extends Omit<A, "name">`. */
function basesOf({ expression, typeArguments }: ts.ExpressionWithTypeArguments): Option[] {
  const name = (expression as ts.Identifier).text;
  if (name !== "Omit") return optionsOf(name);
  const [from, without] = typeArguments as unknown as [ts.TypeReferenceNode, ts.LiteralTypeNode];
  const left = (without.literal as ts.StringLiteral).text;
  return optionsOf((from.typeName as ts.Identifier).text).filter((option) => option.name !== left);
}

/** What a type takes, in the words of `typeof`. */
function kindsOf(type: ts.TypeNode): string[] {
  if (ts.isParenthesizedTypeNode(type)) return kindsOf(type.type);
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(kindsOf);
  if (ts.isFunctionTypeNode(type)) return ["function"];
  if (ts.isTypeReferenceNode(type))
    return [(type.typeName as ts.Identifier).text === "Multiply" ? "function" : "object"];
  const words: Partial<Record<ts.SyntaxKind, string>> = {
    [ts.SyntaxKind.NumberKeyword]: "number",
    [ts.SyntaxKind.BooleanKeyword]: "boolean",
    [ts.SyntaxKind.StringKeyword]: "string",
    [ts.SyntaxKind.LiteralType]: "word",
    [ts.SyntaxKind.UndefinedKeyword]: "undefined",
  };
  return [words[type.kind] ?? "object"];
}

/** Values that no option of these kinds can take; negative numbers and −0.5 steps are refused by range. */
function wrongFor(kinds: readonly string[]): unknown[] {
  const samples: [string, unknown][] = [
    ["number", 7],
    ["boolean", true],
    ["string", "1e-3"],
    ["function", () => 1],
    ["object", {}],
  ];
  const others = samples.filter(([kind]) => !kinds.includes(kind)).map(([, sample]) => sample);
  return [null, Number.NaN, ...others];
}

/** Values of a kind other than numbers. */
function rightFor(kind: string, words: readonly string[]): unknown[] {
  if (kind === "word") return [...words];
  if (kind === "boolean") return [true, false];
  return kind === "string" ? ["a name"] : kind === "function" ? [() => true] : [undefined];
}

/** Forward mode is asked for by its name alone, and has no walk back. */
const isFree = ({ name }: Option) => name !== "mode";

type Factory = (options: never) => unknown;
const x = variable("x", 1);
const levels = [minimize(x, x.square())];
const inSolver = ["adam", "gradientDescent", "lbfgs", "momentum", "newton"];
const inLinear = ["conjugateGradient", "minres", "neumann"];
const inMethods = ["aid", "finiteDifference", "implicit", "zerothOrder"];
const named = (from: object, names: readonly string[]): [string, string, Factory][] =>
  names.map((name) => [
    name,
    `${name[0]!.toUpperCase()}${name.slice(1)}Options`,
    (from as Record<string, Factory>)[name]!,
  ]);
const alone = ["aidBio", "amigo", "bome", "f2sa", "imaml", "nystrom", "proximalBio", "pzobo"];
const others = ["pzoboS", "redCore", "saba", "sama", "soba", "stocBio", "trafficEquilibrium"];
const more = ["accBioBg", "adaptiveInexact", "anil", "itdBio", "maml", "networkUtility"];
const last = ["truncatedItd", "unrolledLevels", "worstCaseChain"];
const { decentralised, morbit, userEquilibrium, capacityDesign } = published;

const factories: [string, string, Factory][] = [
  ...named(echelon, [...inSolver, ...inLinear, ...inMethods]),
  ["itd", "ReverseItdOptions", echelon.itd],
  ["itd", "ForwardItdOptions", echelon.itd],
  ...named(published, [...alone, ...others, ...more, ...last]),
  ["accBio", "AcceleratedOptions", published.accBio],
  ["decentralised", "DecentralisedOptions", (options) => decentralised([], options)],
  ["morbit", "MorbitOptions", (options) => morbit([], options)],
  ["userEquilibrium", "UserEquilibriumOptions", (options) => userEquilibrium([], [], options)],
  ["capacityDesign", "CapacityDesignOptions", (options) => capacityDesign([], [], options)],
  ["solve", "SolveOptions", (options) => solveSync(levels, options)],
  ["hypergradient", "SolveOptions", (options) => hypergradient(levels, options)],
  ["minimize", "LevelOptions", (options) => solveSync([minimize(x, x.square(), options)])],
];

const refusal = (words: RegExp) =>
  expect.objectContaining({ code: "ERR_OPTION", message: expect.stringMatching(words) });

describe.each(factories)("%s (%s)", (name, type, factory) => {
  const options = optionsOf(type);

  test("refuses a name that it does not know, with those it does", () => {
    const given = { foo: 1 } as never;
    expect(() => factory(given)).toThrow(refusal(new RegExp(`^${name}: .* "foo"`)));
    for (const option of options)
      expect(() => factory(given)).toThrow(refusal(new RegExp(`one of .*\\b${option.name}\\b`)));
  });

  test.each(options)("refuses $name of a wrong kind", (option) => {
    for (const wrong of wrongFor(kindsOf(option.type)))
      expect(() => factory({ [option.name]: wrong } as never), String(wrong)).toThrow(
        refusal(new RegExp(`\\b${option.name} must be `)),
      );
  });

  const plain = options.filter(({ type }) => !kindsOf(type).includes("object"));
  test.each(plain.filter(isFree))("takes a $name of its kind", (option) => {
    const isTaken = (right: unknown) => {
      try {
        factory({ [option.name]: right } as never);
        return true;
      } catch (error) {
        return !(error as Error).message.includes(`${option.name} must be `);
      }
    };
    const words = option.type.getText().match(/(?<=")\w+(?=")/g) ?? [];
    // 1 is no fraction, ½ is no count.
    const numbers = [1, 0.5].some(isTaken);
    for (const kind of kindsOf(option.type))
      if (kind === "number") expect(numbers).toBe(true);
      else expect(rightFor(kind, words).every(isTaken)).toBe(true);
  });

  test("takes an undefined option as one that is not given", () => {
    const needed = options.find(({ isNeeded }) => isNeeded);
    const run = () =>
      factory(Object.fromEntries(options.map((option) => [option.name, undefined])) as never);
    if (needed)
      expect(run).toThrow(refusal(new RegExp(`(${neededOf(options)}) must be .* undefined`)));
    else expect(run).not.toThrow();
  });
});

const neededOf = (options: readonly Option[]): string =>
  options
    .filter(({ isNeeded }) => isNeeded)
    .map(({ name }) => name)
    .join("|");

test("every interface of options of the public face is looked at", () => {
  const seen = new Set(factories.map(([, type]) => type));
  const offered = ["src/index.ts", "src/algorithm/index.ts"].flatMap(
    (face) => readFileSync(face, "utf8").match(/\b\w+Options\b/g) ?? [],
  );
  const elsewhere = ["ArgminOptions", "HypergradientOptions", "ItdOptions", "MetaOptions"];
  expect(offered.filter((name) => !seen.has(name) && !elsewhere.includes(name))).toEqual([]);
});

test("what an option of solve must be is said with what it is", () => {
  const wrong = { tolerance: "1e-3" } as never;
  expect(() => solveSync(levels, wrong)).toThrow(
    'solve: tolerance must be a number ≥ 0, and it is "1e-3".',
  );
});

test.each([
  { tolerance: 0 },
  { maxIterations: 0 },
  { maxIterations: Number.POSITIVE_INFINITY },
  { timeLimit: 1e3, signal: new AbortController().signal, onIteration: () => true },
  { throwIfNotConverged: true, at: { x: 3 }, method: echelon.aid({ warmStart: false }) },
  { tolerance: 1e-6, maxIterations: undefined, algorithm: undefined },
])("solve takes %o", (options: object) => {
  expect(solveSync(levels, options).status).toMatch(/converged|max-iterations/);
});

test.each([-1, 1.5, "10", Number.NaN])("solve refuses %j iterations", (maxIterations) => {
  const run = () => solveSync(levels, { maxIterations } as never);
  expect(run).toThrow(refusal(/^solve: maxIterations must be a whole number/));
});
