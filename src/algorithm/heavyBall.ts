/**
 * `steps` heavy-ball steps on A v = b for symmetric A with eigenvalues in [μ, L], from v⁻ = v = guess:
 *
 *     v⁺ = v − λ (A v − b) + θ (v − v⁻),   λ = 4/(√L+√μ)²,   θ = max{(1−√(λμ))², (1−√(λL))²}
 *
 * The error falls like (√κ−1)/(√κ+1) a step. @see Polyak 1964
 */
export function heavyBall(
  multiply: (v: Float64Array) => Float64Array,
  b: Float64Array,
  guess: Float64Array,
  { steps, smoothness: L, convexity: mu }: { steps: number; smoothness: number; convexity: number },
): Float64Array {
  const lambda = 4 / (Math.sqrt(L) + Math.sqrt(mu)) ** 2;
  const theta = Math.max((1 - Math.sqrt(lambda * mu)) ** 2, (1 - Math.sqrt(lambda * L)) ** 2);
  let v = guess;
  let before = guess;
  for (let t = 0; t < steps; t++) {
    const product = multiply(v);
    const [now, last] = [v, before];
    v = now.map((entry, i) => entry - lambda * (product[i]! - b[i]!) + theta * (entry - last[i]!));
    before = now;
  }
  return v.slice();
}
