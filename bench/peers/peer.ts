/** The kernels that are measured; flops as counted by LAPACK. */
export const flops: Readonly<Record<string, (n: number) => number>> = {
  gemm: (n) => 2 * n ** 3,
  syrk: (n) => n ** 2 * (n + 1),
  trsm: (n) => n ** 3,
  gemv: (n) => 2 * n ** 2,
  gemvT: (n) => 2 * n ** 2,
  dot: (n) => 2 * n,
  cholesky: (n) => n ** 3 / 3,
  lu: (n) => (2 * n ** 3) / 3,
  ldlt: (n) => n ** 3 / 3,
};

/** Something that runs kernels: we, a library, a plain loop, or a process that does. */
export interface Peer {
  readonly name: string;
  /** CPU seconds of one call measured over at least `seconds`, or undefined for a kernel it does not have. */
  time(kernel: string, n: number, seconds: number): Promise<number | undefined>;
  end?(): void;
}

/** CPU seconds of this process. */
export function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e-6;
}

/** CPU seconds of one call of `body`, from as many calls as take `seconds`. */
export function timed(body: () => void, seconds: number): number {
  for (let count = 1; ; ) {
    const start = cpu();
    for (let i = 0; i < count; i++) body();
    const spent = cpu() - start;
    if (spent >= seconds) return spent / count;
    count = spent > seconds / 50 ? 1 + Math.floor((1.1 * count * seconds) / spent) : count * 8;
  }
}

/** The same matrix for everybody: uniform in ±½, heavy diagonal, so that every factorisation exists. */
export function matrix(n: number, seed: number): Float64Array {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const a = Float64Array.from({ length: n * n }, next);
  for (let i = 0; i < n; i++) a[i * (n + 1)] = a[i * (n + 1)]! + n;
  return a;
}

/** A peer made of functions that prepare a call for size n. */
export function library(
  name: string,
  kernels: Readonly<Record<string, (n: number) => () => void>>,
  largest: number,
): Peer {
  const prepared = new Map<string, () => void>();
  return {
    name,
    async time(kernel, n, seconds) {
      const prepare = kernels[kernel];
      if (prepare === undefined || n > largest) return undefined;
      const key = `${kernel} ${n}`;
      let body = prepared.get(key);
      if (body === undefined) {
        body = prepare(n);
        prepared.clear();
        prepared.set(key, body);
        timed(body, 0.01);
      }
      return timed(body, seconds);
    },
  };
}
