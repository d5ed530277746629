/** How often others have their turn of the event loop while the work goes on. */
export const turnsDuring = async (work: () => Promise<unknown>): Promise<number> => {
  const turns = { taken: 0, isOver: false }
  const take = (): void => {
    turns.taken += 1
    if (!turns.isOver) setImmediate(take)
  }
  setImmediate(take)
  await work()
  turns.isOver = true
  return turns.taken
}
