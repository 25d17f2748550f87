import { free } from "../core/arena.ts";
import { finalizationRegistry } from "../core/finalizationRegistry.ts";

/** Frees the memory of programs that nobody holds any more. */
const registry = finalizationRegistry<number>((block) => free(block));

/** Ownership of arena blocks by programs. */
export const blocks = {
  /** Frees `block` when `owner` is collected. */
  register(owner: object, block: number, token: object): void {
    registry.register(owner, block, token);
  },
  /** Frees `block` now. */
  release(token: object, block: number): void {
    registry.unregister(token);
    free(block);
  },
};
