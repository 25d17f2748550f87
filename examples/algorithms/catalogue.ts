// npm run example -- examples/algorithms/catalogue.ts
// We price six products, a department store answers with the prices that are best for it, a discounter may answer both, and
// customers share out over the firms and buying nothing; they spend less freely the more they have spent, and like some
// products together. Three levels with one rival, four with two. What is it worth to price with all answers in mind?
import assert from "node:assert/strict";
import { hypergradient } from "echelon";
import { table } from "../report/table.ts";
import { CatalogueGame, catalogue } from "./catalogueGame.ts";
import { type Panel, saveFigure } from "./saveFigure.ts";

const games = { "one rival": new CatalogueGame(1), "two rivals": new CatalogueGame(2) };

// Without thrift and pairs the customers' level is the logit model, to the last digits.
for (const { levels, customers, list, sold } of Object.values(games)) {
  const plain = { thrift: 0, together: catalogue.map(() => catalogue.map(() => 0)) };
  const { response } = hypergradient([levels[0]!, customers], { at: plain });
  catalogue.forEach(({ values, spread }, i) => {
    const pulls = sold.map((_, firm) => Math.exp((values[firm]! - list[firm]![i]!) / spread));
    const total = pulls.reduce((sum, pull) => sum + pull, 1);
    sold.forEach((share, firm) => {
      assert.ok(Math.abs((response(share) as Float64Array)[i]! - pulls[firm]! / total) < 1e-12);
    });
  });
}

const names = ["knowing all answers", "as if all moved at once", "the best single markup"] as const;
const gain = (value: number, than: number) => {
  const percent = 100 * (value / than - 1);
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %`;
};

/** Solves a market, prints what each way to price brings, and holds what is claimed of it. */
function compare(title: string, game: CatalogueGame) {
  const solution = game.leading();
  const ours = solution.value(game.prices[0]!) as Float64Array;
  const [led, same, marked] = [ours, game.simultaneous(), game.oneMarkup()].map((prices) =>
    game.outcome(prices),
  ) as [Outcome, Outcome, Outcome];
  const ways = {
    [names[0]]: led,
    [names[1]]: same,
    [names[2]]: marked,
    "40 % on every cost": game.outcome(game.list[0]!),
  };
  const firms = ["we", "department store", "discounter"].slice(0, game.prices.length);
  console.log(
    `With ${title}: profit in euros per thousand visitors, and against all moving at once`,
  );
  console.log(
    table(
      ["our prices", ...firms.flatMap((name) => [name, ""])],
      Object.entries(ways).map(([name, { profit }]) => [
        name,
        ...profit.flatMap((value, firm) => [value.toFixed(0), gain(value, same.profit[firm]!)]),
      ]),
    ),
  );
  assert.equal(solution.status, "converged");
  assert.deepEqual(solution.warnings, []);
  assert.ok(led.profit[0]! > same.profit[0]! && same.profit[0]! > marked.profit[0]!);
  // Every price moved by one per cent, all others answering, does worse.
  for (const factor of [0.99, 1.01])
    ours.forEach((_, i) => {
      const moved = ours.map((entry, k) => (k === i ? factor * entry : entry));
      assert.ok(game.outcome(moved).profit[0]! < led.profit[0]!);
    });
  return { title, game, solution, ours, led, same, marked };
}
type Outcome = ReturnType<CatalogueGame["outcome"]>;

const compared = Object.entries(games).map(([title, game]) => compare(title, game));
const [one, two] = compared as [(typeof compared)[0], (typeof compared)[0]];
console.log("Prices in euros");
console.log(
  table(
    ["product", "our cost", "ours, one rival", "all at once", "ours, two rivals", "all at once"],
    catalogue.map(({ name, costs }, i) => [
      name,
      costs[0].toFixed(0),
      ...[one, two].flatMap(({ led, same }) =>
        [led, same].map(({ prices }) => prices[0]![i]!.toFixed(2)),
      ),
    ]),
  ),
);

/** Profit against all moving at once, over how much visitors differ. */
function sweep({ title, game, ours }: (typeof compared)[0]): Panel["series"] {
  let start = ours;
  const points = [1.6, 1.2, 0.9, 0.7].map((difference) => {
    const setting = { difference };
    start = game.leading(setting, start).value(game.prices[0]!) as Float64Array;
    const [led, same] = [start, game.simultaneous(setting)].map(
      (prices) => game.outcome(prices, setting).profit,
    );
    assert.ok(led![0]! > same![0]!);
    return { difference, gains: led!.map((profit, firm) => 100 * (profit / same![firm]! - 1)) };
  });
  return ["we", "department store"].map((name, firm) => ({
    name: `${name}, ${title}`,
    points: points.map(({ difference, gains }): [number, number] => [difference, gains[firm]!]),
    dots: true,
  }));
}

/** The course of the profit from 40 % on every cost. */
function course({ title, solution, same, marked }: (typeof compared)[0]): Panel {
  const points = solution.history.map(({ iteration, objective }): [number, number] => [
    iteration,
    objective,
  ]);
  const flat = ({ profit }: Outcome) =>
    points.map(([i]): [number, number] => [i, profit[0]! / 1000]);
  return {
    heading: `With ${title}: from 40 % on every cost, everybody answering at every step`,
    x: { label: "outer iterations" },
    y: { label: "our profit, € per visitor" },
    series: [
      { name: names[0], points, dots: true },
      { name: names[1], points: flat(same) },
      { name: names[2], points: flat(marked) },
    ],
  };
}

saveFigure("catalogue", [
  course(one),
  course(two),
  {
    heading:
      "What it brings to know all answers, over all moving at once: he who answers gains more",
    x: { label: "how much visitors differ, in spreads of the catalogue" },
    y: { label: "gain in profit, %" },
    series: compared.flatMap(sweep),
  },
]);

assert.ok(one.led.profit[0]! > 1.01 * one.same.profit[0]!);
