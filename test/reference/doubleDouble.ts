/** A number of about 106 bits: high + low, |low| ≤ ulp(high)/2 (Dekker 1971). */
export type Double = readonly [high: number, low: number];

const quickSum = (a: number, b: number): Double => {
  const sum = a + b;
  return [sum, b - (sum - a)];
};

const exactSum = (a: number, b: number): Double => {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
};

const exactProduct = (a: number, b: number): Double => {
  const [ta, tb] = [134217729 * a, 134217729 * b];
  const [ah, bh] = [ta - (ta - a), tb - (tb - b)];
  const [al, bl] = [a - ah, b - bh];
  const product = a * b;
  return [product, ah * bh - product + ah * bl + al * bh + al * bl];
};

export const from = (a: number): Double => [a, 0];
export const negative = ([a, b]: Double): Double => [-a, -b];

export function sum(a: Double, b: Double): Double {
  const [high, low] = exactSum(a[0], b[0]);
  const [high2, low2] = exactSum(a[1], b[1]);
  const [h, l] = quickSum(high, low + high2);
  return quickSum(h, l + low2);
}

export function product(a: Double, b: Double): Double {
  const [high, low] = exactProduct(a[0], b[0]);
  return quickSum(high, low + (a[0] * b[1] + a[1] * b[0]));
}

export function quotient(a: Double, b: Double): Double {
  const first = a[0] / b[0];
  const r = sum(a, negative(product(b, from(first))));
  const second = r[0] / b[0];
  const s = sum(r, negative(product(b, from(second))));
  return sum(quickSum(first, second), from(s[0] / b[0]));
}

/** Exact multiplication by a power of two. */
export const times = (a: Double, power: number): Double => [a[0] * power, a[1] * power];
