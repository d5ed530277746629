/** Nothing before this one. */
export const NONE = -1

/** Chains of places from the newest to the oldest, one a name: what a name's newest is, and how many it has. */
export const createChains = <Name>() => {
  const numbers = new Map<Name, number>()
  const names: Name[] = []
  const newest: number[] = []
  const sizes: number[] = []

  const numberOf = (name: Name): number => {
    const known = numbers.get(name)
    if (known !== undefined) return known
    const number = names.push(name) - 1
    numbers.set(name, number)
    newest.push(NONE)
    sizes.push(0)
    return number
  }
  return {
    /** Puts a place before all others of its name. Gives the chain's number and what was newest. */
    extend(name: Name, place: number): { readonly number: number; readonly before: number } {
      const number = numberOf(name)
      const before = newest[number] ?? NONE
      newest[number] = place
      sizes[number] = (sizes[number] ?? 0) + 1
      return { number, before }
    },
    find: (name: Name): number => numbers.get(name) ?? NONE,
    newestOf: (number: number): number => newest[number] ?? NONE,
    sizeOf: (number: number): number => sizes[number] ?? 0,
    nameOf: (number: number): Name | null => names[number] ?? null,
  }
}
