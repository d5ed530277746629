import { longer } from '../../lib/longer.ts'
import { NONE } from './interner.ts'

const FIRST_CAPACITY = 64

/** Chains of places from the newest to the oldest, by number: what the newest is, and how many there are. */
export const createChains = () => {
  /** A place and one: 0 is an empty chain. */
  let newest = new Int32Array(FIRST_CAPACITY)
  let sizes = new Int32Array(FIRST_CAPACITY)

  const holds = (number: number): boolean => number >= 0 && number < newest.length
  return {
    /** Puts a place before all others of its chain. Gives what was newest. */
    extend(number: number, place: number): number {
      if (number >= newest.length) [newest, sizes] = [longer(newest, number + 1), longer(sizes, number + 1)]
      const before = (newest[number] ?? 0) - 1
      newest[number] = place + 1
      sizes[number] = (sizes[number] ?? 0) + 1
      return before
    },
    newestOf: (number: number): number => (holds(number) ? (newest[number] ?? 0) - 1 : NONE),
    sizeOf: (number: number): number => (holds(number) ? (sizes[number] ?? 0) : 0),
  }
}
