import { setImmediate } from 'node:timers/promises'
import type { ArticleId, StoryId } from '../model/ids.ts'
import type { EventMemory, Assignment, StoryMemory } from '../model/story.ts'
import { storyIdOf } from '../store/derived-ids.ts'
import type { PlacedArticle, Store } from '../store/store.ts'
import { fingerprintOf } from '../grouping/near-duplicates/fingerprint.ts'
import type { Interlingua } from '../grouping/embeddings/table.ts'
import { createStoryPlacer } from '../grouping/placer.ts'

export type ReplayParts = {
  readonly store: Pick<Store, 'alikeBefore'>
  readonly interlingua: Interlingua
  readonly grouped: 'tagged' | 'all'
}

export type Redecided = {
  readonly assignment: Exclude<Assignment, { readonly kind: 'same' }>
  readonly fingerprint: ReturnType<typeof fingerprintOf>
}

/** Places stored articles as if they came now, one after another: with what came before them in the indexes, and nothing else. */
export type Replay = {
  /** Takes in an article where it stands. */
  warmUp(placed: PlacedArticle): void
  decide(placed: PlacedArticle): Promise<Redecided>
  /** Corrections moved these articles: they stand elsewhere in the indexes. */
  moved(storyOf: ReadonlyMap<ArticleId, StoryId>): Promise<void>
}

/** Before an article that is decided anew, as many days are remembered: twice as far as reports are compared. */
export const REMEMBERED_MS = 8 * 86_400_000
/** Memories between which others have their turn. */
const AT_ONCE = 500

export const createReplay = ({ store, interlingua, grouped }: ReplayParts): Replay => {
  let placer = createStoryPlacer(interlingua)
  const window = createWindow()
  const isGrouped = ({ article }: PlacedArticle): boolean => grouped === 'all' || article.topics.length > 0

  return {
    warmUp(placed) {
      const { article, kind, memory } = placed
      if (kind === 'copy' || !isGrouped(placed)) return
      const { id, story } = article
      if (memory !== null) placer.recall([{ article: id, story, memory }])
      window.take(id, story, memory ?? placer.learn({ ...article, fingerprint: null }, { article: id, story }))
    },
    async decide(placed) {
      const { article, position } = placed
      if (!isGrouped(placed)) return { assignment: { kind: 'starts', reasons: [] }, fingerprint: null }
      const { id, source, title, text } = article
      const fingerprint = fingerprintOf(title, text)
      const alike = await store.alikeBefore(fingerprint, position)
      const ids = { article: id, story: storyIdOf(id) }
      const assignment = placer.place({ ...article, fingerprint }, source, ids, alike)
      window.take(id, assignment.kind === 'starts' ? ids.story : assignment.story, assignment.memory ?? null)
      return { assignment, fingerprint }
    },
    async moved(storyOf) {
      if (!window.move(storyOf)) return
      const fresh = createStoryPlacer(interlingua)
      const memories = window.memories()
      for (let at = 0; at < memories.length; at += AT_ONCE) {
        fresh.recall(memories.slice(at, at + AT_ONCE))
        await setImmediate()
      }
      placer = fresh
    },
  }
}

/** What the indexes hold, to fill them anew. */
const createWindow = () => {
  let held: StoryMemory[] = []
  let newest = Number.NEGATIVE_INFINITY
  return {
    take(article: ArticleId, story: StoryId, memory: EventMemory | null): void {
      if (memory === null) return
      held.push({ article, story, memory })
      newest = Math.max(newest, memory.at)
      if (held.length % 4_096 === 0) held = held.filter((one) => one.memory.at >= newest - REMEMBERED_MS)
    },
    /** True: something stands elsewhere now. */
    move(storyOf: ReadonlyMap<ArticleId, StoryId>): boolean {
      const isElsewhere = ({ article, story }: StoryMemory): boolean => (storyOf.get(article) ?? story) !== story
      if (!held.some(isElsewhere)) return false
      held = held.map((one) => ({ ...one, story: storyOf.get(one.article) ?? one.story }))
      return true
    },
    memories: (): readonly StoryMemory[] => held,
  }
}
