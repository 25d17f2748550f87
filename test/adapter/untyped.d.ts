// What the tests use of libraries that bring no types.

declare module "ndarray" {
  interface NdArray {
    readonly data: Float64Array;
    readonly shape: number[];
    readonly stride: number[];
    readonly offset: number;
    get(...index: number[]): number;
    hi(...sizes: number[]): NdArray;
    step(...steps: number[]): NdArray;
    transpose(...axes: number[]): NdArray;
  }
  const ndarray: (
    data: Float64Array,
    shape: number[],
    stride?: number[],
    offset?: number,
  ) => NdArray;
  export default ndarray;
}

declare module "numeric" {
  interface Lu {
    readonly LU: number[][];
    readonly P: number[];
  }
  interface Numeric {
    dot(a: unknown, b: unknown): unknown;
    inv(a: number[][]): number[][];
    det(a: number[][]): number;
    LU(a: number[][], fast?: boolean): Lu;
    LUsolve(factors: Lu, b: number[]): number[];
    solve(a: number[][], b: number[], fast?: boolean): number[];
    uncmin(
      f: (x: number[]) => number,
      x0: number[],
      tolerance?: number,
      gradient?: (x: number[]) => number[],
      maxIterations?: number,
      callback?: (
        iteration: number,
        x: number[],
        f: number,
        gradient: number[],
        inverse: number[][],
      ) => unknown,
    ): {
      solution: number[];
      f: number;
      gradient: number[];
      invHessian: number[][];
      iterations: number;
      message: string;
    };
  }
  const numeric: Numeric;
  export default numeric;
}

declare module "optimization-js" {
  interface Found {
    readonly argument: number[];
    readonly fncvalue: number;
  }
  type Objective = (x: number[]) => number;
  type Slope = (x: number[]) => number[];
  const library: {
    minimize_L_BFGS(f: Objective, gradient: Slope, x0: number[]): Found;
    minimize_GradientDescent(f: Objective, gradient: Slope, x0: number[]): Found;
    minimize_Powell(f: Objective, x0: number[]): Found;
  };
  export default library;
}
