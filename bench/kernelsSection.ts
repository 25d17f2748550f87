import { table } from "./section.ts";

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

/** Libraries written in JavaScript, at the sizes that show how the ratio grows. */
const SCRIPTED = ["ml-matrix", "mathjs", "numeric", "loops"];
const SCRIPTED_SIZES = [8, 64, 128, 256];

/** Per engine: kernels down, sizes across; then what is written in JavaScript. */
export function kernelsSection(runs: readonly Run[]): string {
  return `## Kernels

CPU time on one thread, in turns with every peer; medians. Ratios are *their time ÷ ours*: above 1 we are faster. OpenBLAS
for Nehalem is the best code for vectors of 128 bits, all that WebAssembly has; for Haswell it has 256 bits and FMA.
\`npm run bench -- kernels\` measures it again.

${runs.map(engine).join("\n")}
${NOTES}`;
}

/** What the tables do not say. Dated, because nothing measures it again. */
const NOTES = `### Where the limit is (2026-11-22, Zen 4)

This processor multiplies two pairs and adds two pairs in a cycle, 8 flops, with and without FMA; processors that start
two vector operations of any kind reach 4 without. So gemm stands at 70 % of the peak here, OpenBLAS for Nehalem at 60 %,
and the relaxed build cannot win a factor of two. One step of the register tile is 16 arithmetic instructions in 29:
4 loads, 2 shuffles, 2 moves that extend addresses, 3 counters, and two compare-and-jumps of which one is V8's own check
for interrupts. At six a cycle that is 4.8 cycles; 5.1 are measured, and arithmetic alone would take 4.

Tried and dropped: two steps of k with a branch between them against hoisting (same); A packed with its lanes exchanged
beside it, no shuffles but six loads (6 % faster on Node 24, less than half as fast on Node 20, where the registers
spill); one branch on beta for a tile instead of one for each pair (5 % slower at n = 64); product and substitution of
Cholesky in one kernel (4 % faster to n = 64, 12 % slower at 256); columns of an LU panel gathered and eliminated in pairs
(same); LDLᵀ panels of 16 to 64 columns (within 5 %, more columns for larger matrices).

Below the promise of the design: small sizes, where half of the time is the call, the copy and the chain of pivots (gemv
and ldlt at n = 8); lu at n = 64 (profile: register tile 48 %, columns of four 20 %, packing and loops 17 %) and Cholesky
there (tile 55 %, substitution in tiles 22 %); ldlt at n = 256 (tile 31 %, updates of single columns 24 %, bound by
loads); gemv at n = 64 (ten loads for sixteen flops, and V8 adds an address for each row).
`;

function engine({ node, machine, date, peak, rows }: Run): string {
  const kernels = [...new Set(rows.map(({ kernel }) => kernel))];
  const sizes = [...new Set(rows.map(({ n }) => n))];
  const at = (kernel: string, n: number) =>
    rows.find((one) => one.kernel === kernel && one.n === n);
  const ours = kernels.map((kernel) => [kernel, ...sizes.map((n) => cell(at(kernel, n)))]);
  const relaxed = kernels
    .filter((kernel) => rows.some((one) => one.kernel === kernel && one.ratios.relaxed))
    .map((kernel) => [`${kernel}, relaxed`, ...sizes.map((n) => relaxedCell(at(kernel, n)))]);
  const cells = table(["", ...sizes.map((n) => `n = ${n}`)], [...ours, ...relaxed]);
  return `### Node ${node.slice(1)}

${machine}, ${date}. Peak of independent f64x2 multiplications and additions: ${peak.toFixed(1)} GFLOP/s. Cells: GFLOP/s ·
ratio to OpenBLAS Nehalem · to Haswell.

${cells}

${scripted(kernels, rows)}
`;
}

function cell(one: Row | undefined): string {
  if (one === undefined) return "";
  const ratios = ["OpenBLAS Nehalem", "OpenBLAS Haswell"].map((name) =>
    one.ratios[name]?.toFixed(2),
  );
  return [one.gflops.toFixed(1), ...ratios.filter((text) => text !== undefined)].join(" · ");
}

/** The relaxed build in the same terms: its ratio to us converts ours. */
function relaxedCell(one: Row | undefined): string {
  const ratio = one?.ratios.relaxed;
  if (one === undefined || ratio === undefined) return "";
  const others = ["OpenBLAS Nehalem", "OpenBLAS Haswell"].map((name) => one.ratios[name]);
  const ratios = others
    .filter((value) => value !== undefined)
    .map((value) => (value / ratio).toFixed(2));
  return [(one.gflops / ratio).toFixed(1), ...ratios].join(" · ");
}

function scripted(kernels: readonly string[], rows: readonly Row[]): string {
  const lines = kernels.flatMap((kernel) =>
    SCRIPTED.filter((name) => rows.some((one) => one.kernel === kernel && one.ratios[name])).map(
      (name) => [
        `${kernel}, ${name}`,
        ...SCRIPTED_SIZES.map((n) => {
          const ratio = rows.find((one) => one.kernel === kernel && one.n === n)?.ratios[name];
          return ratio === undefined ? "" : ratio.toFixed(ratio < 9.95 ? 1 : 0);
        }),
      ],
    ),
  );
  return lines.length === 0
    ? ""
    : table(["ratio to", ...SCRIPTED_SIZES.map((n) => `n = ${n}`)], lines);
}
