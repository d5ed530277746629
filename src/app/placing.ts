import { setImmediate } from 'node:timers/promises'
import { articleIdOf, storyIdOf } from '../store/derived-ids.ts'
import type { Placer, Store } from '../store/store.ts'
import type { SourceId } from '../model/ids.ts'
import type { StoryMemory } from '../model/story.ts'
import { createStoryPlacer, type NewIds, type StoryPlacer } from '../grouping/placer.ts'
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

export const createPlacing = (store: Pick<Store, 'storyMemories'>): Placing => {
  let placer: StoryPlacer | null = null
  let filling: Promise<void> | null = null
  /** What was placed while the indexes are filled. */
  let meanwhile: StoryMemory[] = []
  let rollbacks = 0

  const fill = async (): Promise<void> => {
    const fresh = createStoryPlacer(openInterlingua())
    const begun = rollbacks
    meanwhile = []
    const memories = await store.storyMemories(REMEMBERED_MS)
    await recallInTurns(fresh, memories)
    if (begun !== rollbacks) return await fill()
    const held = new Set(memories.map(({ article }) => article))
    fresh.recall(meanwhile.filter(({ article }) => !held.has(article)))
    placer = fresh
  }
  const refill = async (): Promise<void> => {
    filling = fill().finally(() => {
      filling = null
    })
    await filling
  }
  return {
    async ready() {
      if (placer === null) await (filling ?? refill())
    },
    placerFor: (source) => (article, candidates) => {
      const id = articleIdOf(source, article.key)
      // Forgotten by another poll's failure between `ready` and now: alone is safe.
      if (placer === null) return { kind: 'starts', reasons: [] }
      const ids = { article: id, story: storyIdOf(id) }
      const assignment = placer.place(article, source, ids, candidates.alike)
      if (filling !== null) meanwhile.push(...memoriesOf(assignment, ids))
      return assignment
    },
    forget() {
      placer = null
      rollbacks += 1
    },
    async refresh() {
      await filling
      // Not filled yet: when they are, it is by what the store says then.
      if (placer === null) return
      await refill()
    },
  }
}

const recallInTurns = async (placer: StoryPlacer, memories: readonly StoryMemory[]): Promise<void> => {
  for (let at = 0; at < memories.length; at += AT_ONCE) {
    placer.recall(memories.slice(at, at + AT_ONCE))
    await setImmediate()
  }
}

/** What the store will remember of a assignment. */
const memoriesOf = (assignment: ReturnType<StoryPlacer['place']>, ids: NewIds): readonly StoryMemory[] => {
  const { memory = null } = assignment
  const story = assignment.kind === 'joins' ? assignment.story : ids.story
  return memory === null ? [] : [{ article: ids.article, story, memory }]
}
