/** Does the work after `firstMs`, and then every `everyMs`, until the returned function is called. */
export const repeat = (work: () => void, { firstMs, everyMs }: { readonly firstMs: number; readonly everyMs: number }) => {
  let timer = setTimeout(() => {
    work()
    timer = setInterval(work, everyMs)
  }, firstMs)
  return (): void => clearTimeout(timer)
}
