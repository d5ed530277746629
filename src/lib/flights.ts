/** Work under way that somebody may have to wait for. `ended` is called after each piece, whatever came of it. */
export const createFlights = (ended: () => void = () => {}) => {
  const underWay = new Set<Promise<unknown>>()
  return {
    size: (): number => underWay.size,
    add<Result>(flight: Promise<Result>): Promise<Result> {
      underWay.add(flight)
      const land = (): void => {
        underWay.delete(flight)
        ended()
      }
      flight.then(land, land)
      return flight
    },
    /** Resolves when all that are under way now have ended. */
    landed: async (): Promise<void> => void (await Promise.allSettled(underWay)),
  }
}
