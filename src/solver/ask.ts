import { fail } from "../error/fail.ts";
import type { Answer, Iterate, Request } from "./solver.ts";
import { norm } from "./vector.ts";

/** An answer whose derivatives are present. */
export interface Known {
  readonly value: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

const nothing = new Float64Array(0);

/** Yields one request and returns its answer; a derivative that was not asked for is an empty array. */
export function* ask(
  order: 0 | 1 | 2,
  x: Float64Array,
): Generator<Request | Iterate, Known, Answer | undefined> {
  const answer = yield { kind: "request", order, x };
  if (answer === undefined) {
    return fail("ERR_VALUE", {
      name: "answer",
      reason: "a solver's request was resumed without an answer",
      advice: "Resume a request with next({ value, gradient, hessian }).",
    });
  }
  const gradient = answer.gradient ?? nothing;
  const hessian = answer.hessian ?? nothing;
  if (order > 0 && gradient.length !== x.length) missing("gradient", gradient.length, x.length);
  if (order > 1 && hessian.length !== x.length ** 2) {
    missing("hessian", hessian.length, x.length ** 2);
  }
  return { value: answer.value, gradient, hessian };
}

function missing(name: string, length: number, expected: number): never {
  return fail("ERR_VALUE", {
    name,
    reason: `an answer with ${expected} numbers was asked for and ${length} came`,
    advice: "Answer a request with every derivative up to its order.",
  });
}

/** Is the point inside the domain: value and gradient finite? (One NaN or infinity makes the norm so.) */
export function isInside({ value, gradient }: Known): boolean {
  return Number.isFinite(value) && (gradient.length === 0 || Number.isFinite(norm(gradient)));
}

/** Stops with ERR_NOT_FINITE when the start is outside the domain: there is nothing to step back to. */
export function requireInside(known: Known, operation: string): void {
  if (isInside(known)) return;
  if (!Number.isFinite(known.value)) {
    fail("ERR_NOT_FINITE", { operation, name: "the objective at the start", value: known.value });
  }
  const index = known.gradient.findIndex((entry) => !Number.isFinite(entry));
  fail("ERR_NOT_FINITE", {
    operation,
    name: "the gradient at the start",
    value: known.gradient[index] ?? Number.POSITIVE_INFINITY,
    index: Math.max(0, index),
  });
}
