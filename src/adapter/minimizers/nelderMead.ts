/** Parameters of {@link nelderMead}, named and preset as fmin's. */
export interface NelderMeadParameters {
  /** Default 200 a variable. */
  readonly maxIterations?: number;
  /** The first simplex: an entry that is not 0 is multiplied by this, 1.05. */
  readonly nonZeroDelta?: number;
  /** And an entry that is 0 becomes this, 0.001. */
  readonly zeroDelta?: number;
  /** Ends when the values of the simplex differ by less, 1e-6, and its two best points by less than 1e-5. */
  readonly minErrorDelta?: number;
  /** Reflection, 1. */
  readonly rho?: number;
  /** Expansion, 2. */
  readonly chi?: number;
  /** Contraction, −0.5. */
  readonly psi?: number;
  /** Shrinking, 0.5. */
  readonly sigma?: number;
  /** Takes the simplex before each iteration. */
  readonly history?: { x: number[]; fx: number; simplex: number[][] }[];
}

interface Vertex {
  x: number[];
  fx: number;
  readonly id: number;
}

type Weights = Required<Pick<NelderMeadParameters, "rho" | "chi" | "psi" | "sigma">>;

/**
 * `nelderMead` of fmin: a minimum by values alone, with the same steps. Up to ten variables or so; with derivatives,
 * also by differences, the other minimizers need far fewer values. The start is not written to.
 *
 * @see Nelder & Mead 1965, The Computer Journal 7(4)
 */
export function nelderMead(
  f: (x: number[]) => number,
  x0: readonly number[],
  parameters: NelderMeadParameters = {},
): { x: number[]; fx: number } {
  const { rho = 1, chi = 2, psi = -0.5, sigma = 0.5, history } = parameters;
  const maxIterations = parameters.maxIterations || 200 * x0.length;
  const errorDelta = parameters.minErrorDelta || 1e-6;
  const tolerance = parameters.minErrorDelta || 1e-5;
  const simplex = firstSimplex(f, x0, parameters);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    simplex.sort((a, b) => a.fx - b.fx);
    history?.push(snapshot(simplex));
    const [best, next, worst] = [simplex[0]!, simplex[1] ?? simplex[0]!, simplex.at(-1)!];
    const spread = best.x.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - next.x[i]!)),
      0,
    );
    if (Math.abs(best.fx - worst.fx) < errorDelta && spread < tolerance) break;
    if (!improve(f, simplex, { rho, chi, psi, sigma }) && !shrink(f, simplex, sigma)) break;
  }
  const [{ x, fx }] = simplex.sort((a, b) => a.fx - b.fx) as [Vertex];
  return { fx, x };
}

function firstSimplex(
  f: (x: number[]) => number,
  x0: readonly number[],
  { nonZeroDelta, zeroDelta }: NelderMeadParameters,
): Vertex[] {
  const start = [...x0];
  const points = x0.map((value, i) => {
    const moved = value ? value * (nonZeroDelta || 1.05) : zeroDelta || 0.001;
    return x0.map((own, j) => (i === j ? moved : own));
  });
  return [start, ...points].map((x, id) => ({ x, fx: f(x), id }));
}

/** In the order of the vertices' first appearance: the same from iteration to iteration. */
function snapshot(simplex: readonly Vertex[]): { x: number[]; fx: number; simplex: number[][] } {
  const ordered = [...simplex].sort((a, b) => a.id - b.id);
  const copies = ordered.map(({ x, fx, id }) => Object.assign([...x], { fx, id }));
  return { x: [...simplex[0]!.x], fx: simplex[0]!.fx, simplex: copies };
}

/** Exchanges the worst vertex for a better one on the line through the centre of the others; false for none. */
function improve(
  f: (x: number[]) => number,
  simplex: readonly Vertex[],
  { rho, chi, psi }: Weights,
): boolean {
  const worst = simplex.at(-1)!;
  const others = simplex.slice(0, -1);
  const centre = worst.x.map(
    (_, i) => others.reduce((sum, { x }) => sum + x[i]!, 0) / others.length,
  );
  const along = (by: number) => {
    const x = centre.map((value, i) => (1 + by) * value - by * worst.x[i]!);
    return { x, fx: f(x) };
  };
  const take = (found: { x: number[]; fx: number }) => {
    Object.assign(worst, found);
    return true;
  };
  const reflected = along(rho);
  if (reflected.fx < simplex[0]!.fx) {
    const expanded = along(chi);
    return take(expanded.fx < reflected.fx ? expanded : reflected);
  }
  if (!(reflected.fx >= others.at(-1)!.fx)) return take(reflected);
  if (reflected.fx > worst.fx) {
    const inside = along(psi);
    return inside.fx < worst.fx && take(inside);
  }
  const outside = along(-psi * rho);
  return outside.fx < reflected.fx && take(outside);
}

/** Moves all vertices towards the best one; false where sigma says that this ends the search. */
function shrink(f: (x: number[]) => number, simplex: readonly Vertex[], sigma: number): boolean {
  if (sigma >= 1) return false;
  const best = simplex[0]!.x;
  for (const vertex of simplex.slice(1)) {
    vertex.x = vertex.x.map((value, i) => (1 - sigma) * best[i]! + sigma * value);
    vertex.fx = f(vertex.x);
  }
  return true;
}
