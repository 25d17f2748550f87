/** One thing to be timed, already warm: `run` does it once. */
export interface Candidate {
  readonly name: string;
  readonly run: () => void;
}

/** CPU times of one candidate, and its ratio to the first one. */
export interface Timing {
  readonly name: string;
  /** Median microseconds of process CPU time a run. */
  readonly microseconds: number;
  /** Median over rounds of (this time ÷ the first candidate's in the same round). */
  readonly ratio: number;
  /** Half the distance between the quartiles of that ratio. */
  readonly spread: number;
}

/** Microseconds of CPU time this process has used. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? Number.NaN;
}

/** Lets V8 finish tiering up: it does so between calls, off the main thread. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));

/**
 * Times candidates interleaved, in process CPU time: A B C A B C …, each round long enough that the
 * clock (about a microsecond) does not matter. A noisy machine slows all candidates of a round alike,
 * so their ratio is what to quote.
 */
export async function measure(
  candidates: readonly Candidate[],
  { rounds = 15, milliseconds = 20 }: { rounds?: number; milliseconds?: number } = {},
): Promise<Timing[]> {
  await warmUp(candidates, milliseconds);
  const repeats = candidates.map(({ run }) => {
    const once = timed(run, 3);
    return Math.max(1, Math.ceil((milliseconds * 1e3) / Math.max(once, 0.05)));
  });
  const times: number[][] = candidates.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { run }] of candidates.entries()) times[i]!.push(timed(run, repeats[i]!));
  }
  return candidates.map(({ name }, i) => {
    const ratios = times[i]!.map((time, round) => time / times[0]![round]!);
    return {
      name,
      microseconds: median(times[i]!),
      ratio: median(ratios),
      spread: (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2,
    };
  });
}

/** Passes of warming up, at most: short functions need ten thousand calls until all is compiled. */
const PASSES_MOST = 8;

/** Runs everybody until nobody gets faster: V8 inlines in rounds, each after a pause. */
async function warmUp(candidates: readonly Candidate[], milliseconds: number): Promise<void> {
  let previous = candidates.map(() => Number.POSITIVE_INFINITY);
  for (let pass = 0; pass < PASSES_MOST; pass++) {
    const times = candidates.map(({ run }) => warm(run, milliseconds));
    await settle();
    if (pass > 1 && times.every((time, i) => time > 0.9 * previous[i]!)) return;
    previous = times;
  }
}

/** Microseconds of one call, from as many calls as take five times `milliseconds` of CPU time. */
function warm(run: () => void, milliseconds: number): number {
  // Of CPU time: on a busy machine wall time passes without a run.
  const start = cpu();
  let calls = 0;
  for (; cpu() - start < 5e3 * milliseconds; calls++) run();
  return (cpu() - start) / calls;
}

function timed(run: () => void, repeats: number): number {
  const start = cpu();
  for (let i = 0; i < repeats; i++) run();
  return (cpu() - start) / repeats;
}
