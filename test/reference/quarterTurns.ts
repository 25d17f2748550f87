import type { Double } from "./doubleDouble.ts";

const BITS = 1400n;

/** arctan(1/n)·2^BITS by Taylor. */
function arctan(n: bigint): bigint {
  let power = (1n << BITS) / n;
  let total = power;
  for (let k = 3n, sign = -1n; power !== 0n; k += 2n, sign = -sign) {
    power /= n * n;
    total += (sign * power) / k;
  }
  return total;
}

/** π/2·2^BITS (Machin). */
const HALF_PI = 2n * (4n * arctan(5n) - arctan(239n));

/** x = turns·π/2 + rest, |rest| ≤ π/4, in exact integer arithmetic: turns modulo 4, rest to 106 bits. */
export function quarterTurns(x: number): { turns: number; rest: Double } {
  if (Math.abs(x) < 0.7) return { turns: 0, rest: [x, 0] };
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(x));
  const raw = bits.getBigUint64(0);
  const exponent = (raw >> 52n) - 1075n;
  const scaled = ((raw & ((1n << 52n) - 1n)) | (1n << 52n)) << (BITS + exponent);
  let n = (2n * scaled + HALF_PI) / (2n * HALF_PI);
  const rest = scaled - n * HALF_PI;
  // 300 bits behind the point: first 53 of them, then what they left.
  const fraction = rest >> (BITS - 300n);
  const high = Number(fraction);
  const [h, l] = [high / 2 ** 300, Number(fraction - BigInt(high)) / 2 ** 300];
  if (x < 0) {
    n = -n;
    return { turns: Number(n & 3n), rest: [-h, -l] };
  }
  return { turns: Number(n & 3n), rest: [h, l] };
}
