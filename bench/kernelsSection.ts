/** One kernel at one size; ratios are the peer's time divided by ours. */
export interface Row {
  readonly kernel: string;
  readonly n: number;
  readonly gflops: number;
  readonly ratios: Readonly<Record<string, number>>;
}

/** One complete run on one engine. */
export interface Run {
  readonly node: string;
  readonly machine: string;
  readonly date: string;
  /** GFLOP/s of independent f64x2 multiplications and additions. */
  readonly peak: number;
  readonly rows: readonly Row[];
}

const two = (value: number | undefined): string => (value === undefined ? "" : value.toFixed(2));
const short = (value: number | undefined): string =>
  value === undefined ? "" : value < 9.95 ? value.toFixed(1) : value.toFixed(0);

/** One table per engine: kernels down, sizes across, and what the peers did. */
export function kernelsSection(runs: readonly Run[]): string {
  return `## Kernels\n\nTimes are process CPU time on one thread, in turns with every peer; figures are medians of ratios, and ratios are
*their time ÷ ours*: above 1 we are faster. OpenBLAS Nehalem is the best code for vectors of 128 bits, which is all
WebAssembly has; Haswell has 256 bits and FMA. \`npm run bench -- kernels\` measures it all again.\n\n${runs.map(table).join("\n")}`;
}

function table({ node, machine, date, peak, rows }: Run): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.ratios)))].filter(
    (name) => name !== "relaxed",
  );
  const relaxed = rows.some((row) => row.ratios.relaxed !== undefined);
  const header = [
    "kernel",
    "n",
    "GFLOP/s",
    "% of peak",
    ...(relaxed ? ["relaxed GFLOP/s"] : []),
    ...names.map((name) => `× ${name}`),
  ];
  const lines = rows.map((row) => [
    row.kernel,
    row.n,
    two(row.gflops),
    ((100 * row.gflops) / peak).toFixed(0),
    ...(relaxed ? [two(row.ratios.relaxed && row.gflops / row.ratios.relaxed)] : []),
    ...names.map((name) =>
      name.startsWith("OpenBLAS") ? two(row.ratios[name]) : short(row.ratios[name]),
    ),
  ]);
  const text = [header, header.map(() => "---"), ...lines].map(
    (cells) => `| ${cells.join(" | ")} |`,
  );
  return `### ${node}\n\n${machine}, ${date}; multiply-add peak ${two(peak)} GFLOP/s.\n\n${text.join("\n")}\n`;
}
