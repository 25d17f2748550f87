import { allocate, view } from "../core/arena.ts";
import type { Expression } from "../expression/node.ts";
import { Lease, refuseLocked } from "./lease.ts";

/**
 * Data that several programs read: constants, and free variables with the numbers they are bound to,
 * each in the arena once. The blocks are freed when this and all programs over it are collected.
 */
export class SharedData {
  private readonly blocks = new Map<Expression, { readonly lease: Lease; readonly size: number }>();
  /** Grows when a number changes: what programs computed from the data before is then stale. */
  version = 0;
  /** Programs that are halfway through a run: they call a function of the host. */
  private waiting = 0;

  /** Bytes of all data. */
  get bytes(): number {
    return [...this.blocks.values()].reduce((sum, { size }) => sum + 8 * size, 0);
  }

  /** Address of a leaf's numbers; `data` the first time. */
  place(node: Expression, data: ArrayLike<number>): number {
    let block = this.blocks.get(node);
    if (!block) {
      const address = allocate(8 * data.length);
      block = {
        lease: new Lease(address, node.attributes.name ?? "a constant"),
        size: data.length,
      };
      view().set(data, address / 8);
      this.blocks.set(node, block);
    }
    return block.lease.address;
  }

  /** Calls a function of the host, which must not change the data: half of a run has read them. */
  whileLocked(call: () => void): void {
    this.waiting++;
    try {
      call();
    } finally {
      this.waiting--;
    }
  }

  /**
   * Gives a free variable other numbers, for all programs; nothing is stale if they are the same.
   *
   * @throws ERR_OPTION  one of the programs is waiting for the function of the host that does this
   */
  bind(node: Expression, data: Float64Array): void {
    const block = this.blocks.get(node);
    if (!block) return;
    const first = block.lease.address / 8;
    const memory = view();
    // A loop: `every` takes 25 ns for each of what may be millions.
    let i = 0;
    while (i < data.length && Object.is(data[i], memory[first + i])) i++;
    if (i === data.length) return;
    if (this.waiting > 0) refuseLocked(node.attributes.name!);
    memory.set(data, first);
    this.version++;
  }
}
