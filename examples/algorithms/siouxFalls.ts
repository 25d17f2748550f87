// npm run example -- examples/algorithms/siouxFalls.ts
// Ten roads of Sioux Falls may be widened. Drivers choose among five routes each, selfishly; the city pays for the roads
// and for everybody's time. Mirror descent finds the drivers' answer and carries its derivative forward.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { box, capacityDesign, trafficEquilibrium } from "echelon/algorithm";
import { dataFolder, missingData } from "../data/dataFolder.ts";
import { saveFigure } from "./saveFigure.ts";

const files = ["links", "demand"].map((part) => `sioux-falls-design-${part}.csv`);
const folder = dataFolder("siouxFalls");
if (folder === undefined) {
  console.log(missingData("siouxFalls"));
} else {
  const [links, demand] = files.map((file) =>
    readFileSync(join(folder, file), "utf8").trim().split(/\r?\n/).slice(1),
  ) as [string[], string[]];
  const roads = links.map((line) => {
    const [, from, to, capacity, freeCost, congestion, price] = line.split(",").map(Number);
    const road = { from: from! - 1, to: to! - 1, capacity: capacity! };
    const cost = { freeCost: freeCost!, congestion: congestion! };
    return price ? { ...road, ...cost, price } : { ...road, ...cost };
  });
  const demands = demand.flatMap((line, from) =>
    line
      .split(",")
      .slice(1)
      .map((trips, to) => ({ from, to, trips: Number(trips) })),
  );
  const { levels } = capacityDesign(roads, demands);
  const method = trafficEquilibrium({ groupSize: 5, innerSteps: 40, feasible: box(0, 25) }).on(
    levels,
  );
  const points: [number, number][] = [];
  let widened = new Float64Array();
  for await (const { iteration, x, value } of method) {
    if (iteration > 0) points.push([iteration, value]);
    widened = x as Float64Array<ArrayBuffer>;
    if (iteration % 20 === 1) console.log(`step ${iteration}: cost ${value.toFixed(5)}`);
    if (iteration === 100) break;
  }
  const last = points.at(-1)![1];
  console.log(`final cost ${last.toFixed(5)}; published 85.43065 for 40 inner steps`);
  console.log("widened by", Array.from(widened, (entry) => entry.toFixed(2)).join(" "));
  const published = points.map(([step]): [number, number] => [step, 85.43065]);
  saveFigure("sioux-falls", [
    {
      heading: "Widening ten roads of Sioux Falls",
      x: { label: "outer steps" },
      y: { label: "travel time and works, cost units", domain: [84, 95] },
      series: [
        { name: "40 inner steps", points: points.slice(1) },
        { name: "published final value", points: published, dash: "4 4" },
      ],
    },
  ]);
  assert.ok(Math.abs(last / 85.43065 - 1) < 5e-4);
}
