// The elementwise functions over arrays, n even: what the ulp tests and the benchmarks call. Not part of the product.
import { decaying } from "../tape/decaying";
import { SIGMOID, SOFTPLUS, TANH } from "../tape/opcode";
import { erfV } from "./erf";
import { expV } from "./exp";
import { expm1V } from "./expm1";
import { coshV, sinhV } from "./hyperbolic";
import { logV } from "./log";
import { log1pV } from "./log1p";
import { powV } from "./pow";
import { sigmoidSlopeV } from "./sigmoid";
import { cosV, sinV, tanV } from "./sin";

export { erf } from "./erf";
export { exp } from "./exp";
export { expm1 } from "./expm1";
export { cosh, sinh } from "./hyperbolic";
export { log } from "./log";
export { log1p } from "./log1p";
export { pow } from "./pow";
export { sigmoidSlope } from "./sigmoid";
export { cos, sin, tan } from "./sin";

const number = memory.data(8, 8);

/** A function of math/decay.ts of one number. */
function alone(code: i32, x: f64): f64 {
  store<f64>(number, x);
  decaying(code, 1, number, number, 16);
  return load<f64>(number);
}

export function sigmoid(x: f64): f64 {
  return alone(SIGMOID, x);
}

export function softplus(x: f64): f64 {
  return alone(SOFTPLUS, x);
}

export function tanh(x: f64): f64 {
  return alone(TANH, x);
}

export function erfStrip(n: i32, x: usize, y: usize): void {
  for (let end = x + ((<usize>n) << 3); x < end; x += 16, y += 16) {
    v128.store(y, erfV(v128.load(x)));
  }
}

export function expStrip(n: i32, x: usize, y: usize): void {
  for (let end = x + ((<usize>n) << 3); x < end; x += 16, y += 16) {
    v128.store(y, expV(v128.load(x)));
  }
}

export function expm1Strip(n: i32, x: usize, y: usize): void {
  for (let end = x + ((<usize>n) << 3); x < end; x += 16, y += 16) {
    v128.store(y, expm1V(v128.load(x)));
  }
}

export function coshStrip(n: i32, x: usize, y: usize): void {
  for (let end = x + ((<usize>n) << 3); x < end; x += 16, y += 16) {
    v128.store(y, coshV(v128.load(x)));
  }
}

export function sinhStrip(n: i32, x: usize, y: usize): void {
  for (let end = x + ((<usize>n) << 3); x < end; x += 16, y += 16) {
    v128.store(y, sinhV(v128.load(x)));
  }
}

export function logStrip(n: i32, x: usize, y: usize): void {
  for (let end = x + ((<usize>n) << 3); x < end; x += 16, y += 16) {
    v128.store(y, logV(v128.load(x)));
  }
}

export function log1pStrip(n: i32, x: usize, y: usize): void {
  for (let end = x + ((<usize>n) << 3); x < end; x += 16, y += 16) {
    v128.store(y, log1pV(v128.load(x)));
  }
}

export function sigmoidStrip(n: i32, x: usize, y: usize): void {
  decaying(SIGMOID, n, y, x, 16);
}

export function sigmoidSlopeStrip(n: i32, x: usize, y: usize): void {
  for (let end = x + ((<usize>n) << 3); x < end; x += 16, y += 16) {
    v128.store(y, sigmoidSlopeV(v128.load(x)));
  }
}

export function cosStrip(n: i32, x: usize, y: usize): void {
  for (let end = x + ((<usize>n) << 3); x < end; x += 16, y += 16) {
    v128.store(y, cosV(v128.load(x)));
  }
}

export function sinStrip(n: i32, x: usize, y: usize): void {
  for (let end = x + ((<usize>n) << 3); x < end; x += 16, y += 16) {
    v128.store(y, sinV(v128.load(x)));
  }
}

export function tanStrip(n: i32, x: usize, y: usize): void {
  for (let end = x + ((<usize>n) << 3); x < end; x += 16, y += 16) {
    v128.store(y, tanV(v128.load(x)));
  }
}

export function softplusStrip(n: i32, x: usize, y: usize): void {
  decaying(SOFTPLUS, n, y, x, 16);
}

export function tanhStrip(n: i32, x: usize, y: usize): void {
  decaying(TANH, n, y, x, 16);
}

export function powStrip(n: i32, x: usize, y: usize): void {
  const step = (<usize>n) << 3;
  for (let end = x + step; x < end; x += 16, y += 16) {
    v128.store(y, powV(v128.load(x), v128.load(x + step)));
  }
}
