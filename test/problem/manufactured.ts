import {
  cos,
  cosh,
  type Expression,
  exp,
  type LevelOptions,
  minimize,
  sin,
  variable,
} from "echelon";

/** Gradients of F₁ at x₁ = 0.7 and minimisers on [−3, 3] for n = 2 … 5 (maths.md T5). */
export const manufacturedAnswers = [
  {
    n: 2,
    gradient: 2.3426198997490886,
    minimiser: 0.1106154294722866,
    minimum: 0.01764874451724772,
  },
  {
    n: 3,
    gradient: 2.5184972812578517,
    minimiser: 0.04274252677827126,
    minimum: 1.036791481905316,
  },
  {
    n: 4,
    gradient: 2.7767735139623935,
    minimiser: -0.06403480497632145,
    minimum: 1.087863887945742,
  },
  {
    n: 5,
    gradient: 4.165878643887144,
    minimiser: -0.0952310849661043,
    minimum: 1.095023966418087,
  },
] as const;

/** T5: responses are exactly φ_k; third derivatives and every coupling matter. */
export function manufactured(
  n: number,
  options: (level: number) => LevelOptions = () => ({}),
  starts: readonly number[] = [],
) {
  const variables = Array.from({ length: n }, (_, k) => variable(`x${k + 1}`, starts[k] ?? 0));
  const x = (k: number) => variables[k - 1]!;
  const phi: Record<number, () => Expression> = {
    2: () => sin(x(1)).add(x(1).square().mul(0.3)),
    3: () =>
      x(1)
        .mul(x(2))
        .mul(0.5)
        .add(cos(x(2))),
    4: () =>
      sin(x(1).add(x(2)))
        .mul(0.4)
        .add(x(3).square().mul(0.2)),
    5: () =>
      x(4)
        .mul(0.7)
        .add(x(1).mul(exp(x(3).neg()))),
  };
  const gap = (k: number) => x(k).sub(phi[k]!());
  const below = (k: number) => Array.from({ length: n - k }, (_, i) => k + 1 + i);
  const objective = (k: number) =>
    below(k).reduce((f, m) => f.add(x(k).square().add(1).mul(gap(m)).mul(0.9)), cosh(gap(k)));
  const outer = below(1).reduce(
    (f, m) =>
      f
        .add(
          x(m)
            .square()
            .mul((m - 1) / 2),
        )
        .add(x(1).mul(x(m)).mul(0.25)),
    x(1).sub(0.2).square(),
  );
  const levels = variables.map((variable, i) =>
    minimize(variable, i === 0 ? outer : objective(i + 1), {
      name: `rank ${i + 1}`,
      ...options(i),
    }),
  );
  return { variables, levels };
}

/** The responses φ₂ … φ_n to x₁, in plain numbers. */
export function manufacturedResponses(x1: number, n: number): number[] {
  const x2 = Math.sin(x1) + 0.3 * x1 ** 2;
  const x3 = 0.5 * x1 * x2 + Math.cos(x2);
  const x4 = 0.4 * Math.sin(x1 + x2) + 0.2 * x3 ** 2;
  const x5 = 0.7 * x4 + x1 * Math.exp(-x3);
  return [x2, x3, x4, x5].slice(0, n - 1);
}
