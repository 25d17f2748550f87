import { expect, test } from "vitest";
import { Labels, Numbering } from "../../src/expression/labels.ts";

test("united labels are one, with the size of the first", () => {
  const labels = new Labels();
  const [a, b, c] = [labels.add(2), labels.add(2), labels.add(5)];
  labels.union(a!, b!);
  expect(labels.find(b!)).toBe(labels.find(a!));
  expect(labels.find(c!)).not.toBe(labels.find(a!));
  expect(labels.sizeOf(b!)).toBe(2);
  expect(labels.count).toBe(3);
});

test("labels are numbered as they are met; what nothing carries is a factor", () => {
  const labels = new Labels();
  const [a, b, c] = [labels.add(2), labels.add(3), labels.add(5)];
  const number = new Numbering(labels);
  expect([number.of(c!), number.of(a!), number.of(c!)]).toEqual([0, 1, 0]);
  expect(number.sizes).toEqual([5, 2]);
  expect(number.uncarried()).toBe(3);
  expect(number.compare([a!, b!], [c!, b!], 2)).toBeGreaterThan(0);
  expect(number.compare([a!], [b!], 2)).toBeLessThan(0);
});
