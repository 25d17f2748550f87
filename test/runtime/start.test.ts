import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
// @ts-expect-error: the scripts of the build are not typed
import { called, eager } from "../../scripts/eager.mjs";
// @ts-expect-error
import { firstGradient } from "../../scripts/firstGradient.mjs";
// @ts-expect-error
import { quoted } from "../../scripts/quoted.mjs";

// What makes the package start fast: docs/decisions/006-compiled-with-its-file.md. The time: npm run test:runtimes -- import.

/** `eager` for the functions that start where « stands. */
function marked(text: string, early: string[] = []): string {
  const parts = text.split("«");
  const positions = parts.map((_, i) => parts.slice(0, i + 1).join("").length).slice(0, -1);
  return eager(parts.join(""), new Set(positions), new Set(early));
}

test.each([
  ["f();«function f(a){return a}g()", "f();var f=(function(a){return a});g()"],
  ["«async function f(){}«function*g(){}", "var f=(async function(){});var g=(function*(){});"],
  ["«function f(){return x.map(«e=>e)}", "var f=(function(){return x.map((e=>e))});"],
  ["const f=«e=>«()=>e;", "const f=(e=>(()=>e));"],
  ["const f=(«e=>e);const g=(«function(){});", "const f=(e=>e);const g=(function(){});"],
  ["function f(){«function g(){}}", "function f(){function g(){}}"],
  [
    "var o={a«(){},get b«(){return 1}};class C{m«(){}}",
    "var o={a(){},get b(){return 1}};class C{m(){}}",
  ],
])("what is called first stands in parentheses: %s", (text, expected) => {
  expect(marked(text)).toBe(expected);
});

test("a function that is read above its place becomes a variable at the top", () => {
  const text = "const t=[g];«function f(){}«function g(){}f();";
  expect(marked(text, ["g"])).toBe("var g=(function(){});const t=[g];var f=(function(){});f();");
});

test.each([
  ["f(`a`,`\\u2264`,`$\\{`)", 'f("a","\\u2264","$\\{")'],
  ['`a "b"`+`it\'s "b"`+`a\nb`', '\'a "b"\'+`it\'s "b"`+`a\nb`'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a template
  ["tag`a`+`${f(`a`)} b`", 'tag`a`+`${f("a")} b`'],
])("strings are in quotes: %s", (text, expected) => {
  expect(quoted(text)).toBe(expected);
});

test("the built package has nothing left to put in parentheses or in quotes", () => {
  const text = (name: string) => readFileSync(`dist/${name}`, "utf8");
  const names = readdirSync("dist").filter((name) => name.endsWith(".js"));
  expect(names.filter((name) => quoted(text(name)) !== text(name))).toEqual([]);
  const shared = text("shared.js");
  const positions = called(firstGradient("./index.js"), "dist").get("shared.js");
  expect(positions.size).toBeGreaterThan(200);
  expect(eager(shared, positions)).toBe(shared);
  expect(shared.match(/=\(function/g)?.length).toBeGreaterThan(100);
});
