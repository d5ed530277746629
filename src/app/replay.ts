import { setImmediate } from 'node:timers/promises'
import type { ArticleId, StoryId } from '../model/ids.ts'
import type { Assignment, StoredFeatures, StoryFeatures } from '../model/story.ts'
import { storyIdOf } from '../store/derived-ids.ts'
import type { PlacedArticle, Store } from '../store/store.ts'
import { fingerprintOf } from '../grouping/near-duplicates/fingerprint.ts'
import type { Interlingua } from '../grouping/embeddings/table.ts'
import { decide, startStory } from '../grouping/decide.ts'
import { createGroupingIndex, type Report } from '../grouping/grouping-index.ts'
import { toIndexed } from './placing.ts'

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
  let index = createGroupingIndex(interlingua)
  const window = createWindow()
  const isGrouped = ({ article }: PlacedArticle): boolean => grouped === 'all' || article.topics.length > 0

  const learn = (report: Report): StoredFeatures | null => {
    const decision = startStory(index, report)
    index.add(report, decision)
    return decision.features
  }
  return {
    warmUp(placed) {
      const { article, kind, features } = placed
      if (kind === 'copy' || !isGrouped(placed)) return
      const { id, story } = article
      if (features !== null) index.restore([toIndexed({ article: id, story, features })])
      window.take(id, story, features ?? learn({ ...reportOf(placed), story }))
    },
    async decide(placed) {
      const { article, position } = placed
      if (!isGrouped(placed)) return { assignment: { kind: 'starts', reasons: [] }, fingerprint: null }
      const { id, title, text } = article
      const fingerprint = fingerprintOf(title, text)
      const alike = await store.alikeBefore(fingerprint, position)
      const report = { ...reportOf(placed), fingerprint }
      const decision = decide(index, report, alike.toReversed())
      index.add(report, decision)
      const { assignment, features } = decision
      window.take(id, assignment.kind === 'starts' ? report.story : assignment.story, features)
      return { assignment: assignment.kind === 'copy' ? assignment : { ...assignment, features }, fingerprint }
    },
    async moved(storyOf) {
      if (!window.move(storyOf)) return
      const fresh = createGroupingIndex(interlingua)
      const memories = window.memories()
      for (let at = 0; at < memories.length; at += AT_ONCE) {
        fresh.restore(memories.slice(at, at + AT_ONCE).map(toIndexed))
        await setImmediate()
      }
      index = fresh
    },
  }
}

const reportOf = ({ article }: PlacedArticle): Report => ({
  ...article,
  article: article.id,
  story: storyIdOf(article.id),
  arrivedAt: article.firstSeen,
  fingerprint: null,
})

/** What the indexes hold, to fill them anew. */
const createWindow = () => {
  let held: StoryFeatures[] = []
  let newest = Number.NEGATIVE_INFINITY
  return {
    take(article: ArticleId, story: StoryId, features: StoredFeatures | null): void {
      if (features === null) return
      held.push({ article, story, features })
      newest = Math.max(newest, features.at)
      if (held.length % 4_096 === 0) held = held.filter((one) => one.features.at >= newest - REMEMBERED_MS)
    },
    /** True: something stands elsewhere now. */
    move(storyOf: ReadonlyMap<ArticleId, StoryId>): boolean {
      const isElsewhere = ({ article, story }: StoryFeatures): boolean => (storyOf.get(article) ?? story) !== story
      if (!held.some(isElsewhere)) return false
      held = held.map((one) => ({ ...one, story: storyOf.get(one.article) ?? one.story }))
      return true
    },
    memories: (): readonly StoryFeatures[] => held,
  }
}
