import { createSemaphore } from '../lib/concurrency.ts'
import type { SourceId } from '../model/ids.ts'

/** Pushed documents wait in one line per source, so that a source that pushes without pause delays only its own. */
export type PushLines = {
  /** Runs `read` when those before it in the source's line have ended. Null: the line is full. */
  run<Result>(source: SourceId, read: () => Promise<Result>): Promise<Result | null>
}

/** `most`: documents of one source that wait or are being read. */
export const createPushLines = (most: number): PushLines => {
  const lines = new Map<SourceId, { readonly turn: ReturnType<typeof createSemaphore>; size: number }>()
  return {
    async run(source, read) {
      const line = lines.get(source) ?? { turn: createSemaphore(1), size: 0 }
      if (line.size >= most) return null
      lines.set(source, line)
      line.size += 1
      try {
        return await line.turn.run(read)
      } finally {
        line.size -= 1
        if (line.size === 0) lines.delete(source)
      }
    },
  }
}
