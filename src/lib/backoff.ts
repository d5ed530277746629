type Backoff = { readonly firstMs: number; readonly longestMs: number }

/**
 * Until the next attempt after so many failures in a row: doubled by each, with a quarter of jitter either way, so that a receiver that recovers
 * doesn't get everything at once. `chance`: 0 to 1.
 */
export const backoffMs = (failures: number, chance: number, { firstMs, longestMs }: Backoff): number =>
  Math.round(Math.min(firstMs * 2 ** Math.min(failures - 1, 20), longestMs) * (0.75 + chance / 2))
