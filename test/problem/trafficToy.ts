import { log, minimize, variable } from "echelon";

/**
 * T15: two populations of one choose between links b, of cost y_b − x, and c, of cost y_c; link a, of cost y_a, carries
 * one of them whatever it chooses. y_b = 1 + x/2, y_c = 1 − x/2, total cost 3 − x, up to the entropy that smooths
 * the choice.
 */
export function trafficToy({ x: at = 0.6, entropy = 1e-7 } = {}) {
  const x = variable("x", at);
  const even = [
    [0.5, 0.5],
    [0.5, 0.5],
  ];
  const shares = variable("shares", even);
  const [b, c] = [0, 1].map((k) => shares.slice([0, k], [2, k + 1]).sum());
  const smooth = shares.mul(log(shares)).sum().mul(entropy);
  const beckmann = b!.square().div(2).sub(x.mul(b!)).add(c!.square().div(2));
  const total = b!.mul(b!.sub(x)).add(c!.square()).add(1);
  const levels = [
    minimize(x, total, { name: "network" }),
    minimize(shares, beckmann.add(smooth), { name: "drivers" }),
  ];
  return { x, shares, levels, flows: (width: number) => [1 + width / 2, 1 - width / 2] };
}
