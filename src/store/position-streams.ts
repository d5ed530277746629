/** Streams of positions in the published order, on every engine. */

/** A position in the published order: newest first, then by number, highest first. */
export type Position = { readonly at: number; readonly n: number }

/** Returns up to `count` positions after `before`, in order, each once. Fewer: there are no more. */
export type CandidateStream = (before: Position, count: number) => Promise<readonly Position[]>

/** Merges streams. Reads each stream in small portions, so that a stream that contributes little is not read far. */
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
  /** True: the queue is empty and its stream may have more. */
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

/** The positions in the published order, each once. */
export const newest = (positions: readonly Position[]): readonly Position[] =>
  positions.toSorted(comesFirst).filter((position, index, all) => index === 0 || all[index - 1]?.n !== position.n)

/** Compares positions: less than 0 if `a` comes first. */
export const comesFirst = (a: Position, b: Position): number => b.at - a.at || b.n - a.n
