/** Numbers from 0 to below 1, the same for the same seed on every machine (mulberry32). */
export type Chance = () => number

export const chanceOf = (seed: number): Chance => {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Fisher and Yates. */
export const shuffled = <Item>(items: readonly Item[], chance: Chance): readonly Item[] => {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last--) {
    const chosen = Math.floor(chance() * (last + 1))
    const item = mixed[last] as Item
    mixed[last] = mixed[chosen] as Item
    mixed[chosen] = item
  }
  return mixed
}
