import type { Store } from '../store/ports/store.ts'

const SOON_MS = 400

/**
 * Requests the front page soon after the start, so that the first reader doesn't wait for what the first request loads. Not with an
 * empty store, which has nothing to load and stores its first articles faster without that.
 */
export const warmUpSoon = (store: Pick<Store, 'counts'>, requestFrontPage: () => Promise<unknown>) => {
  let request = Promise.resolve()
  const warmUp = async (): Promise<void> => {
    if ((await store.counts()).articles > 0) await requestFrontPage()
  }
  const timer = setTimeout(() => {
    // Nothing depends on the answer, and the next request reports the error.
    request = warmUp().catch(() => {})
  }, SOON_MS)
  return {
    async close(): Promise<void> {
      clearTimeout(timer)
      await request
    },
  }
}
