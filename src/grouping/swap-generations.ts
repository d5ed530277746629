/**
 * Replaces the live assignments by those of the next generation, component by component: nobody sees a component half changed. Idempotent: an
 * interrupted swap starts over.
 */
import { lendTags } from './lend-tags.ts'
import type { Override } from '../model/correction.ts'
import type { Instant, StoryId } from '../model/ids.ts'
import type { AssignedArticle, GroupingPlan, StoredNextAssignment } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import { componentOf, IN_FORCE_NOTE, overridesIn, planOf, reclusterStored } from './apply-corrections.ts'
import { linkOf } from './assign-stories.ts'
import type { Turns } from './turns.ts'

export type RebuildReport = {
  readonly looked: number
  /** Articles about which the new decision differs from the old one. */
  readonly decided: number
  readonly stories: number
  readonly ended: number
  readonly finished: boolean
}

export type SwapParts = { readonly store: Store; readonly now: () => Instant; readonly turns: Turns }

const BATCH = 32

/** Makes the assignments of the next generation live; what is the same in both is not written. False: the signal was raised before the end. */
export const swapGenerations = async (
  { store, now, turns }: SwapParts,
  from: number,
  tally: Tally,
  signal: AbortSignal | undefined,
): Promise<boolean> => {
  const overrides = overridesIn(await store.note(IN_FORCE_NOTE))
  let at = from
  for (;;) {
    const next = await store.nextAfter(at, BATCH)
    const end = next.at(-1)
    if (end === undefined) return true
    if (signal?.aborted === true) return false
    const live = new Map((await store.assignments({ of: next.map(({ article }) => article) })).map((one) => [one.number, one]))
    for (const one of next) {
      const before = live.get(one.article)
      if (before === undefined) continue
      const plan = await swapOne(store, one, before, { overrides, now: now(), tally })
      if (plan !== null) await store.commit(await lendTags(store, plan))
      await turns.yieldNow()
    }
    at = end.article
  }
}

type Swapping = { readonly overrides: readonly Override[]; readonly now: Instant; readonly tally: Tally }

const swapOne = async (
  store: Store,
  next: StoredNextAssignment,
  before: AssignedArticle,
  { overrides, now, tally }: Swapping,
): Promise<GroupingPlan | null> => {
  const decided = decidedOf(next, before, now)
  if (next.kind === before.kind && next.parent === before.parent) {
    if (decided.reasons === undefined && decided.features === undefined) return null
    if (decided.reasons !== undefined) tally.differs()
    return { ...decided, isPublished: decided.reasons !== undefined, now }
  }
  tally.differs()
  const [parent] = before.parent === null ? [] : await store.assignments({ of: [before.parent] })
  const ids = parent === undefined ? [before.id] : [before.id, parent.id]
  const articles = await componentOf(store, ids, overrides, 'next')
  const stories = await reclusterStored(store, articles, overrides, now)
  tally.changed(
    stories.changed,
    stories.endedStories.map(({ id }) => id),
  )
  // The whole component follows the next generation; its other articles are compared again in their turn.
  const edges = await store.assignments({ of: articles.map(({ number }) => number) })
  const byNumber = new Map(edges.map((edge) => [edge.number, edge]))
  const assignments = articles
    .filter(({ number, kind, parent: above }) => byNumber.get(number)?.kind !== kind || byNumber.get(number)?.parent !== above)
    .map(({ number, kind, parent: above, starts }) => ({ article: number, kind, parent: above, starts }))
  return { ...planOf(stories), ...decided, assignments, isPublished: true, now }
}

/** The parts of the new decision about the article itself that differ from the live one. */
const decidedOf = (
  next: StoredNextAssignment,
  before: AssignedArticle,
  now: Instant,
): Pick<GroupingPlan, 'reasons' | 'features' | 'links' | 'unlinked'> => {
  const isReworded = JSON.stringify(next.reasons) !== JSON.stringify(next.live?.reasons ?? [])
  const isOtherwise = !sameBytes(next.features?.bytes ?? null, next.live?.features?.bytes ?? null)
  return {
    ...(isOtherwise ? { features: [{ article: next.article, features: next.features }] } : {}),
    ...(isReworded
      ? {
          reasons: [{ article: next.article, reasons: next.reasons }],
          unlinked: [next.article],
          links: next.kind === 'link' ? [linkOf(before, { kind: 'joins', story: next.story, reasons: next.reasons }, now)] : [],
        }
      : {}),
  }
}

const sameBytes = (one: Uint8Array | null, other: Uint8Array | null): boolean =>
  one === null || other === null ? one === other : Buffer.compare(one, other) === 0

export const createTally = () => {
  let looked = 0
  let decided = 0
  let ended = 0
  const stories = new Set<StoryId>()
  return {
    looked: (articles: number): void => void (looked += articles),
    differs: (): void => void (decided += 1),
    changed(changed: readonly StoryId[], gone: readonly StoryId[]): void {
      ended += gone.length
      for (const story of [...changed, ...gone]) stories.add(story)
    },
    report: (finished: boolean): RebuildReport => ({ looked, decided, stories: stories.size, ended, finished }),
  }
}
export type Tally = ReturnType<typeof createTally>
