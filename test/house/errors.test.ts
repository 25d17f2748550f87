import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sampleSentence, samples } from "../../scripts/generateErrors.ts";
import type { ErrorCode } from "../../src/error/facts.ts";
import { sentences } from "../../src/error/sentences.ts";
import { code, sourceFiles } from "./sourceFiles.ts";

const codes = Object.keys(sentences) as ErrorCode[];
const page = readFileSync("docs/errors.md", "utf8");
const tests = sourceFiles("test", ".test.ts").filter(
  (path) => !/^test\/(error|house)\//.test(path),
);

test.each(codes)("%s has a page", (name) => {
  expect(page).toContain(`\n## ${name}\n`);
});

test.each(codes)("the sentence of %s holds a fact and ends with a full stop", (name) => {
  const sentence = sampleSentence(name);
  const facts = Object.values(samples[name]).flat(2).map(String);
  expect(facts.some((fact) => sentence.includes(fact))).toBe(true);
  expect(sentence).toMatch(/\.$/);
  expect(sentence).not.toMatch(/undefined|\.\.|object Object/);
});

test.each(codes)("%s is thrown by the package in some test", (name) => {
  expect(tests.filter((path) => readFileSync(path, "utf8").includes(`"${name}"`))).not.toEqual([]);
});

test.each(codes)("%s is raised somewhere in src", (name) => {
  const raised = sourceFiles("src").some((path) => code(path).includes(`"${name}"`));
  expect(raised).toBe(true);
});

test("fail is the only throw in src; handing on a caught error is not another", () => {
  const throwers = sourceFiles("src").filter((path) => /\bthrow\b(?! error;)/.test(code(path)));
  expect(throwers).toEqual(["src/error/fail.ts"]);
});
