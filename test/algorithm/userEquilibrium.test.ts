import { expect, test } from "vitest";
import { userEquilibrium } from "../../src/algorithm/userEquilibrium.ts";
import { dataFile } from "./siouxFalls.ts";

const line = (from: number, to: number, freeTime: number, b: number) => ({
  from,
  to,
  freeTime,
  b,
  capacity: 1,
  power: 1,
});

test("two parallel roads share the trips so that their times agree", () => {
  // t₁ = 1 + y₁, t₂ = 2 + y₂, three trips: y = (2, 1).
  const links = [line(0, 1, 1, 1), line(0, 1, 2, 0.5)];
  const { flows, gap } = userEquilibrium(links, [{ from: 0, to: 1, trips: 3 }]);
  expect(flows[0]).toBeCloseTo(2, 10);
  expect(flows[1]).toBeCloseTo(1, 10);
  expect(gap).toBeLessThan(1e-8);
});

test("Braess: the new road makes everybody slower", () => {
  // 6 trips; times 10y, 50 + y, 50 + y, 10y, and 10 + y across: 92 minutes instead of 83.
  const tiny = 1e-9;
  const rising = { freeTime: tiny, b: 10 / tiny };
  const network = [
    { ...line(0, 1, 1, 1), ...rising },
    line(0, 2, 50, 1 / 50),
    line(1, 3, 50, 1 / 50),
    { ...line(2, 3, 1, 1), ...rising },
    line(1, 2, 10, 1 / 10),
  ];
  const trips = [{ from: 0, to: 3, trips: 6 }];
  const time = (flows: Float64Array) => 10 * flows[0]! + 50 + flows[2]!;
  expect(time(userEquilibrium(network.slice(0, 4), trips).flows)).toBeCloseTo(83, 5);
  expect(time(userEquilibrium(network, trips).flows)).toBeCloseTo(92, 5);
});

const [net, trips, flow] = ["net", "trips", "flow"].map((part) =>
  dataFile(`sioux-falls-${part}.tntp`),
);

test.skipIf(!net || !trips || !flow)(
  "every Sioux Falls link above 1000 comes within 1 % of the best-known flow (sioux-falls-*.tntp in ECHELON_DATA)",
  () => {
    const links = net!
      .split("\n")
      .filter((row) => /^\s*\d/.test(row))
      .map((row) => {
        const [from, to, capacity, , freeTime, b, power] = row.trim().split(/\s+/).map(Number);
        return {
          from: from! - 1,
          to: to! - 1,
          capacity: capacity!,
          freeTime: freeTime!,
          b: b!,
          power: power!,
        };
      });
    const demands = trips!
      .split("Origin")
      .slice(1)
      .flatMap((block) => {
        const from = Number.parseInt(block, 10) - 1;
        const cells = [...block.matchAll(/(\d+) :\s*([\d.]+)/g)];
        return cells.map(([, to, volume]) => ({ from, to: Number(to) - 1, trips: Number(volume) }));
      });
    expect(demands.reduce((sum, demand) => sum + demand.trips, 0)).toBeCloseTo(360600, 6);
    const found = userEquilibrium(links, demands, { gap: 1e-6 });
    const known = flow!
      .split("\n")
      .slice(1)
      .filter((row) => /\d/.test(row))
      .map((row) => Number(row.trim().split(/\s+/)[2]));
    expect(known).toHaveLength(76);
    known.forEach((best, i) => {
      if (best > 1000) expect(Math.abs(found.flows[i]! / best - 1)).toBeLessThan(0.01);
    });
  },
);
