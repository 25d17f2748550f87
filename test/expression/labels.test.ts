import { expect, test } from "vitest";
import { Labels } from "../../src/expression/labels.ts";

test("united labels are one, with the size of the first", () => {
  const labels = new Labels();
  const [a, b, c] = [labels.add(2), labels.add(2), labels.add(5)];
  labels.union(a!, b!);
  expect(labels.find(b!)).toBe(labels.find(a!));
  expect(labels.find(c!)).not.toBe(labels.find(a!));
  labels.numberOf(b!);
  expect(labels.sizes).toEqual([2]);
});

test("labels are numbered as they are met; what nothing carries is a factor", () => {
  const labels = new Labels();
  const [a, b, c] = [labels.add(2), labels.add(3), labels.add(5)];
  expect([labels.numberOf(c!), labels.numberOf(a!), labels.numberOf(c!)]).toEqual([0, 1, 0]);
  expect(labels.sizes).toEqual([5, 2]);
  expect(labels.uncarried()).toBe(3);
  expect(labels.compare([a!, b!], [c!, b!], 2)).toBeGreaterThan(0);
  expect(labels.compare([a!], [b!], 2)).toBeLessThan(0);
});
