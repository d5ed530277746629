import type { Store } from '../store/store.ts'

const SOON_MS = 400

/**
 * What a start leaves to be read when somebody asks is read soon after it: the first reader does not wait for it. An empty store has
 * nothing to read, and one that nobody has asked yet takes in its first articles faster.
 */
export const warmSoon = (store: Pick<Store, 'counts'>, askFrontPage: () => Promise<unknown>) => {
  let asked = Promise.resolve()
  const warm = async (): Promise<void> => {
    if ((await store.counts()).articles > 0) await askFrontPage()
  }
  const timer = setTimeout(() => {
    // Nobody waits for the answer, and who asks next is told what is wrong.
    asked = warm().catch(() => {})
  }, SOON_MS)
  return {
    async close(): Promise<void> {
      clearTimeout(timer)
      await asked
    },
  }
}
