import { setImmediate } from 'node:timers/promises'
import type { Instant, StoryId } from '../model/ids.ts'
import type { PlacedArticle, RearrangeResult, Store } from '../store/store.ts'
import type { Interlingua } from '../grouping/embeddings/table.ts'
import { FEATURES_FORMAT } from '../grouping/stored-features.ts'
import { createTimeline, type Timeline } from './correction-timeline.ts'
import { createReplay, REMEMBERED_MS, type Replay } from './replay.ts'

export type RegroupParts = {
  readonly store: Store
  readonly interlingua: Interlingua
  readonly grouped: 'tagged' | 'all'
  readonly now: () => Instant
  /** Articles first seen before are left as they are; null: a run that was broken off goes on, else all are decided anew. */
  readonly since: Instant | null
  /** Called after every batch: how many of how many, and how many decisions differ. */
  readonly progress: (done: number, total: number, decided: number) => void
  readonly signal?: AbortSignal
}

export type RegroupReport = {
  readonly looked: number
  /** Articles of which something else was decided than before. */
  readonly decided: number
  /** Stories that changed, came about or are gone. */
  readonly stories: number
  readonly gone: number
  readonly finished: boolean
}

const BATCH = 100
/** Articles between which others have their turn: some ten milliseconds. */
const AT_ONCE = 8
/** Older ones are not remembered, see `storyFeatures`. */
const MEMORY_MS = 10 * 86_400_000
const UNDER_WAY = 'regroup.under-way'

/** In which form articles are remembered that were placed last. */
const REMEMBERED_AS = 'regroup.memory-format'

export const isRegroupUnderWay = async (store: Pick<Store, 'note'>): Promise<boolean> => (await store.note(UNDER_WAY)) !== null

/** An empty store will remember everything in today's form. */
export const noteMemoryFormat = async (store: Pick<Store, 'setNote'>): Promise<void> =>
  await store.setNote(REMEMBERED_AS, String(FEATURES_FORMAT))

/**
 * What must be decided anew before articles can be compared with what came before: where a run was broken off, or, where another version
 * remembered articles in a form that can't be read, the days that are remembered. Null: nothing.
 */
export const regroupNeeded = async (
  store: Pick<Store, 'note' | 'storyFeatures'>,
): Promise<Pick<RegroupParts, 'since'> | null> => {
  if (await isRegroupUnderWay(store)) return { since: null }
  if ((await store.note(REMEMBERED_AS)) === String(FEATURES_FORMAT)) return null
  const newest = (await store.storyFeatures(0)).at(-1)
  return newest === undefined ? null : { since: newest.features.at - MEMORY_MS }
}

/**
 * Decides anew, in the order of arrival, where each stored article belongs, as if it came now. Each in a transaction of its own, so that polls
 * and readers go on parent it; what comes meanwhile is decided anew at the end. How far it has come is kept in the store: a run that is broken
 * off goes on there. Where the decisions are those of before, not a byte changes.
 */
export const regroupStored = async (parts: RegroupParts): Promise<RegroupReport> => {
  const { store, signal, progress } = parts
  const from = await beginning(store, parts.since)
  await store.setNote(UNDER_WAY, String(from))
  const replay = createReplay(parts)
  const timeline = createTimeline(store, replay, from)
  await warmUp(store, replay, from)
  await timeline.reach(from + 1)
  const step = createStep(parts, replay, timeline, await oldestMemory(store))
  const tally = createTally()

  for (let position = from; ; ) {
    const batch = await store.placedAfter(position, BATCH)
    if (batch.length === 0) break
    for (const [index, placed] of batch.entries()) {
      if (signal?.aborted === true) break
      tally.add(await step(placed))
      position = placed.position
      if (index % AT_ONCE === 0) await setImmediate()
    }
    await store.setNote(UNDER_WAY, String(position))
    if (signal?.aborted === true) return tally.report(false)
    progress(position - from, (await store.nextPosition()) - 1 - from, tally.report(false).decided)
  }
  await store.setNote(UNDER_WAY, null)
  await noteMemoryFormat(store)
  return tally.report(true)
}

const beginning = async (store: Store, since: Instant | null): Promise<number> =>
  since === null
    ? Number((await store.note(UNDER_WAY)) ?? 0)
    : Math.min(await store.positionBefore(since), (await store.nextPosition()) - 1)

/** The indexes as they were when the article after this position came. */
const warmUp = async (store: Store, replay: Replay, from: number): Promise<void> => {
  const [first] = await store.placedAfter(from, 1)
  if (first === undefined || from === 0) return
  let position = await store.positionBefore(first.article.firstSeen - REMEMBERED_MS)
  while (position < from) {
    const batch = (await store.placedAfter(position, BATCH)).filter((placed) => placed.position <= from)
    for (const placed of batch) replay.warmUp(placed)
    await setImmediate()
    position = batch.at(-1)?.position ?? from
  }
}

const oldestMemory = async (store: Store): Promise<Instant> =>
  ((await store.storyFeatures(0)).at(-1)?.features.at ?? 0) - MEMORY_MS

/** Decides one article anew, and writes what differs. */
const createStep =
  ({ store, now }: RegroupParts, replay: Replay, timeline: Timeline, oldest: Instant) =>
  async (placed: PlacedArticle): Promise<RearrangeResult> => {
    const { position, article } = placed
    await timeline.reach(position)
    const { assignment, fingerprint } = await replay.decide(placed)
    const features = article.publishedAt < oldest ? null : (assignment.features ?? null)
    const decision = {
      article: article.id,
      fingerprint,
      placement: assignment.kind === 'copy' ? assignment : { ...assignment, features },
    }
    const result = await store.rearrange(
      { decisions: [decision], about: [], ties: timeline.ties(), notes: {}, now: now() },
      timeline.arrange(),
    )
    await timeline.came(article.id, position)
    return result
  }

const createTally = () => {
  let looked = 0
  let decided = 0
  let gone = 0
  const changed = new Set<StoryId>()
  return {
    add(result: RearrangeResult): void {
      looked += 1
      decided += result.decided
      gone += result.gone.length
      for (const story of [...result.stories, ...result.gone]) changed.add(story)
    },
    report: (finished: boolean): RegroupReport => ({ looked, decided, gone, stories: changed.size, finished }),
  }
}
