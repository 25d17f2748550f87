// npm run example -- examples/algorithms/catalogue.ts
// A shop prices six products. A rival with the same catalogue answers with the prices that are best for him; customers then
// share out over shop, rival and buying nothing, spend less freely the more they have spent, and like some products
// together. Three levels: we, the rival, the customers. What is it worth to price with the rival's answer in mind?
import assert from "node:assert/strict";
import {
  constant,
  type Expression,
  evaluate,
  hypergradient,
  log,
  matmul,
  maximize,
  parameter,
  solveSync,
  variable,
} from "echelon";
import { table } from "../report/table.ts";
import { saveFigure } from "./saveFigure.ts";

// Euros. `value` is what the average visitor would pay for ours, `spread` how much visitors differ in it.
const catalogue = [
  { name: "espresso machine", cost: 290, rivalCost: 280, value: 480, rivalValue: 470, spread: 60 },
  { name: "grinder", cost: 85, rivalCost: 88, value: 165, rivalValue: 160, spread: 25 },
  { name: "kettle", cost: 34, rivalCost: 31, value: 74, rivalValue: 76, spread: 14 },
  { name: "filter machine", cost: 60, rivalCost: 58, value: 112, rivalValue: 108, spread: 18 },
  { name: "scale", cost: 18, rivalCost: 20, value: 42, rivalValue: 38, spread: 8 },
  { name: "beans, 1 kg", cost: 14, rivalCost: 13, value: 29, rivalValue: 28, spread: 6 },
] as const;
type Column = "cost" | "rivalCost" | "value" | "rivalValue" | "spread";
const column = (name: Column) => catalogue.map((product) => product[name]);
const count = catalogue.length;

/** Euros that two products are worth more if bought together: machine and grinder, and so on. */
const pairs = Array.from({ length: count }, () => new Array<number>(count).fill(0));
for (const [a, b, euros] of [
  [0, 1, 25],
  [3, 5, 4],
  [0, 5, 6],
  [1, 4, 5],
] as const) {
  pairs[a]![b] = euros;
  pairs[b]![a] = euros;
}
const together = parameter("together", pairs);
/** How fast money becomes dearer: 0.2 % for each euro spent. */
const thrift = parameter("thrift", 0.002);
/** 1: visitors differ as in the catalogue; less: they agree more, and go where it is cheaper. */
const difference = parameter("difference", 1);

const list = column("cost").map((cost) => 1.4 * cost);
const price = variable("price", list);
const rivalPrice = variable(
  "rivalPrice",
  column("rivalCost").map((cost) => 1.4 * cost),
);
// Shares of the visitors who buy each product from us and from him.
const ours = variable("ours", new Float64Array(count).fill(0.3));
const his = variable("his", new Float64Array(count).fill(0.3));

const both = ours.add(his);
const spread = difference.mul(column("spread"));
/** Its maximiser alone, without thrift and pairs, would be the logit shares. */
const variety = [ours, his, both.neg().add(1)].reduce(
  (sum: Expression, share) => sum.sub(spread.mul(share).mul(log(share)).sum()),
  constant(0),
);
const spent = price.mul(ours).add(rivalPrice.mul(his)).sum();
const surplus = ours
  .mul(column("value"))
  .add(his.mul(column("rivalValue")))
  .sum()
  .sub(spent)
  .add(both.mul(matmul(together, both)).sum().mul(0.5))
  .sub(spent.square().mul(thrift).mul(0.5))
  .add(variety);
const profit = price.sub(column("cost")).mul(ours).sum();
const rivalProfit = rivalPrice.sub(column("rivalCost")).mul(his).sum();

const customers = maximize([ours, his], surplus, { name: "customers" });
const rival = maximize(rivalPrice, rivalProfit, { name: "rival" });
const levels = [maximize(price, profit, { name: "we" }), rival, customers];

/** Euros per thousand visitors, of ours and of his, once rival and customers have answered to prices. */
function outcome(prices: ArrayLike<number>, at: Record<string, number> = {}) {
  const { value, response } = hypergradient(levels, {
    at: { ...at, price: Float64Array.from(prices) },
  });
  const answer = response(rivalPrice) as Float64Array;
  const sold = response(his) as Float64Array;
  const margin = (q: number, i: number) => q * (answer[i]! - catalogue[i]!.rivalCost);
  return {
    ours: 1000 * value,
    his: 1000 * sold.reduce((sum, q, i) => sum + margin(q, i), 0),
    answer,
  };
}

/** Both take the other's prices as given, in turns, until nobody moves: the simultaneous game. */
function simultaneous(at: Record<string, number> = {}): Float64Array {
  let prices = evaluate(price) as Float64Array;
  let answer = evaluate(rivalPrice) as Float64Array;
  for (let moved = 1; moved > 1e-7; ) {
    const start = { ...at, price: prices, rivalPrice: answer };
    const own = solveSync([levels[0]!, customers], { at: start }).value(price) as Float64Array;
    answer = solveSync([rival, customers], { at: { ...start, price: own } }).value(
      rivalPrice,
    ) as Float64Array;
    moved = Math.hypot(...own.map((entry, i) => entry - prices[i]!));
    prices = own;
  }
  return prices;
}

