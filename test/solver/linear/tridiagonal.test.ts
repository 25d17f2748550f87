import fc from "fast-check";
import { expect, test } from "vitest";
import { smallestTridiagonal } from "../../../src/solver/linear/tridiagonal.ts";

test.each([1, 2, 3, 10, 40])("tridiag(−1, 2, −1) of size %d: 2 − 2cos(π/(n+1))", (size) => {
  const { value, vector } = smallestTridiagonal(
    size,
    new Float64Array(size).fill(2),
    new Float64Array(size).fill(-1),
  );
  expect(value).toBeCloseTo(2 - 2 * Math.cos(Math.PI / (size + 1)), 14);
  const scale = Math.sqrt(2 / (size + 1)) * Math.sign(vector[0]!);
  for (const [i, entry] of vector.entries()) {
    expect(entry).toBeCloseTo(scale * Math.sin((Math.PI * (i + 1)) / (size + 1)), 10);
  }
});

test("the pair satisfies T·v = θ·v, and no vector gives a smaller quotient", () => {
  const entry = fc.double({ min: -10, max: 10, noNaN: true });
  const rows = fc.array(fc.tuple(entry, entry, entry), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(rows, (lines) => {
      const size = lines.length;
      const diagonal = Float64Array.from(lines, ([a]) => a);
      const off = Float64Array.from(lines, ([, b]) => b);
      const times = (v: Float64Array) =>
        v.map((own, i) => {
          const before = i > 0 ? off[i - 1]! * v[i - 1]! : 0;
          return before + diagonal[i]! * own + (i + 1 < size ? off[i]! * v[i + 1]! : 0);
        });
      const { value, vector } = smallestTridiagonal(size, diagonal, off);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
      for (const [i, image] of times(vector).entries()) {
        expect(Math.abs(image - value * vector[i]!)).toBeLessThan(1e-9);
      }
      const other = Float64Array.from(lines, ([, , c]) => c + 0.01);
      const quotient =
        times(other).reduce((sum, t, i) => sum + t * other[i]!, 0) /
        other.reduce((sum, o) => sum + o * o, 0);
      expect(value).toBeLessThanOrEqual(quotient + 1e-9);
    }),
    { seed: 3, numRuns: 300 },
  );
});
