/** Streams of places in the published order. The same on every engine. */

/** A place in the published order: newest first, then by number. */
export type Position = { readonly at: number; readonly n: number }

/** Up to `count` positions after `before`, in order, each once. Fewer: there are no more. */
export type CandidateStream = (before: Position, count: number) => Promise<readonly Position[]>

/** Takes from each only as much as its share of the answer turns out to be. */
export const merged = (streams: readonly CandidateStream[]): CandidateStream => {
  const [only] = streams
  if (streams.length === 1 && only !== undefined) return only
  return async (before, count) => {
    const portion = Math.max(8, Math.ceil((2 * count) / streams.length))
    const queues: Queue[] = []
    for (const stream of streams) queues.push(await createQueue(stream, before, portion))
    const found: Position[] = []
    while (found.length < count) {
      let next: Position | null = null
      for (const queue of queues) {
        const head = queue.head()
        if (head !== null) next = next === null ? head : newer(next, head)
      }
      if (next === null) break
      found.push(next)
      for (const queue of queues) if (queue.head()?.n === next.n && queue.drop()) await queue.refill()
    }
    return found
  }
}
export const newer = (a: Position, b: Position): Position => (a.at > b.at || (a.at === b.at && a.n > b.n) ? a : b)

type Queue = {
  readonly head: () => Position | null
  /** True: it is empty and there may be more in its stream. */
  readonly drop: () => boolean
  readonly refill: () => Promise<void>
}
const createQueue = async (stream: CandidateStream, before: Position, portion: number): Promise<Queue> => {
  let loaded = await stream(before, portion)
  let index = 0
  return {
    head: () => loaded[index] ?? null,
    drop: () => {
      index += 1
      return index === loaded.length && loaded.length === portion
    },
    async refill() {
      const last = loaded.at(-1)
      if (last === undefined) return
      loaded = await stream(last, portion)
      index = 0
    },
  }
}

/** In the published order, each once. */
export const newest = (positions: readonly Position[]): readonly Position[] =>
  positions.toSorted(comesFirst).filter((position, index, all) => index === 0 || all[index - 1]?.n !== position.n)

/** Less than 0: `a` comes first. */
export const comesFirst = (a: Position, b: Position): number => b.at - a.at || b.n - a.n
