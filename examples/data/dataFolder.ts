import { existsSync } from "node:fs";
import { join } from "node:path";

/** Data that examples read and that may not be copied into this project. */
const sources = {
  mnist: {
    files: ["mnist-t10k-images.gz", "mnist-t10k-labels.gz"],
    from: "wherever MNIST is distributed (LeCun, Cortes, Burges), the test images and labels under these names",
  },
  siouxFalls: {
    files: ["sioux-falls-design-links.csv", "sioux-falls-design-demand.csv"],
    from: "Goyal & Lamperski (2023), after Suwansirikul, Friesz & Tobin (1987)",
  },
  wine: {
    files: ["wine-quality-red.csv", "wine-quality-white.csv"],
    from: "the UCI Machine Learning Repository, Wine Quality (Cortez et al. 2009), doi 10.24432/C56S3T",
  },
} satisfies Record<string, { files: string[]; from: string }>;

export type DataName = keyof typeof sources;

/** Where a data set lies, or undefined: set ECHELON_DATA, or put it into ../shared/data. */
export function dataFolder(name: DataName): string | undefined {
  const { files } = sources[name];
  return [process.env.ECHELON_DATA, "../shared/data"]
    .filter((folder) => folder !== undefined)
    .find((folder) => files.every((file) => existsSync(join(folder, file))));
}

/** What is missing without it, and where it can be had. */
export function missingData(name: DataName): string {
  const { files, from } = sources[name];
  return `${files.join(" and ")} are in neither ECHELON_DATA nor ../shared/data; they can be had from ${from}.`;
}