/** One markup on every cost, the best for a rival who answers. */
function oneMarkup(at: Record<string, number> = {}): Float64Array {
  const markup = variable("markup", 1.3);
  const prices = markup.mul(column("cost"));
  const [profitOf, rivalOf, surplusOf] = [profit, rivalProfit, surplus].map((objective) =>
    objective.substitute(price, prices),
  );
  const found = solveSync(
    [
      maximize(markup, profitOf!),
      maximize(rivalPrice, rivalOf!),
      maximize([ours, his], surplusOf!),
    ],
    { at },
  ).value(markup) as number;
  return Float64Array.from(column("cost"), (cost) => found * cost);
}

// Without thrift and pairs the customers' level is the logit model, to the last digits.
const plain = { thrift: 0, together: pairs.map((row) => row.map(() => 0)) };
const shares = hypergradient([levels[0]!, customers], { at: plain }).response(ours) as Float64Array;
catalogue.forEach(({ value, rivalValue, rivalCost, cost, spread: width }, i) => {
  const pull = (net: number) => Math.exp(net / width);
  const [we, he] = [pull(value - 1.4 * cost), pull(rivalValue - 1.4 * rivalCost)];
  assert.ok(Math.abs(shares[i]! - we / (1 + we + he)) < 1e-12);
});

const solution = solveSync(levels);
const leading = solution.value(price) as Float64Array;
const nash = simultaneous();
const strategies = {
  "40 % on every cost": outcome(list),
  "the best single markup": outcome(oneMarkup()),
  "as if he moved at the same time": outcome(nash),
  "knowing his answer: three levels": outcome(leading),
};
const euros = (value: number) => value.toFixed(0);
const before = strategies["as if he moved at the same time"];
const gain = (value: number, than: number) => `${(100 * (value / than - 1)).toFixed(1)} %`;
console.log("Euros per thousand visitors");
console.log(
  table(
    [
      "our prices",
      "our profit",
      "against the same time",
      "rival's profit",
      "against the same time",
    ],
    Object.entries(strategies).map(([name, found]) => [
      name,
      euros(found.ours),
      gain(found.ours, before.ours),
      euros(found.his),
      gain(found.his, before.his),
    ]),
  ),
);
const answer = solution.value(rivalPrice) as Float64Array;
const sold = [ours, his].map((shared) => solution.value(shared) as Float64Array);
console.log(
  table(
    [
      "product, euros",
      "cost",
      "same time",
      "three levels",
      "rival's answer",
      "sold per 1000",
      "he sells",
    ],
    catalogue.map(({ name, cost }, i) => [
      name,
      euros(cost),
      ...[nash, leading, answer].map((prices) => prices[i]!.toFixed(2)),
      ...sold.map((share) => euros(1000 * share[i]!)),
    ]),
  ),
);

const course = solution.history.map(({ iteration, objective }): [number, number] => [
  iteration,
  objective,
]);
const differences = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.6];
const swept = differences.map((value) => {
  const at = { difference: value };
  const led = outcome(
    solveSync(levels, { at: { ...at, price: leading } }).value(price) as Float64Array,
    at,
  );
  return { value, led, same: outcome(simultaneous(at), at), markup: outcome(oneMarkup(at), at) };
});
const thousand = (value: number) => value / 1000;
const flat = (value: number) => course.map(([i]): [number, number] => [i, thousand(value)]);
const [markup, three] = [
  strategies["the best single markup"],
  strategies["knowing his answer: three levels"],
];
const names = [
  "knowing his answer: three levels",
  "as if he moved at the same time",
  "the best single markup",
] as const;
saveFigure("catalogue", [
  {
    heading: "From 40 % on every cost, the rival answering at every step",
    x: { label: "outer iterations" },
    y: { label: "our profit, € per visitor", domain: [31, 35] },
    series: [
      { name: names[0], points: course, dots: true },
      { name: names[1], points: flat(before.ours) },
      { name: names[2], points: flat(markup.ours) },
    ],
  },
  {
    heading: "The less visitors differ, the fiercer the competition",
    x: { label: "how much visitors differ, in spreads of the catalogue" },
    y: { label: "our profit, € per visitor" },
    series: (["led", "same", "markup"] as const).map((kind, i) => ({
      name: names[i]!,
      points: swept.map((row): [number, number] => [row.value, thousand(row[kind].ours)]),
      dots: true,
    })),
  },
  {
    heading:
      "What three levels bring over the simultaneous game: he who answers gains more than we",
    x: { label: "how much visitors differ, in spreads of the catalogue" },
    y: { label: "gain in profit, %" },
    series: (["ours", "his"] as const).map((side) => ({
      name: side === "ours" ? "our gain" : "the rival's gain",
      points: swept.map(({ value, led, same }): [number, number] => [
        value,
        100 * (led[side] / same[side] - 1),
      ]),
      dots: true,
    })),
  },
]);

assert.equal(solution.status, "converged");
assert.deepEqual(solution.warnings, []);
// Every price moved by one per cent, rival and customers answering, does worse.
for (const factor of [0.99, 1.01])
  leading.forEach((_, i) => {
    const moved = outcome(leading.map((entry, k) => (k === i ? factor * entry : entry)));
    assert.ok(moved.ours < three.ours);
  });
assert.ok(three.ours > 1.01 * before.ours && before.ours > markup.ours);
assert.ok(
  swept.every(({ led, same, markup: single }) => led.ours > same.ours && led.ours > single.ours),
);
