const FIRST_NAMES = 64

/**
 * Numbers 32-bit integers from 0 on, in the order in which they first come. Hashed into typed arrays: a Map of the same size takes three times the
 * memory, all of which the garbage collector walks.
 */
export const createInterner = () => {
  let names = new Int32Array(FIRST_NAMES)
  /** Pairs of a name and its number plus one, in the cell that its hash gives or in the next free one. 0: free, as at least half of the cells are. */
  let cells = new Int32Array(4 * FIRST_NAMES)
  let size = 0

  /** The cell in which the name's number is, or would be. */
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
    /** The name's number; `NONE`: it was never interned. */
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

/** Names are mostly hashes, but some differ in their highest bits only. */
const hashOf = (name: number): number => {
  const product = Math.imul(name, 0x9e3779b1)
  return product ^ (product >>> 15)
}
