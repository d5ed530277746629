import type { Override } from '../model/correction.ts'
import type { ArticleId, StoryId } from '../model/ids.ts'
import type { ComponentMember } from '../model/story.ts'
import type { Arrange, Store } from '../store/store.ts'
import { applyOverrides } from '../grouping/arrange.ts'
import { arrangeBy, correctionsIn, CORRECTIONS_NOTE, tiesOf } from './correcting.ts'
import type { Replay } from './replay.ts'

/** Corrections at the times at which they were made, while articles are decided anew. */
export type Timeline = {
  /** The article at this position is next: what was corrected before it came is in the indexes then. */
  reach(position: number): Promise<void>
  /** It is placed: what corrections had said of it is in the indexes then. */
  came(article: ArticleId, position: number): Promise<void>
  /** By all corrections that are in force now: what is stored keeps to them at any time. */
  arrange(): Arrange
  ties(): readonly (readonly ArticleId[])[]
}

export const createTimeline = (store: Store, replay: Replay, from: number): Timeline => {
  let note: string | null = null
  let corrections: readonly Override[] = []
  let reached = from
  /** A reload may change them at any time. */
  const refresh = async (): Promise<void> => {
    const current = await store.note(CORRECTIONS_NOTE)
    if (current === note) return
    note = current
    corrections = correctionsIn(current)
  }
  /** Stands all articles of the families concerned where they stood before the article at this position. */
  const stand = async (position: number): Promise<void> => {
    const then = corrections.filter(({ since }) => since <= position)
    const family = (await familyOf(store, corrections)).filter((member) => member.position < position)
    const storyOf = new Map<ArticleId, StoryId>()
    for (const { id, members } of applyOverrides(family, then)) for (const { article } of members) storyOf.set(article, id)
    await replay.moved(storyOf)
  }
  return {
    async reach(position) {
      await refresh()
      const isFirst = reached === from
      const isCrossed = corrections.some(({ since }) => since > reached && since <= position)
      reached = position
      if ((isFirst && corrections.length > 0) || isCrossed) await stand(position)
    },
    async came(article, position) {
      if (corrections.some(({ since, articles }) => since <= position && articles.includes(article))) await stand(position + 1)
    },
    arrange: () => arrangeBy(corrections),
    ties: () => tiesOf(corrections),
  }
}

/** All that corrections may move, as it was decided. Writes nothing: what is stored keeps to the corrections. */
const familyOf = async (store: Store, corrections: readonly Override[]): Promise<readonly ComponentMember[]> => {
  const about = corrections.flatMap(({ articles }) => articles)
  const seen: ComponentMember[] = []
  await store.rearrange({ decisions: [], about, ties: [], notes: {}, now: 0 }, (family) => {
    seen.push(...family)
    return applyOverrides(family, corrections)
  })
  return seen
}
