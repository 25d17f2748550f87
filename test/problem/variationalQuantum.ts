import { cos, minimize, sin, variable } from "echelon";

/** T12: E = −γ sin z − (δ + a) cos z; d⟨Z⟩/da = γ²/(γ² + (δ + a)²)^{3/2} for ⟨Z⟩ = cos z. */
export function variationalQuantum(gamma = 1, delta = 0.1, at = 0.7) {
  const [a, z] = [variable("a", at), variable("z", 1)];
  const energy = sin(z)
    .mul(-gamma)
    .sub(a.add(delta).mul(cos(z)));
  const levels = [minimize(a, cos(z), { name: "field" }), minimize(z, energy, { name: "state" })];
  const slope = (value: number) => gamma ** 2 / (gamma ** 2 + (delta + value) ** 2) ** 1.5;
  return { a, z, energy, levels, slope };
}
