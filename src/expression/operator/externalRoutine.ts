import { fail } from "../../error/fail.ts";
import { hypotenuse } from "../../value/hypotenuse.ts";
import { type Shape, size } from "../../value/shape.ts";
import type { Routine } from "./call.ts";
import type { ExternalFunction, Numbers } from "./external.ts";

/** A function of the host, the shapes of its inputs, and what tells it from others. */
export interface Host {
  readonly host: ExternalFunction;
  readonly name: string;
  readonly key: number;
  readonly shapes: readonly Shape[];
  /** Numbers in all inputs. */
  readonly total: number;
}

/** The cube root of the rounding error: where truncation and rounding of a central difference are equal. */
const STEP = 6.055454452393343e-6;

/** The derivative that the host itself gives last. */
export const given = ({ host }: Host): number => (host.hessianVector ? 2 : 1);

/** Computes the value. */
export function valueRoutine(self: Host): Routine {
  return (x, output) => {
    const value = self.host.value(...x.map((input) => input.slice()));
    if (typeof value !== "number") wrongAnswer(self, "value", 1, value);
    output[0] = value;
  };
}

/** Computes the rows of a derivative one by one. */
export function rowRoutine(self: Host, order: number): Routine {
  const { host, shapes, total } = self;
  const sizes = shapes.map(size);
  const split = (row: Float64Array): Float64Array[] => {
    let offset = 0;
    return sizes.map((length) => {
      offset += length;
      return row.slice(offset - length, offset);
    });
  };
  const exact = (x: Float64Array, v: Float64Array | undefined): Float64Array =>
    v === undefined
      ? flatAnswer(self, "gradient", host.gradient(...split(x)))
      : flatAnswer(self, "hessianVector", host.hessianVector!(split(x), split(v)));
  return (data, output) => {
    const x = concatenated(data.slice(0, sizes.length), total);
    const directions = data.slice(sizes.length);
    for (let from = 0; from < output.length; from += total) {
      const vs = directions.map((rows) => rows.subarray(from, from + total));
      const row =
        order <= given(self)
          ? exact(x, vs[0])
          : difference(x, vs[0]!, host.step ?? STEP, (at) => exact(at, vs[1]));
      output.set(row, from);
    }
  };
}

/** (g(x + hv) − g(x − hv)) / 2h with |hv| a small part of 1 + |x|. */
function difference(
  x: Float64Array,
  v: Float64Array,
  step: number,
  g: (x: Float64Array) => Float64Array,
): Float64Array {
  const length = v.reduce(hypotenuse, 0);
  if (length === 0) return new Float64Array(x.length);
  const h = (step * (1 + x.reduce(hypotenuse, 0))) / length;
  const above = g(x.map((value, i) => value + h * v[i]!));
  const below = g(x.map((value, i) => value - h * v[i]!));
  return above.map((value, i) => (value - below[i]!) / (2 * h));
}

function concatenated(parts: readonly Float64Array[], total: number): Float64Array {
  const whole = new Float64Array(total);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** An answer as one row: numbers and arrays one after the other. */
function flatAnswer(
  self: Host,
  part: "gradient" | "hessianVector",
  answer: Numbers | readonly Numbers[],
): Float64Array {
  const list = typeof answer === "number" ? [answer] : Array.from(answer ?? []);
  const row = list.flatMap((entry) =>
    typeof entry === "number" ? [entry] : Array.from(entry ?? []),
  );
  if (row.length !== self.total || row.some((entry) => typeof entry !== "number"))
    wrongAnswer(self, part, self.total, answer);
  return Float64Array.from(row);
}

function wrongAnswer(self: Host, part: string, count: number, answer: unknown): never {
  const isList = Array.isArray(answer) || ArrayBuffer.isView(answer);
  const got = isList
    ? `an array of ${(answer as unknown[]).length}`
    : answer === undefined
      ? "nothing"
      : `${typeof answer} ${answer}`;
  const wanted = count === 1 ? "one number" : `${count} numbers`;
  return fail("ERR_VALUE", {
    operation: "external",
    name: self.name,
    reason: `${part} answers ${got} where it takes ${wanted}`,
    advice: "Return numbers in row-major order, one array for each input.",
  });
}
