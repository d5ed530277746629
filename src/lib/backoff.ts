type Backoff = { readonly firstMs: number; readonly longestMs: number }

/**
 * The delay until the next attempt after this many failures in a row: it doubles with each, and has jitter of a quarter either way, so that a receiver
 * that recovers doesn't get everything at once. `chance`: 0 to 1.
 */
export const backoffMs = (failures: number, chance: number, { firstMs, longestMs }: Backoff): number =>
  Math.round(Math.min(firstMs * 2 ** Math.min(failures - 1, 20), longestMs) * (0.75 + chance / 2))
