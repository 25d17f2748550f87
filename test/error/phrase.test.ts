import { expect, test } from "vitest";
import { bytes, list, number, sentences, shape } from "../../src/error/phrase.ts";

test.each([
  [3, "3"],
  [-0.0312345, "−0.03123"],
  [1e-12, "1e−12"],
  [Number.NaN, "NaN"],
  [6.02214e23, "6.022e23"],
])("the number %d is written %s", (value, words) => expect(number(value)).toBe(words));

test("shapes are named as people name them", () => {
  expect([[], [3], [2, 3], [2, 3, 4]].map(shape)).toEqual([
    "a scalar",
    "a vector of 3",
    "2×3",
    "2×3×4",
  ]);
});

test("lists read as lists", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map((words) => list(words))).toEqual([
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
});

test("every part ends with exactly one full stop", () => {
  expect(sentences("one", undefined, "two.", "", "three?")).toBe("one. two. three?");
});

test("byte counts change unit every three digits", () => {
  expect([0, 999, 1500, 2.5e6, 7.25e12].map(bytes)).toEqual([
    "0 bytes",
    "999 bytes",
    "1.5 kB",
    "2.5 MB",
    "7250 GB",
  ]);
});
