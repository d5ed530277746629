/** Work that comes back: for the first time after `firstMs`, then every `everyMs`. Returns what ends it. */
export const recurring = (work: () => void, { firstMs, everyMs }: { readonly firstMs: number; readonly everyMs: number }) => {
  let timer = setTimeout(() => {
    work()
    timer = setInterval(work, everyMs)
  }, firstMs)
  return (): void => clearTimeout(timer)
}
