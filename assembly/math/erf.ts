import { exp } from "./exp";

// FDLIBM s_erf.c: rational approximations on |x| < 0.84375, < 1.25, < 1/0.35, < 6.
const SMALL: usize = memory.data<f64>([
  0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442,
  -2.3763016656650163e-5, 1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766,
  0.00013249473800432164, -3.960228278775368e-6,
]);
const MIDDLE: usize = memory.data<f64>([
  -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175,
  -0.11089469428239668, 0.035478304325618236, -0.002166375594868791, 1, 0.10642088040084423,
  0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
  0.011984499846799107,
]);
const LARGE: usize = memory.data<f64>([
  -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006,
  -162.39666946257347, -184.60509290671104, -81.2874355063066, -9.814329344169145, 1,
  19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
  108.63500554177944, 6.570249770319282, -0.0604244152148581,
]);
const LARGEST: usize = memory.data<f64>([
  -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192,
  -637.5664433683896, -1025.0951316110772, -483.5191916086514, 1, 30.33806074348246,
  325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644, 474.52854120695537,
  -22.44095244658582,
]);
const ERF_ONE: f64 = 0.8450629115104675;

/** erf x = 2/√π ∫₀ˣ e^−t² dt, error < 1 ulp; the sign of zero is kept. */
export function erf(x: f64): f64 {
  const size = abs<f64>(x);
  if (isNaN<f64>(x)) return x;
  if (size < 0.84375) {
    if (size < 3.7252902984e-9) return x + 0.12837916709551256 * x;
    const z = x * x;
    return x + x * (polynomial(SMALL, 4, z) / polynomial(SMALL + 40, 5, z));
  }
  return copysign<f64>(size < 1.25 ? middle(size) : size < 6 ? outer(size) : 1, x);
}

/** erf lane by lane, with its bits. */
export function erfV(x: v128): v128 {
  const low = f64x2.splat(erf(f64x2.extract_lane(x, 0)));
  return f64x2.replace_lane(low, 1, erf(f64x2.extract_lane(x, 1)));
}

function middle(x: f64): f64 {
  const s = x - 1;
  return ERF_ONE + polynomial(MIDDLE, 6, s) / polynomial(MIDDLE + 56, 6, s);
}

function outer(x: f64): f64 {
  const s = 1 / (x * x);
  const quotient =
    x < 2.857142857142857
      ? polynomial(LARGE, 7, s) / polynomial(LARGE + 64, 8, s)
      : polynomial(LARGEST, 6, s) / polynomial(LARGEST + 56, 7, s);
  // x² exactly, in two parts: z holds the upper half of x.
  const z = reinterpret<f64>(reinterpret<u64>(x) & 0xffffffff00000000);
  return 1 - (exp(-z * z - 0.5625) * exp((z - x) * (z + x) + quotient)) / x;
}

/** c₀ + c₁·x + … + c_degree·x^degree. */
function polynomial(c: usize, degree: i32, x: f64): f64 {
  let value = load<f64>(c + ((<usize>degree) << 3));
  for (let i = degree - 1; i >= 0; i--) value = value * x + load<f64>(c + ((<usize>i) << 3));
  return value;
}
