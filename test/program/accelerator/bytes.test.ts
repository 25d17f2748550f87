import { expect, test } from "vitest";
import { Bytes } from "../../../src/program/accelerator/bytes.ts";

/** The number behind LEB128 groups of seven bits, and how many there are. */
function decoded(bytes: Uint8Array, isSigned: boolean): { value: number; length: number } {
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
  const bytes = new Bytes();
  bytes.integer(value);
  expect(decoded(bytes.written(), false)).toEqual({ value, length: bytes.length });
  expect(bytes.length).toBeLessThanOrEqual(5);
});

test.each([...addresses, -1, -64, -65, -(2 ** 31)])("%i reads the same signed", (value) => {
  const bytes = new Bytes();
  bytes.integer(value);
  expect(decoded(bytes.written(), true)).toEqual({ value, length: bytes.length });
  expect(bytes.length).toBeLessThanOrEqual(5);
});

test("bytes keep their order while they grow, and follow others", () => {
  const [one, two] = [new Bytes(), new Bytes()];
  for (let i = 0; i < 1000; i++) one.push(i & 255);
  two.push(7);
  two.append(one);
  expect([...two.written()]).toEqual([7, ...Array.from({ length: 1000 }, (_, i) => i & 255)]);
});
