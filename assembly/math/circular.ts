import { constant } from "./constant";

// x = n·π/2 + (r + rLow), |r| ≤ π/4 (FDLIBM e_rem_pio2.c: π/2 in 33-bit parts, so that n times a part is exact).
const TABLE: usize = memory.data<f64>([
  0.6366197723675814, // 0: 2/π
  6755399441055744, // 1: 1.5·2⁵²
  1.5707963267341256, // 2: π/2, first 33 bits
  6.077100506303966e-11, // 3: next 33
  2.0222662487111665e-21, // 4: next 33
  8.4784276603689e-32, // 5: the rest
  0.5, // 6
  1, // 7
  -0.16666666666666632, // 8: sin (k_sin.c)
  0.00833333333332249,
  -0.0001984126982985795,
  2.7557313707070068e-6,
  -2.5050760253406863e-8,
  1.58969099521155e-10, // 13
  0.0416666666666666, // 14: cos (k_cos.c)
  -0.001388888888887411,
  2.480158728947673e-5,
  -2.7557314351390663e-7,
  2.087572321298175e-9,
  -1.1359647557788195e-11, // 19
  0, // 20
  823549.6, // 21: 2¹⁹·π/2, the limit of the reduction here
]);

/** x·2/π + 1.5·2⁵²: n is in the low bits. */
export function quarter(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, constant(TABLE, 0)), constant(TABLE, 1));
}

/** n as a number. */
export function turns(rounded: v128): v128 {
  return f64x2.sub(rounded, constant(TABLE, 1));
}

/** Lanes too large for the reduction here. */
export function far(x: v128): v128 {
  return f64x2.gt(f64x2.abs(x), constant(TABLE, 21));
}

/** x − n·π/2 to the first 66 bits of π/2: upper part of the difference. */
export function reduced(x: v128, n: v128): v128 {
  return f64x2.sub(
    f64x2.sub(x, f64x2.mul(n, constant(TABLE, 2))),
    f64x2.mul(n, constant(TABLE, 3)),
  );
}

/** What `reduced` = t lost to rounding, minus n times the next 33 bits of π/2. */
export function reducedLow(x: v128, n: v128, t: v128): v128 {
  const a = f64x2.sub(x, f64x2.mul(n, constant(TABLE, 2)));
  const b = f64x2.mul(n, constant(TABLE, 3));
  const part = f64x2.sub(t, a);
  const error = f64x2.sub(f64x2.sub(a, f64x2.sub(t, part)), f64x2.add(b, part));
  return f64x2.sub(error, f64x2.mul(n, constant(TABLE, 4)));
}

/** n times the rest of π/2. */
export function tail(n: v128): v128 {
  return f64x2.mul(n, constant(TABLE, 5));
}

/** 0 in both lanes. */
export function zero(): v128 {
  return constant(TABLE, 20);
}

/** r − sin(r + rLow), z = r². */
export function sineRest(r: v128, rLow: v128, z: v128): v128 {
  const w = f64x2.mul(z, z);
  const inner = f64x2.add(constant(TABLE, 10), f64x2.mul(z, constant(TABLE, 11)));
  const outer = f64x2.add(constant(TABLE, 12), f64x2.mul(z, constant(TABLE, 13)));
  const p = f64x2.add(
    f64x2.add(constant(TABLE, 9), f64x2.mul(z, inner)),
    f64x2.mul(f64x2.mul(z, w), outer),
  );
  const v = f64x2.mul(z, r);
  const correction = f64x2.sub(f64x2.mul(constant(TABLE, 6), rLow), f64x2.mul(v, p));
  return f64x2.sub(f64x2.sub(f64x2.mul(z, correction), rLow), f64x2.mul(v, constant(TABLE, 8)));
}

/** 1 − z/2 in one rounding: the large part of cos r. */
export function cosineWhole(z: v128): v128 {
  return f64x2.sub(constant(TABLE, 7), f64x2.mul(constant(TABLE, 6), z));
}

/** cos(r + rLow) − cosineWhole, z = r². */
export function cosineRest(r: v128, rLow: v128, z: v128, whole: v128): v128 {
  const w = f64x2.mul(z, z);
  const low = f64x2.add(constant(TABLE, 15), f64x2.mul(z, constant(TABLE, 16)));
  const high = f64x2.add(constant(TABLE, 18), f64x2.mul(z, constant(TABLE, 19)));
  const p = f64x2.add(
    f64x2.mul(z, f64x2.add(constant(TABLE, 14), f64x2.mul(z, low))),
    f64x2.mul(f64x2.mul(w, w), f64x2.add(constant(TABLE, 17), f64x2.mul(z, high))),
  );
  const error = f64x2.sub(f64x2.sub(constant(TABLE, 7), whole), f64x2.mul(constant(TABLE, 6), z));
  return f64x2.add(error, f64x2.sub(f64x2.mul(z, p), f64x2.mul(r, rLow)));
}

/** 1 in both lanes. */
export function unity(): v128 {
  return constant(TABLE, 7);
}
