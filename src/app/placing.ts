import { setImmediate } from 'node:timers/promises'
import { articleIdOf, storyIdOf } from '../store/derived-ids.ts'
import type { Placer, Store } from '../store/store.ts'
import { type SourceId, sourceId } from '../model/ids.ts'
import type { IndexedReport, StoryFeatures } from '../model/story.ts'
import { decide } from '../grouping/decide.ts'
import { createGroupingIndex, type GroupingIndex } from '../grouping/grouping-index.ts'
import { openInterlingua } from './interlingua.ts'

/** Groups articles into stories; outlives reloads of the configuration, since what it remembers is the store's. */
export type Placing = {
  /** Resolves when what the store remembers is in the indexes. */
  ready(): Promise<void>
  /** For articles that are no other source's very article; `ready` comes first. */
  readonly placerFor: (source: SourceId) => Placer
  /** A settlement was rolled back: what it left in the indexes must not live on. */
  forget(): void
  /** Stories were rearranged: resolves when the indexes are filled anew. The old ones serve until then; the store puts right what they say
   * of stories. */
  refresh(): Promise<void>
}

/** Twice as far as reports are compared: a story that goes on is remembered from its beginning. */
const REMEMBERED_MS = 8 * 86_400_000
/** Memories between which others have their turn: some ten milliseconds. */
const AT_ONCE = 500

export const createPlacing = (store: Pick<Store, 'storyFeatures'>): Placing => {
  let index: GroupingIndex | null = null
  let filling: Promise<void> | null = null
  /** What was placed while the indexes are filled. */
  let meanwhile: StoryFeatures[] = []
  let rollbacks = 0

  const fill = async (): Promise<void> => {
    const fresh = createGroupingIndex(openInterlingua())
    const begun = rollbacks
    meanwhile = []
    const memories = await store.storyFeatures(REMEMBERED_MS)
    await recallInTurns(fresh, memories)
    if (begun !== rollbacks) return await fill()
    const held = new Set(memories.map(({ article }) => article))
    fresh.restore(meanwhile.filter(({ article }) => !held.has(article)).map(toIndexed))
    index = fresh
  }
  const refill = async (): Promise<void> => {
    filling = fill().finally(() => {
      filling = null
    })
    await filling
  }
  return {
    async ready() {
      if (index === null) await (filling ?? refill())
    },
    placerFor: (source) => (article, candidates) => {
      const id = articleIdOf(source, article.key)
      // Forgotten by another poll's failure between `ready` and now: alone is safe.
      if (index === null) return { kind: 'starts', reasons: [] }
      const report = { ...article, article: id, story: storyIdOf(id), source, arrivedAt: article.publishedAt }
      const decision = decide(index, report, candidates.alike.toReversed())
      index.add(report, decision)
      const { assignment, features } = decision
      if (filling !== null && features !== null && assignment.kind !== 'copy')
        meanwhile.push({ article: id, story: assignment.kind === 'joins' ? assignment.story : report.story, features })
      return assignment.kind === 'copy' ? assignment : { ...assignment, features }
    },
    forget() {
      index = null
      rollbacks += 1
    },
    async refresh() {
      await filling
      // Not filled yet: when they are, it is by what the store says then.
      if (index === null) return
      await refill()
    },
  }
}

const recallInTurns = async (index: GroupingIndex, memories: readonly StoryFeatures[]): Promise<void> => {
  for (let at = 0; at < memories.length; at += AT_ONCE) {
    index.restore(memories.slice(at, at + AT_ONCE).map(toIndexed))
    await setImmediate()
  }
}

export const toIndexed = ({ article, story, features }: StoryFeatures): IndexedReport => ({
  article,
  story,
  source: sourceId(''),
  arrivedAt: features.at,
  features,
  bands: null,
})
