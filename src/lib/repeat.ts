/**
 * Does the work after `firstMs`, and then each time `everyMs` after its last end, until the returned function is called; that resolves when running work has ended.
 * `failed` is called with each error.
 */
export const repeatInTurn = (
  work: () => Promise<void>,
  everyMs: number,
  failed: (error: unknown) => void = () => {},
  firstMs = everyMs,
): (() => Promise<void>) => {
  let isStopping = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const next = (ms: number): void => {
    if (isStopping) return
    timer = setTimeout(() => {
      running = work()
        .catch(failed)
        .finally(() => next(everyMs))
    }, ms)
  }
  next(firstMs)
  return async () => {
    isStopping = true
    clearTimeout(timer)
    await running
  }
}
