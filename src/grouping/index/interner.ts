/** No number, and no place. */
export const NONE = -1

const FIRST_NAMES = 64

/**
 * Numbers from 0 on for integers of 32 bits, in the order in which they first come. Hashed into typed arrays: a Map of as many takes three
 * times the room, of which the collector walks all.
 */
export const createNumbering = () => {
  let names = new Int32Array(FIRST_NAMES)
  /** Each name, and behind it its number and one, where its hash says or in the next free slot: at least half of them are free. */
  let slots = new Int32Array(4 * FIRST_NAMES)
  let size = 0

  /** Where the name's number is, or would be. */
  const slotOf = (name: number): number => {
    const mask = slots.length - 1
    let slot = (2 * hashOf(name)) & mask
    while (slots[slot + 1] !== 0 && slots[slot] !== name) slot = (slot + 2) & mask
    return slot + 1
  }
  const put = (slot: number, name: number, number: number): void => {
    slots[slot - 1] = name
    slots[slot] = number + 1
  }
  const double = (): void => {
    const fewer = names
    names = new Int32Array(2 * fewer.length)
    names.set(fewer)
    slots = new Int32Array(4 * names.length)
    for (const [number, name] of fewer.entries()) put(slotOf(name), name, number)
  }
  return {
    get size() {
      return size
    },
    /** `NONE`: it never came. */
    find: (name: number): number => (slots[slotOf(name)] ?? 0) - 1,
    numberOf(name: number): number {
      const slot = slotOf(name)
      const held = slots[slot] ?? 0
      if (held !== 0) return held - 1
      put(slot, name, size)
      names[size] = name
      size += 1
      if (size === names.length) double()
      return size - 1
    },
    nameOf: (number: number): number => names[number] ?? 0,
    clear(): void {
      slots.fill(0)
      size = 0
    },
  }
}
export type Numbering = ReturnType<typeof createNumbering>

/** Names are hashes mostly, but some differ in their highest bits only. */
const hashOf = (name: number): number => {
  const product = Math.imul(name, 0x9e3779b1)
  return product ^ (product >>> 15)
}

/** The same for strings. */
export const createNames = () => {
  const numbers = new Map<string, number>()
  const names: string[] = []
  return {
    find: (name: string): number => numbers.get(name) ?? NONE,
    numberOf(name: string): number {
      const known = numbers.get(name)
      if (known !== undefined) return known
      const number = names.push(name) - 1
      numbers.set(name, number)
      return number
    },
    nameOf: (number: number): string => names[number] ?? '',
  }
}
