/** Ends of the links of the Abilene backbone of 2004 and their capacities in Gb/s, shared by both directions. */
const links = [
  ["Atlanta", "Houston", 9.92],
  ["Atlanta", "Indianapolis", 2.48],
  ["Atlanta", "Washington", 9.92],
  ["Chicago", "Indianapolis", 9.92],
  ["Chicago", "New York", 9.92],
  ["Denver", "Kansas City", 9.92],
  ["Denver", "Sunnyvale", 9.92],
  ["Denver", "Seattle", 9.92],
  ["Houston", "Kansas City", 9.92],
  ["Houston", "Los Angeles", 9.92],
  ["Indianapolis", "Kansas City", 9.92],
  ["Los Angeles", "Sunnyvale", 9.92],
  ["New York", "Washington", 9.92],
  ["Seattle", "Sunnyvale", 9.92],
] as const;

/** A user whose utility is w x^{1−α}/(1−α), or w log x at α = 1: a backup has α = ½, a web site 1, telephony 2. */
export interface User {
  readonly path: readonly string[];
  readonly weight: number;
  readonly alpha: number;
}

const [backup, web, telephony] = [0.5, 1, 2];
const user = (alpha: number, weight: number, path: string): User => ({
  alpha,
  weight,
  path: path.split(", "),
});

/** Twelve users, made up; the backbone is not. */
export const users: readonly User[] = [
  user(backup, 2, "Seattle, Denver, Kansas City, Indianapolis, Chicago, New York"),
  user(web, 3, "Sunnyvale, Denver, Kansas City, Indianapolis, Chicago"),
  user(telephony, 4, "Denver, Kansas City, Indianapolis"),
  user(web, 1, "Indianapolis, Chicago, New York"),
  user(backup, 1, "Los Angeles, Houston, Atlanta, Washington"),
  user(web, 2, "Houston, Atlanta, Washington, New York"),
  user(telephony, 6, "Kansas City, Houston, Atlanta"),
  user(web, 2, "Indianapolis, Atlanta, Washington"),
  user(telephony, 2, "Atlanta, Indianapolis"),
  user(backup, 3, "Seattle, Sunnyvale, Los Angeles"),
  user(web, 1, "Los Angeles, Sunnyvale, Seattle"),
  user(backup, 1, "Washington, New York, Chicago"),
];

const linkOf = (a: string, b: string): number => {
  const found = links.findIndex(([from, to]) => [from, to].sort().join() === [a, b].sort().join());
  if (found < 0) throw new Error(`no link from ${a} to ${b}`);
  return found;
};

/** The links each user takes, and what they carry. */
export const abilene = {
  routes: users.map(({ path }) => path.slice(1).map((to, i) => linkOf(path[i]!, to))),
  capacities: links.map(([, , capacity]) => capacity),
};

/** What rates are worth to a user. */
export function worthTo({ weight, alpha }: User, rate: number): number {
  return alpha === 1 ? weight * Math.log(rate) : (weight * rate ** (1 - alpha)) / (1 - alpha);
}

/** Gb/s on each link. */
export function loads(rates: ArrayLike<number>): number[] {
  return abilene.capacities.map((_, link) =>
    abilene.routes.reduce((sum, route, r) => sum + (route.includes(link) ? rates[r]! : 0), 0),
  );
}

/**
 * The optimum with all utilities known: rates x = (w/q)^{1/α} at path prices q, the prices moved by what is asked beyond
 * capacity (Low & Lapsley 1999). The dual value bounds every total utility from above: the gap proves the optimum.
 */
export function knownOptimum(): { rates: number[]; value: number; bound: number } {
  const { routes, capacities } = abilene;
  let prices = capacities.map(() => 1);
  const asked = () =>
    users.map(({ weight, alpha }, r) => {
      const price = routes[r]!.reduce((sum, link) => sum + prices[link]!, 0);
      return (weight / price) ** (1 / alpha);
    });
  for (let step = 0; step < 20_000; step++) {
    const load = loads(asked());
    prices = prices.map((price, l) => Math.max(0, price + 0.01 * (load[l]! - capacities[l]!)));
  }
  const rates = asked();
  const load = loads(rates);
  const paid = prices.reduce((sum, price, l) => sum + price * (capacities[l]! - load[l]!), 0);
  const excess = Math.max(1, ...load.map((gbs, l) => gbs / capacities[l]!));
  const total = (shrunk: number) =>
    users.reduce((sum, one, r) => sum + worthTo(one, rates[r]! / shrunk), 0);
  return { rates, value: total(excess), bound: total(1) + paid };
}
