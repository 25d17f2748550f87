/**
 * The states of a loop in reverse order, s_{T−1} … s_{T−K}, without keeping all of them: some are
 * kept as checkpoints, and each stretch between two is run again when it is its turn. With √K
 * checkpoints about 2√K states are kept, and every step runs at most twice.
 */
export class WalkBack {
  /** Numbers in a state. */
  private readonly size: number;
  private readonly steps: number;
  /** Step of the first state that is visited. */
  private readonly first: number;
  /** Steps from one checkpoint to the next. */
  private readonly stride: number;
  private readonly checkpoints: Float64Array[];
  private readonly stretch: Float64Array[];

  /** @param last  how many states to visit, at most `steps` @param keep  how many checkpoints, √last unless given */
  constructor(size: number, steps: number, last: number = steps, keep?: number) {
    const visited = Math.min(last, steps);
    const wanted = Math.max(1, Math.min(visited, keep ?? Math.ceil(Math.sqrt(visited))));
    this.size = size;
    this.steps = steps;
    this.first = steps - visited;
    this.stride = Math.max(1, Math.ceil(visited / wanted));
    this.checkpoints = this.states(Math.ceil(visited / this.stride));
    this.stretch = this.states(Math.min(visited, this.stride));
  }

  /** States held in memory at once. */
  get kept(): number {
    return this.checkpoints.length + this.stretch.length;
  }

  /**
   * Runs the loop from `state`, which is overwritten, then calls `visit` with each state, last
   * first. `advance` replaces a state by the next one.
   */
  run(
    state: Float64Array,
    advance: (state: Float64Array) => void,
    visit: (state: Float64Array) => void,
  ): void {
    const { first, steps, stride, checkpoints, stretch } = this;
    // The last stretch is not run here: it is run when it is visited.
    const lastStart = first + (checkpoints.length - 1) * stride;
    for (let t = 0; t <= lastStart && checkpoints.length > 0; t++) {
      if (t >= first && (t - first) % stride === 0) checkpoints[(t - first) / stride]!.set(state);
      if (t < lastStart) advance(state);
    }
    for (let k = checkpoints.length - 1; k >= 0; k--) {
      const length = Math.min(stride, steps - first - k * stride);
      state.set(checkpoints[k]!);
      for (let i = 0; i < length; i++) {
        stretch[i]!.set(state);
        if (i < length - 1) advance(state);
      }
      for (let i = length - 1; i >= 0; i--) visit(stretch[i]!);
    }
  }

  private states(count: number): Float64Array[] {
    return Array.from({ length: count }, () => new Float64Array(this.size));
  }
}
