import type { Code } from "./code.ts";
import { ELEMENTS_MOST } from "./elementwise.ts";

/** Pushes Σ x[i], in the order of `sum` of assembly/tape/fused.ts; steps in bytes. */
export function sum(code: Code, n: number, x: number, step: number): void {
  const whole = n & ~3;
  // One of the four sums over i mod 4.
  const part = (first: number): void => {
    code.apply("0");
    for (let i = first; i < whole; i += 4) addition(code, x + i * step);
  };
  part(0);
  if (whole > 0) {
    part(2);
    code.apply("+");
    part(1);
    part(3);
    code.apply("++");
  }
  for (let i = whole; i < n; i++) addition(code, x + i * step);
}

function addition(code: Code, address: number): void {
  code.read(address, 0);
  code.apply("+");
}

/** Whether a dot product adds term after term; others keep several sums, and fuse in the relaxed build. */
export const isPlainDot = (n: number, xStep: number, yStep: number): boolean =>
  n <= ELEMENTS_MOST && (n <= 3 || xStep !== 8 || yStep !== 8);

/** Pushes Σ x[i]·y[i], term after term; steps in bytes. */
export function dot(
  code: Code,
  n: number,
  x: number,
  xStep: number,
  y: number,
  yStep: number,
): void {
  code.apply("0");
  for (let i = 0; i < n; i++) {
    code.read(x + i * xStep, 0);
    code.read(y + i * yStep, 0);
    code.apply("*+");
  }
}
