import { expect, test } from "vitest";
import { leb128 } from "../../../src/program/accelerator/leb128.ts";

/** The number behind LEB128 groups of seven bits, and how many there are. */
function decoded(bytes: readonly number[], isSigned: boolean): { value: number; length: number } {
  let [value, factor] = [0, 1];
  for (const [i, byte] of bytes.entries()) {
    const digits = byte & 127;
    const isLast = byte < 128;
    value += factor * (isSigned && isLast && digits > 63 ? digits - 128 : digits);
    factor *= 128;
    if (isLast) return { value, length: i + 1 };
  }
  throw new Error("no end");
}

const addresses = [0, 1, 63, 64, 127, 128, 8191, 8192, 2 ** 20 + 8, 2 ** 31 - 1];

test.each([...addresses, 2 ** 31, 2 ** 32 - 8])("%i reads the same unsigned", (value) => {
  const bytes = leb128(value);
  expect(decoded(bytes, false)).toEqual({ value, length: bytes.length });
  expect(bytes.length).toBeLessThanOrEqual(5);
});

test.each([...addresses, -1, -64, -65, -(2 ** 31)])("%i reads the same signed", (value) => {
  const bytes = leb128(value);
  expect(decoded(bytes, true)).toEqual({ value, length: bytes.length });
  expect(bytes.length).toBeLessThanOrEqual(5);
});
