/** Does the work after `firstMs`, and then every `everyMs`, until the returned function is called. */
export const repeat = (work: () => void, { firstMs, everyMs }: { readonly firstMs: number; readonly everyMs: number }) => {
  let timer = setTimeout(() => {
    work()
    timer = setInterval(work, everyMs)
  }, firstMs)
  return (): void => clearTimeout(timer)
}

/**
 * Does the work, each time `everyMs` after its last end, until the returned function is called; that resolves when running work has ended.
 * `failed` is called with each error.
 */
export const repeatInTurn = (
  work: () => Promise<void>,
  everyMs: number,
  failed: (error: unknown) => void = () => {},
): (() => Promise<void>) => {
  let isStopping = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const next = (): void => {
    if (isStopping) return
    timer = setTimeout(() => {
      running = work().catch(failed).finally(next)
    }, everyMs)
  }
  next()
  return async () => {
    isStopping = true
    clearTimeout(timer)
    await running
  }
}
