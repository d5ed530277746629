export type FairQueueOptions<Item> = {
  readonly most: number
  /** It had to make room, and is in the queue no longer. */
  readonly evict: (item: Item) => void
}

/**
 * Items of several clients, at most so many together. Where they are full, the client with the most loses its newest one to a client that
 * has at least two fewer: nobody can take all places from the others.
 */
export const createFairQueue = <Item extends { readonly client: string }>({ most, evict }: FairQueueOptions<Item>) => {
  /** By client, in the order in which they have their turns. */
  const lines = new Map<string, Set<Item>>()
  let size = 0
  const remove = (item: Item): void => {
    const line = lines.get(item.client)
    if (line?.delete(item) !== true) return
    size -= 1
    if (line.size === 0) lines.delete(item.client)
  }
  /** False: there is none. */
  const makeRoom = (client: string): boolean => {
    const [longest] = [...lines.values()].toSorted((one, other) => other.size - one.size)
    const newest = [...(longest ?? [])].at(-1)
    if (longest === undefined || newest === undefined || longest.size <= (lines.get(client)?.size ?? 0) + 1) return false
    remove(newest)
    evict(newest)
    return true
  }
  return {
    size: () => size,
    items: (): readonly Item[] => [...lines.values()].flatMap((line) => [...line]),
    /** False: there is no room for it. */
    add(item: Item): boolean {
      if (size >= most && !makeRoom(item.client)) return false
      lines.set(item.client, (lines.get(item.client) ?? new Set()).add(item))
      size += 1
      return true
    },
    remove,
    /** Takes out the item whose turn it is: the oldest of a client, then of the next one. Null: there is none. */
    next(): Item | null {
      const [first] = lines
      const [item] = first?.[1] ?? []
      if (first === undefined || item === undefined) return null
      remove(item)
      const [client, line] = first
      if (lines.delete(client)) lines.set(client, line)
      return item
    },
  }
}
