type Registry<T> = Pick<FinalizationRegistry<T>, "register" | "unregister">;

/**
 * A FinalizationRegistry where the engine has one. Cloudflare's workerd has none before the compatibility date
 * 2025-05-05: memory is then given back by `dispose()` alone.
 */
export function finalizationRegistry<T>(callback: (held: T) => void): Registry<T> {
  if (typeof FinalizationRegistry === "function") return new FinalizationRegistry(callback);
  return { register: () => undefined, unregister: () => false };
}
