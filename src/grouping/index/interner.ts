/** No number, and no row. */
export const NONE = -1

const FIRST_NAMES = 64

/**
 * Numbers from 0 on for integers of 32 bits, in the order in which they first come. Hashed into typed arrays: a Map of as many takes three
 * times the room, of which the collector walks all.
 */
export const createInterner = () => {
  let names = new Int32Array(FIRST_NAMES)
  /** Each name, and behind it its number and one, where its hash says or in the next free cell: at least half of them are free. */
  let cells = new Int32Array(4 * FIRST_NAMES)
  let size = 0

  /** Where the name's number is, or would be. */
  const cellOf = (name: number): number => {
    const mask = cells.length - 1
    let cell = (2 * hashOf(name)) & mask
    while (cells[cell + 1] !== 0 && cells[cell] !== name) cell = (cell + 2) & mask
    return cell + 1
  }
  const put = (cell: number, name: number, number: number): void => {
    cells[cell - 1] = name
    cells[cell] = number + 1
  }
  const double = (): void => {
    const fewer = names
    names = new Int32Array(2 * fewer.length)
    names.set(fewer)
    cells = new Int32Array(4 * names.length)
    for (const [number, name] of fewer.entries()) put(cellOf(name), name, number)
  }
  return {
    get size() {
      return size
    },
    /** `NONE`: it never came. */
    find: (name: number): number => (cells[cellOf(name)] ?? 0) - 1,
    intern(name: number): number {
      const cell = cellOf(name)
      const found = cells[cell] ?? 0
      if (found !== 0) return found - 1
      put(cell, name, size)
      names[size] = name
      size += 1
      if (size === names.length) double()
      return size - 1
    },
    nameOf: (number: number): number => names[number] ?? 0,
    clear(): void {
      cells.fill(0)
      size = 0
    },
  }
}

/** Names are hashes mostly, but some differ in their highest bits only. */
const hashOf = (name: number): number => {
  const product = Math.imul(name, 0x9e3779b1)
  return product ^ (product >>> 15)
}

/** The same for strings. */
export const createStringInterner = () => {
  const numbers = new Map<string, number>()
  const names: string[] = []
  return {
    find: (name: string): number => numbers.get(name) ?? NONE,
    intern(name: string): number {
      const known = numbers.get(name)
      if (known !== undefined) return known
      const number = names.push(name) - 1
      numbers.set(name, number)
      return number
    },
    nameOf: (number: number): string => names[number] ?? '',
  }
}
