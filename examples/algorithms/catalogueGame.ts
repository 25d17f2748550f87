import {
  constant,
  type Expression,
  evaluate,
  hypergradient,
  type Level,
  log,
  matmul,
  maximize,
  parameter,
  solveSync,
  variable,
} from "echelon";

/**
 * Six products, in euros. `costs` and `values` are those of the firms in the order in which they set prices: we, a
 * department store, a discounter. A value is what the average visitor would pay; `spread` is how much visitors differ.
 */
export const catalogue = [
  { name: "espresso machine", costs: [290, 280, 275], values: [480, 470, 440], spread: 60 },
  { name: "grinder", costs: [85, 88, 80], values: [165, 160, 140], spread: 25 },
  { name: "kettle", costs: [34, 31, 28], values: [74, 76, 64], spread: 14 },
  { name: "filter machine", costs: [60, 58, 55], values: [112, 108, 98], spread: 18 },
  { name: "scale", costs: [18, 20, 16], values: [42, 38, 34], spread: 8 },
  { name: "beans, 1 kg", costs: [14, 13, 12], values: [29, 28, 25], spread: 6 },
] as const;

/** Euros that two products are worth more if bought together: machine and grinder, and so on. */
const pairs = [
  [0, 25, 0, 0, 0, 6],
  [25, 0, 0, 0, 5, 0],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 4],
  [0, 5, 0, 0, 0, 0],
  [6, 0, 0, 4, 0, 0],
];

/** Numbers that change the market: thrift, difference. */
export type Setting = Readonly<Record<string, number | number[][]>>;

const sum = (terms: readonly Expression[]) => terms.reduce((total, term) => total.add(term));

/** The market with us and one rival, or two: the firms answer one after the other, customers answer all. */
export class CatalogueGame {
  /** Costs and starting prices of the firms: we start 40 % above cost, the others 20 %. */
  readonly costs: readonly (readonly number[])[];
  readonly list: readonly (readonly number[])[];
  readonly prices: readonly Expression[];
  /** Shares of the visitors who buy each product, by firm. */
  readonly sold: readonly Expression[];
  readonly customers: Level;
  /** Outermost first: we, our rivals, the customers. */
  readonly levels: readonly Level[];

  constructor(rivals: 1 | 2) {
    const firms = ["we", "department store", "discounter"].slice(0, 1 + rivals);
    this.costs = firms.map((_, firm) => catalogue.map(({ costs }) => costs[firm]!));
    this.list = this.costs.map((own, firm) => own.map((cost) => (firm === 0 ? 1.4 : 1.2) * cost));
    this.prices = firms.map((name, firm) => variable(`price of ${name}`, this.list[firm]!));
    this.sold = firms.map((name) =>
      variable(
        `sold by ${name}`,
        catalogue.map(() => 0.2),
      ),
    );
    this.customers = maximize(this.sold, this.surplus(), { name: "customers" });
    const deciding = this.prices.map((price, firm) =>
      maximize(price, price.sub(this.costs[firm]!).mul(this.sold[firm]!).sum(), {
        name: firms[firm]!,
      }),
    );
    this.levels = [...deciding, this.customers];
  }

  /** What customers maximise: value − price, variety, pairs; money is dearer the more of it is spent. */
  private surplus(): Expression {
    const together = parameter("together", pairs);
    const thrift = parameter("thrift", 0.002);
    // 1: visitors differ as in the catalogue; less: they agree more, and go where it is cheaper.
    const spread = parameter("difference", 1).mul(catalogue.map((product) => product.spread));
    const bought = sum(this.sold);
    const nothing = constant(1).sub(bought);
    // The maximiser of value − price + variety alone is the logit model's shares.
    const variety = sum(
      [...this.sold, nothing].map((share) => spread.mul(share).mul(log(share)).sum()),
    ).neg();
    const spent = sum(this.prices.map((price, firm) => price.mul(this.sold[firm]!).sum()));
    const worth = this.sold.map((share, firm) =>
      share.mul(catalogue.map(({ values }) => values[firm]!)).sum(),
    );
    return sum(worth)
      .sub(spent)
      .add(bought.mul(matmul(together, bought)).sum().mul(0.5))
      .sub(spent.square().mul(thrift).mul(0.5))
      .add(variety);
  }

  /** Euros per thousand visitors for each firm, and all prices, once everybody has answered to ours. */
  outcome(ours: ArrayLike<number>, setting: Setting = {}) {
    const at = { ...setting, "price of we": Float64Array.from(ours) };
    const { response } = hypergradient(this.levels, { at });
    const answers = this.prices.slice(1).map((price) => response(price) as Float64Array);
    const prices = [Float64Array.from(ours), ...answers];
    const shares = this.sold.map((share) => response(share) as Float64Array);
    const profit = shares.map((share, firm) => {
      const margins = prices[firm]!.map((price, i) => price - this.costs[firm]![i]!);
      return share.reduce((total, q, i) => total + 1000 * q * margins[i]!, 0);
    });
    return { profit, prices, shares };
  }

  /** Our prices knowing all answers. */
  leading(setting: Setting = {}, start: ArrayLike<number> = this.list[0]!) {
    return solveSync(this.levels, {
      at: { ...setting, "price of we": Float64Array.from(start) },
    });
  }

  /** Each firm takes the others' prices as given, in turns, until nobody moves: our prices if all move at once. */
  simultaneous(setting: Setting = {}): Float64Array {
    const standing = this.prices.map((price) => evaluate(price) as Float64Array);
    const names = this.prices.map((price) => price.toString());
    for (let moved = 1; moved > 1e-6; ) {
      moved = 0;
      this.prices.forEach((price, firm) => {
        const at = {
          ...setting,
          ...Object.fromEntries(names.map((name, i) => [name, standing[i]!])),
        };
        const best = solveSync([this.levels[firm]!, this.customers], { at });
        const next = best.value(price) as Float64Array;
        moved = Math.max(moved, ...next.map((entry, i) => Math.abs(entry - standing[firm]![i]!)));
        standing[firm] = next;
      });
    }
    return standing[0]!;
  }

  /** Our prices with one markup on every cost, the best for firms that answer. */
  oneMarkup(setting: Setting = {}): Float64Array {
    const markup = variable("markup", 1.3);
    const ours = markup.mul(this.costs[0]!);
    const marked = this.levels.map(({ variables, objective }, level) =>
      maximize(level === 0 ? markup : variables, objective.substitute(this.prices[0]!, ours)),
    );
    const found = solveSync(marked, { at: setting }).value(markup) as number;
    return Float64Array.from(this.costs[0]!, (cost) => found * cost);
  }
}
