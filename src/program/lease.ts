import { free } from "../core/arena.ts";
import { finalizationRegistry } from "../core/finalizationRegistry.ts";
import { fail } from "../error/fail.ts";

/** Frees blocks whose lease nobody holds any more. */
const registry = finalizationRegistry<number>((block) => free(block));

/**
 * The right to a block of the arena, held by a program and by whatever reads the block: it is freed
 * when the last holder is collected, or at once by `release`.
 */
export class Lease {
  private readonly block: number;
  private readonly name: string;
  private isReleased = false;

  constructor(block: number, name: string) {
    this.block = block;
    this.name = name;
    registry.register(this, block, this);
  }

  /**
   * Address of the block.
   *
   * @throws ERR_DISPOSED  it was released
   */
  get address(): number {
    this.check();
    return this.block;
  }

  /** @throws ERR_DISPOSED  it was released */
  check(): void {
    if (this.isReleased) fail("ERR_DISPOSED", { name: this.name });
  }

  release(): void {
    if (this.isReleased) return;
    this.isReleased = true;
    registry.unregister(this);
    free(this.block);
  }
}
