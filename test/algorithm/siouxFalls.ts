import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Demand, DesignLink } from "../../src/algorithm/capacityDesign.ts";

/** The text of a data file that may not be committed, from ECHELON_DATA or ../shared/data. */
export function dataFile(name: string): string | undefined {
  const folders = [process.env.ECHELON_DATA, "../shared/data"].filter(
    (folder) => folder !== undefined,
  );
  const path = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  return path && readFileSync(path, "utf8");
}

/** The scaled Sioux Falls network of the capacity design problem. */
export function designData(): { links: DesignLink[]; demands: Demand[] } | undefined {
  const [links, demand] = ["links", "demand"].map((part) =>
    dataFile(`sioux-falls-design-${part}.csv`),
  );
  if (!links || !demand) return undefined;
  const lines = (text: string) => text.trim().split(/\r?\n/).slice(1);
  return {
    links: lines(links).map((line) => {
      const [, from, to, K, A, B, d] = line.split(",");
      const common = { from: Number(from) - 1, to: Number(to) - 1, capacity: Number(K) };
      const costs = { freeCost: Number(A), congestion: Number(B) };
      return { ...common, ...costs, ...(d === "" || d === undefined ? {} : { price: Number(d) }) };
    }),
    demands: lines(demand).flatMap((line, from) =>
      line
        .split(",")
        .slice(1)
        .map((trips, to) => ({ from, to, trips: Number(trips) })),
    ),
  };
}
