import { articleIdOf, storyIdOf } from '../store/derived-ids.ts'
import type { Placer, Store } from '../store/store.ts'
import type { SourceId } from '../model/ids.ts'
import { createStoryPlacer, type StoryPlacer } from '../stories/placer.ts'
import { readInterlingua } from './interlingua.ts'

/** Groups articles into stories; outlives reloads of the configuration, since what it remembers is the store's. */
export type Placing = {
  /** Resolves when what the store remembers is in the indexes. */
  ready(): Promise<void>
  /** For articles that are no other source's very article; `ready` comes first. */
  readonly placerFor: (source: SourceId) => Placer
  /** A settlement was rolled back: what it left in the indexes must not live on. */
  forget(): void
}

/** Twice as far as reports are compared: a story that goes on is remembered from its beginning. */
const REMEMBERED_MS = 8 * 86_400_000

export const createPlacing = (store: Pick<Store, 'storyMemories'>): Placing => {
  let placer: StoryPlacer | null = null
  let filling: Promise<void> | null = null
  const table = readInterlingua()
  // Awaited later; a missing file is told there.
  table.catch(() => {})

  const fill = async (): Promise<void> => {
    const fresh = createStoryPlacer(await table)
    fresh.recall(await store.storyMemories(REMEMBERED_MS))
    placer = fresh
  }
  return {
    async ready() {
      if (placer !== null) return
      filling ??= fill().finally(() => {
        filling = null
      })
      await filling
    },
    placerFor: (source) => (article, candidates) => {
      const id = articleIdOf(source, article.key)
      // Forgotten by another poll's failure between `ready` and now: alone is safe.
      if (placer === null) return { kind: 'starts', reasons: [] }
      return placer.place(article, source, { article: id, story: storyIdOf(id) }, candidates.alike)
    },
    forget() {
      placer = null
    },
  }
}
