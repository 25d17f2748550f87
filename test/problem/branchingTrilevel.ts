import { minimize, variable } from "echelon";

/**
 * T4: f₁ = x+y+z+½x²+xy+xz, f₂ = (3/2)y²−yx−yz, f₃ = ½(z²−zx−zy)². On the branch z = x + y:
 * y* = 2x, z* = 3x, F₁ = 6x + 5.5x²; z = 0 is a second global minimiser of the innermost level.
 */
export function branchingTrilevel(start: readonly [number, number, number] = [-0.4, -0.2, -0.6]) {
  const [x, y, z] = [variable("x", start[0]), variable("y", start[1]), variable("z", start[2])];
  const f1 = x.add(y).add(z).add(x.square().mul(0.5)).add(x.mul(y)).add(x.mul(z));
  const f2 = y.square().mul(1.5).sub(y.mul(x)).sub(y.mul(z));
  const f3 = z.square().sub(z.mul(x)).sub(z.mul(y)).square().mul(0.5);
  const levels = [
    minimize(x, f1, { name: "top" }),
    minimize(y, f2, { name: "middle" }),
    minimize(z, f3, { name: "bottom" }),
  ];
  return { x, y, z, levels };
}
