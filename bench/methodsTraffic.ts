/**
 * Does capacity design on Sioux Falls end where it was published to end?
 *
 * 100 outer steps with D = 40 … 120 inner steps of mirror descent, against the five published objectives. Writes
 * the part "methods traffic" of docs/methods.md.
 */
import { advance, box, capacityDesign, trafficEquilibrium } from "echelon/algorithm";
import { designData } from "../test/algorithm/siouxFalls.ts";
import { measuredOn, table, writeSection } from "./section.ts";

/** Inner steps, and the objective published for them. */
export const published = [
  [40, 85.43065],
  [60, 85.40727],
  [80, 85.39073],
  [100, 85.37953],
  [120, 85.37211],
] as const;

export interface TrafficRow {
  readonly innerSteps: number;
  readonly published: number;
  readonly first: number;
  readonly value: number;
  readonly seconds: number;
}

/** Runs the five designs and writes the section. */
export function traffic(): TrafficRow[] {
  const data = designData();
  if (data === undefined) {
    console.log("sioux-falls-design-*.csv are in neither ECHELON_DATA nor ../shared/data.");
    return [];
  }
  const { levels } = capacityDesign(data.links, data.demands);
  const rows = published.map(([innerSteps, known]): TrafficRow => {
    const method = trafficEquilibrium({ groupSize: 5, innerSteps, feasible: box(0, 25) }).on(
      levels,
    );
    const start = process.cpuUsage();
    const first = method.step(method.init());
    const { value } = advance(method, 99, first);
    const { user, system } = process.cpuUsage(start);
    const seconds = (user + system) / 1e6;
    console.log(
      `D = ${innerSteps}: ${value.toFixed(5)}, published ${known}, ${seconds.toFixed(1)} s`,
    );
    return { innerSteps, published: known, first: first.value, value, seconds };
  });
  writeSection("methods traffic", section(rows), "docs/methods.md");
  return rows;
}

function section(rows: readonly TrafficRow[]): string {
  const head = ["D", "published", "here", "difference", "first step", "processor seconds"];
  const lines = rows.map(({ innerSteps, published: known, first, value, seconds }) => [
    String(innerSteps),
    known.toFixed(5),
    value.toFixed(5),
    `${(100 * (value / known - 1)).toFixed(3)} %`,
    first.toFixed(3),
    seconds.toFixed(1),
  ]);
  const worst = Math.max(...rows.map(({ value, published: known }) => Math.abs(value / known - 1)));
  const isKept = worst <= 5e-4;
  return `${table(head, lines)}

${measuredOn()}. ${isKept ? "All five are within 0.05 %." : "NOT all five are within 0.05 %."}`;
}
