/** A stretch of places, the end not included. */
interface Stretch {
  start: number;
  end: number;
}

/** The free stretches of a space without end, in order, no two of them adjacent. */
export class Space {
  private readonly free: Stretch[];

  constructor(start: number) {
    this.free = [{ start, end: Number.POSITIVE_INFINITY }];
  }

  /** The start of `size` places: in the smallest stretch that is large enough. */
  take(size: number): number {
    let [best, least] = [-1, Number.POSITIVE_INFINITY];
    for (let i = 0; i < this.free.length && least !== size; i++) {
      const { start, end } = this.free[i]!;
      const room = end - start;
      if (room >= size && (best < 0 || room < least)) [best, least] = [i, room];
    }
    const stretch = this.free[best]!;
    const { start } = stretch;
    stretch.start += size;
    if (least === size) this.free.splice(best, 1);
    return start;
  }

  /** Gives back what `take` returned for a size. */
  give(start: number, size: number): void {
    const { free } = this;
    const i = this.firstAfter(start);
    free.splice(i, 0, { start, end: start + size });
    // Joined with the next stretch, and with the one before.
    for (const k of [i, i - 1]) {
      if (free[k]?.end !== free[k + 1]!.start) continue;
      free[k]!.end = free[k + 1]!.end;
      free.splice(k + 1, 1);
    }
  }

  /** Index of the first free stretch behind a place, by bisection: the last one always is. */
  private firstAfter(place: number): number {
    let [low, high] = [0, this.free.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.free[middle]!.start < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
