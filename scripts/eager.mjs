import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { syntax } from "./syntax.mjs";

/**
 * Where the functions start that a program calls, as the engine counts them: file name -> positions. The program is an ES
 * module and runs in `folder`.
 */
export function called(program, folder) {
  const reports = mkdtempSync(join(tmpdir(), "called-"));
  try {
    const words = ["--input-type=module", "-e", program];
    const env = { ...process.env, NODE_V8_COVERAGE: reports };
    execFileSync(process.execPath, words, { cwd: folder, env });
    const [name] = readdirSync(reports);
    const { result } = JSON.parse(readFileSync(join(reports, name), "utf8"));
    return new Map(result.map(({ url, functions }) => [basename(url), starts(functions)]));
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

/** The module itself is among what ran, without a name, from 0. */
function starts(functions) {
  const named = functions.filter(
    ({ functionName, ranges }) => functionName || ranges[0].startOffset,
  );
  const ran = named.filter(({ ranges }) => ranges[0].count > 0);
  return new Set(ran.map(({ ranges }) => ranges[0].startOffset));
}

/** Writes a file of a folder again, with what a program calls in parentheses. */
export function compileEagerly(folder, file, program) {
  const path = join(folder, file);
  const code = readFileSync(path, "utf8");
  const positions = called(program, folder).get(file);
  const early = new Set();
  for (let name = ""; name !== undefined; early.add(name)) {
    writeFileSync(path, eager(code, positions, early, "let"));
    name = readTooEarly(folder, file);
  }
  writeFileSync(path, eager(code, positions, early));
}

/** The first function of a module that is read above its place, where functions are declared by `let`. */
function readTooEarly(folder, file) {
  const program = `import("./${file}").catch(({ message }) => console.log(message))`;
  const message = execFileSync(process.execPath, ["-e", program], {
    cwd: folder,
    encoding: "utf8",
  });
  if (message === "") return undefined;
  const [, name] = /^Cannot access '(.+)' before/.exec(message) ?? [];
  if (name === undefined) throw new Error(`${file}: ${message}`);
  return name;
}

/**
 * The same module with the functions that start at `positions` in parentheses. Engines read a function twice, once for
 * its end and once when it is called; what stands in parentheses is about to be called, and is read once. A declaration
 * becomes a variable in its place, or at the top where its name is in `early`.
 */
export function eager(code, positions, early = new Set(), keyword = "var") {
  const nodes = [...syntax(code)].sort((a, b) => a.node.start - b.node.start);
  const wanted = nodes.filter(({ node }) => positions.has(node.start));
  const marks = wanted.filter(isValue).flatMap(({ node: { start, end } }) => [
    { at: start, text: "(" },
    { at: end, text: ")" },
  ]);
  const text = marked(code, marks);
  let [top, rest, position] = ["", "", 0];
  for (const { node } of wanted.filter(isDeclaration)) {
    const { start, end, id } = node;
    const value = text(start, id.start).trimEnd() + text(id.end, end);
    const declaration = `${keyword} ${id.name}=(${value});`;
    const isEarly = early.has(id.name);
    if (isEarly) top += declaration;
    rest += text(position, start) + (isEarly ? "" : declaration);
    position = end;
  }
  return top + rest + text(position, code.length);
}

/** Is this a function at the top of the module? */
const isDeclaration = ({ node, parent }) =>
  node.type === "FunctionDeclaration" && parent.type === "Program";

/** Is this an arrow or a function expression, and not a method nor in parentheses? */
const isValue = ({ node, parent }) =>
  /^(ArrowFunction|Function)Expression$/.test(node.type) &&
  !/^(MethodDefinition|ParenthesizedExpression)$/.test(parent.type) &&
  !(parent.type === "Property" && (parent.method || parent.kind !== "init"));

/** Reads a stretch of the text with the parentheses that open and close in it. */
function marked(code, marks) {
  const sorted = marks.sort((a, b) => a.at - b.at || (a.text === ")" ? -1 : 1));
  return (from, to) => {
    let [text, position] = ["", from];
    for (const { at, text: mark } of sorted) {
      if (mark === "(" ? at < from || at >= to : at <= from || at > to) continue;
      text += code.slice(position, at) + mark;
      position = at;
    }
    return text + code.slice(position, to);
  };
}
