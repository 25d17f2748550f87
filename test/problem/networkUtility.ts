import { concat, log, log1p, maximize, parameter, sqrt, variable } from "echelon";

/**
 * T13: one link of capacity c shared by three routes, the last rate eliminated by Σx = c:
 * x* = argmax Σ θ_r log x_r = θ c/Σθ; the operator's utility is √x₁ + log(1 + x₂) + x₃²/(10 + x₃²).
 */
export function networkUtility() {
  const theta = variable("theta", [1, 2, 3]);
  const capacity = parameter("capacity", 10);
  const rates = variable("rates", [3, 3]);
  const x = concat([rates, capacity.sub(rates.sum()).reshape([1])]);
  const [x1, x2, x3] = [0, 1, 2].map((i) => x.slice([i], [i + 1]).sum());
  const utility = sqrt(x1!)
    .add(log1p(x2!))
    .add(x3!.square().div(x3!.square().add(10)));
  const levels = [
    maximize(theta, utility, { name: "operator" }),
    maximize(rates, theta.mul(log(x)).sum(), { name: "users" }),
  ];
  return { theta, rates, capacity, x, levels };
}

export const networkUtilityAnswer = {
  value: 3.471617231814947,
  gradient: [0.34168201455, 0.080800174798, -0.167760788049],
};
