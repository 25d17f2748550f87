import { free } from "../core/arena.ts";
import { finalizationRegistry } from "../core/finalizationRegistry.ts";
import { fail } from "../error/fail.ts";

/** Frees blocks whose lease nobody holds any more. */
const registry = finalizationRegistry<number>((block) => free(block));

/**
 * The right to a block of the arena, held by a program and by whatever reads the block: it is freed
 * when the last holder is collected, or at once by `release`. While a program calls a function of the
 * host, halfway through its run, the block is locked.
 */
export class Lease {
  private readonly block: number;
  private readonly name: string;
  private state: "open" | "locked" | "released" = "open";

  constructor(block: number, name: string) {
    this.block = block;
    this.name = name;
    registry.register(this, block, this);
  }

  /**
   * Address of the block.
   *
   * @throws ERR_DISPOSED  it was released
   * @throws ERR_OPTION  it is locked
   */
  get address(): number {
    this.check();
    return this.block;
  }

  /**
   * @throws ERR_DISPOSED  it was released
   * @throws ERR_OPTION  it is locked
   */
  check(): void {
    if (this.state !== "open") this.refuse();
  }

  /** Calls a function of the host, which must leave the block alone: half of a run lies there. */
  whileLocked(call: () => void): void {
    this.state = "locked";
    try {
      call();
    } finally {
      this.state = "open";
    }
  }

  release(): void {
    if (this.state === "released") return;
    this.check();
    this.state = "released";
    registry.unregister(this);
    free(this.block);
  }

  private refuse(): never {
    if (this.state === "released") fail("ERR_DISPOSED", { name: this.name });
    return refuseLocked(this.name);
  }
}

/** Says that a function of the host has turned to a program, or to data, whose run waits for its answer. */
export function refuseLocked(name: string): never {
  return fail("ERR_OPTION", {
    option: "what a function of the host runs, binds or disposes of",
    expected: "outside the run that waits for its answer",
    given: name,
    advice:
      "Compile the same expressions again for the function, or let it return before it is used.",
  });
}
