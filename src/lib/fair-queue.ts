export type FairQueueOptions<Item> = {
  readonly most: number
  readonly evict: (item: Item) => void
}

/**
 * A queue of the items of several clients with at most `most` items. If it is full, the client with the most items loses its newest one to a client
 * that has at least two fewer, so that no client can occupy all places.
 */
export const createFairQueue = <Item extends { readonly client: string }>({ most, evict }: FairQueueOptions<Item>) => {
  const lines = new Map<string, Set<Item>>()
  let size = 0
  const remove = (item: Item): void => {
    const line = lines.get(item.client)
    if (line?.delete(item) !== true) return
    size -= 1
    if (line.size === 0) lines.delete(item.client)
  }
  /** Removes an item for one of this client; false: no other client has enough more. */
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
    add(item: Item): boolean {
      if (size >= most && !makeRoom(item.client)) return false
      lines.set(item.client, (lines.get(item.client) ?? new Set()).add(item))
      size += 1
      return true
    },
    remove,
    /** Removes and returns the next item: clients take turns, each with its oldest. Null: the queue is empty. */
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
