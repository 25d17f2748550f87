import { abs, exp, less, maximize, minimize, variable, where } from "echelon";

/** Standardised rows and their targets. */
interface Rows {
  readonly features: readonly (readonly number[])[];
  readonly targets: readonly number[];
}

/**
 * T17: min_λ (1/m)|y_v − X_vθ|² with P ∈ argmax (1/n)|y_t − (X_t+P)θ|² − (c/(nd))|P|²,
 * θ ∈ argmin (1/n)|y_t − (X_t+P)θ|² + e^λ s(θ)/d, s the ℓ1 norm smoothed inside [−¼, ¼].
 */
export function robustTrilevel(
  { train, validation }: { readonly train: Rows; readonly validation: Rows },
  { c = 10, lambda: at = 0 } = {},
) {
  const [n, d] = [train.targets.length, train.features[0]!.length];
  const lambda = variable("lambda", at);
  const attack = variable("attack", { data: new Float64Array(n * d), shape: [n, d] });
  const theta = variable("theta", new Float64Array(d));
  const { fit, ridge, objective } = parts({ train, validation }, theta, attack);
  const price = attack
    .square()
    .sum()
    .mul(c / (n * d));
  const penalty = exp(lambda).mul(ridge).div(d);
  const levels = [
    minimize(lambda, objective, { name: "validation" }),
    maximize(attack, fit.sub(price), { name: "adversary" }),
    minimize(theta, fit.add(penalty), { name: "fit" }),
  ];
  return { lambda, attack, theta, levels };
}

function parts(
  { train, validation }: { readonly train: Rows; readonly validation: Rows },
  theta: ReturnType<typeof variable>,
  attack: ReturnType<typeof variable>,
) {
  const matrix = (rows: readonly (readonly number[])[]) => rows.map((row) => [...row]);
  const moved = attack.add(matrix(train.features));
  const fit = moved
    .matmul(theta)
    .sub([...train.targets])
    .square()
    .mean();
  const own = theta.reshape([1, theta.shape[0]!]).mul(matrix(validation.features)).sum(1);
  const objective = own
    .sub([...validation.targets])
    .square()
    .mean();
  const mu = 0.25;
  const square = theta.square();
  const inside = square
    .square()
    .mul(-1 / (8 * mu ** 3))
    .add(square.mul(3 / (4 * mu)))
    .add((3 * mu) / 8);
  const ridge = where(less(abs(theta), mu), inside, abs(theta)).sum();
  return { fit, ridge, objective };
}
