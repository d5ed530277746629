/**
 * Rebuilds stories: decides anew about stored articles from an earlier point of the log on, into a next generation of assignments, while the
 * grouper goes on with the live one. When it has caught up, the next generation replaces the live one, component by component. How far it has
 * come is stored: a rebuild that is interrupted resumes.
 */
import type { Override } from '../model/correction.ts'
import type { ArticleId, Instant, StoryId } from '../model/ids.ts'
import type { IndexedRow, LoggedArticle, NextAssignment } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import { FEATURES_STORED_MS } from '../store/retention-rules.ts'
import { componentOf, IN_FORCE_NOTE, overridesIn, resolveStories } from './apply-corrections.ts'
import { kindOf } from './assign-stories.ts'
import { decideBatch, type Decided, type GroupingRules } from './decide-batch.ts'
import type { GroupingIndex, LateMatch } from './grouping-index.ts'
import { joinNextStories } from './late-joins.ts'
import { candidateFingerprints } from './plan-run.ts'
import { refillIndex } from './refill-index.ts'
import { isFeaturesFormatCurrent } from './renew-features.ts'
import { decodeFeatures } from './stored-features.ts'
import { createTally, type RebuildReport, swapGenerations, type Tally } from './swap-generations.ts'
import type { JoinDecision } from './stories/join-decision.ts'
import type { Turns } from './turns.ts'
import type { SentenceVector } from '../model/sentence-vector.ts'
import type { Understand } from './encoded-article.ts'

export type RebuildOptions = {
  readonly since: Instant | null
  /** Called after every batch: articles done, articles in all, and decisions that differ. */
  readonly progress: (done: number, total: number, decided: number) => void
  readonly signal?: AbortSignal
}

export type RebuildParts = {
  readonly store: Store
  readonly joins: JoinDecision
  readonly rules: () => GroupingRules
  readonly understand: Understand
  readonly now: () => Instant
  readonly turns: Turns
  readonly inTurn: <Result>(step: () => Promise<Result>) => Promise<Result>
  /** Drops the grouper's index: the grouper refills it from the store. */
  readonly forgetIndex: () => void
}

const BATCH = 32
const UNDER_WAY = 'rebuild.under-way'

type Progress = {
  readonly from: number
  readonly position: number
  readonly isSwapping: boolean
  /** Two stories that prove to be one with the article at `position` and are not joined yet; null: none. */
  readonly late: LateMatch | null
}
/** Notes of versions without late joins have no `late`. */
const progressIn = (note: string | null): Progress | null =>
  note === null ? null : { late: null, ...(JSON.parse(note) as Omit<Progress, 'late'>) }

/** Was a rebuild interrupted? One that another version began, with features of another format, is abandoned. */
export const isRebuildUnderWay = async (store: Pick<Store, 'note'>): Promise<boolean> =>
  (await store.note(UNDER_WAY)) !== null && (await isFeaturesFormatCurrent(store))

/** Ends an interrupted rebuild as it stands: what it has not swapped yet stays as it was. */
export const abandonRebuild = async (store: Pick<Store, 'note' | 'setNote' | 'clearNext'>): Promise<void> => {
  if ((await store.note(UNDER_WAY)) === null) return
  await store.setNote(UNDER_WAY, null)
  await store.clearNext()
}

export const createRebuild =
  (parts: RebuildParts) =>
  async (options: RebuildOptions): Promise<RebuildReport> => {
    const { store } = parts
    const begun = progressIn(await store.note(UNDER_WAY))
    const progress = options.since === null && begun !== null ? begun : await begin(store, options.since)
    const tally = createTally()
    const next = await createNext(parts, progress)
    if (progress.late !== null) await joinNext(parts, next, progress.late)
    if (!progress.isSwapping && !(await decideAll(parts, options, next, tally))) return tally.report(false)
    return await parts.inTurn(async () => {
      // Articles that came while the last batch was decided.
      await decideAll(parts, { ...options, signal: new AbortController().signal }, next, tally)
      // From here until the end, what is stored is partly of one generation and partly of the other.
      parts.forgetIndex()
      // A resumed swap compares again what is swapped already, and decides nothing again.
      const { from, position } = next
      await store.setNote(UNDER_WAY, JSON.stringify({ from, position, isSwapping: true, late: null } satisfies Progress))
      if (!(await swapGenerations(parts, from, tally, options.signal))) return tally.report(false)
      await store.setNote(UNDER_WAY, null)
      await store.clearNext()
      return tally.report(true)
    })
  }

const begin = async (store: Store, since: Instant | null): Promise<Progress> => {
  const from = since === null ? 0 : await numberBefore(store, since)
  await store.clearNext()
  const progress: Progress = { from, position: from, isSwapping: false, late: null }
  await store.setNote(UNDER_WAY, JSON.stringify(progress))
  return progress
}

/** The number before the first article that was first seen at `since` or later, or that is not decided yet. */
const numberBefore = async (store: Store, since: Instant): Promise<number> => {
  const [first] = await store.logged({ since, limit: 1 })
  const { nextArticle } = await store.progress()
  return Math.min(first?.number ?? nextArticle, nextArticle) - 1
}

type Next = {
  readonly index: GroupingIndex
  readonly from: number
  position: number
  readonly timeline: ReturnType<typeof createTimeline>
}

/** The index as it was when the article after `position` came. */
const createNext = async (parts: RebuildParts, { from, position }: Progress): Promise<Next> => {
  const { store } = parts
  const [first] = await store.logged({ after: position, limit: 1 })
  const arrival = first?.firstSeen ?? (await store.progress()).newestArrival ?? 0
  const index = await refillIndex(parts, arrival, async (rows) => {
    const known = rows.filter((row) => row.number <= position)
    return await asNext(store, known, from)
  })
  const timeline = createTimeline(store, index, position)
  return { index, from, position, timeline }
}

const asNext = async (store: Store, rows: readonly IndexedRow[], from: number): Promise<readonly IndexedRow[]> => {
  const [first] = rows
  const end = rows.at(-1)
  if (first === undefined || end === undefined || end.number <= from) return rows
  const next = new Map(
    (await store.nextAfter(first.number - 1, end.number - first.number + 1)).map((one) => [one.article, one]),
  )
  return rows.map((row) => {
    const one = next.get(row.number)
    return one === undefined ? row : { ...row, story: one.story, features: one.features }
  })
}

/** Decides anew about all articles that the grouper has decided. False: the signal was raised before the end. */
const decideAll = async (parts: RebuildParts, options: RebuildOptions, next: Next, tally: Tally): Promise<boolean> => {
  const { store, turns, rules } = parts
  const newest = (await store.progress()).newestArrival ?? 0
  for (;;) {
    if (options.signal?.aborted === true) return false
    const known = (await store.progress()).nextArticle - 1
    const upTo = (await store.logged({ after: next.position, limit: BATCH })).filter(({ number }) => number <= known)
    const articles = await next.timeline.uninterrupted(upTo)
    const [first, end] = [articles[0], articles.at(-1)]
    if (first === undefined || end === undefined) return true
    const grouped = articles.filter(({ story }) => story !== null)
    const understood = await parts.understand(grouped, await storedVectors(store, first, end))
    await next.timeline.advanceTo(first, end)
    // Which articles are the same is not decided anew.
    const facts = { identical: [], fingerprints: await candidateFingerprints(store, next.index, understood) }
    const decided = (await turns.through(decideBatch(next.index, understood, facts, rules()))).filter(isAssigned)
    const last = decided.at(-1)
    const late = last?.decision.late ?? null
    const isToEnd = late === null || last?.article.number === end.number
    next.position = isToEnd ? end.number : (last?.article.number ?? end.number)
    tally.looked(decided.length)
    await store.writeNext(await assignmentsOf(store, decided, newest), { [UNDER_WAY]: decidedUpTo(next, late) })
    if (late !== null) await joinNext(parts, next, late)
    if (isToEnd) await next.timeline.came(end)
    options.progress(next.position - next.from, known - next.from, tally.report(false).decided)
  }
}

type Assigned = Extract<Decided, { kind: 'assigned' }>
const isAssigned = (one: Decided): one is Assigned => one.kind === 'assigned'

/** The stored vectors of the articles from `first` to `end`, as the model gave them when the articles came. */
const storedVectors = async (
  store: Store,
  first: LoggedArticle,
  end: LoggedArticle,
): Promise<ReadonlyMap<ArticleId, SentenceVector>> => {
  const rows = await store.indexed({ after: first.number - 1, limit: end.number - first.number + 1 })
  return new Map(
    rows.flatMap(({ number, article, features }) => {
      const { vector = null, revision = null } = (features === null ? null : decodeFeatures(features)) ?? {}
      if (vector === null || revision === null || number > end.number) return []
      return [[article, { values: vector, revision }] as const]
    }),
  )
}

const assignmentsOf = async (
  store: Store,
  decided: readonly Assigned[],
  newest: Instant,
): Promise<readonly NextAssignment[]> => {
  const parentOf = ({ decision: { assignment } }: Assigned): ArticleId | undefined =>
    assignment.kind === 'copy' ? assignment.of : assignment.kind === 'joins' ? assignment.parent : undefined
  const parents = await store.assignments({ ids: [...new Set(decided.flatMap((one) => parentOf(one) ?? []))] })
  const numbers = new Map(parents.map(({ id, number }) => [id, number]))
  return decided.map((one) => {
    const { article, decision } = one
    const { assignment, features } = decision
    const id = parentOf(one)
    const parent = (id === undefined ? undefined : numbers.get(id)) ?? null
    return {
      article: article.number,
      kind: parent === null ? 'starts' : kindOf(assignment),
      parent,
      story: assignment.kind === 'starts' ? article.ownStory : assignment.story,
      reasons: assignment.reasons,
      features: article.firstSeen < newest - FEATURES_STORED_MS ? null : features,
    }
  })
}

const joinNext = async ({ store }: RebuildParts, next: Next, match: LateMatch): Promise<void> => {
  const { index } = next
  const { rows, moves, whole } = await joinNextStories(store, match, next)
  await store.writeNext(rows, { [UNDER_WAY]: decidedUpTo(next, null) })
  if (whole === null) index.reassign(moves)
  else index.join(whole.ended, whole.into)
}

const decidedUpTo = ({ from, position }: Next, late: LateMatch | null): string =>
  JSON.stringify({ from, position, isSwapping: false, late } satisfies Progress)

/** Applies corrections at the points of the log at which they were made. */
const createTimeline = (store: Store, index: GroupingIndex, from: number) => {
  let note: string | null = null
  let overrides: readonly Override[] = []
  let reached = from
  let isFirst = true
  /** Was a correction made between the arrivals of these two articles? */
  const isCrossed = (after: number, number: number): boolean => overrides.some(({ since }) => since > after && since <= number)
  /** Was a correction that names the article in force when it came? */
  const isNamed = ({ id, number }: LoggedArticle): boolean =>
    overrides.some(({ since, articles }) => since <= number && articles.includes(id))
  /** Moves all articles that overrides may move to the stories that they were in just before the article with this number came. */
  const stand = async (number: number): Promise<void> => {
    const about = overrides.flatMap(({ articles }) => articles)
    const articles = (await componentOf(store, about, overrides, 'next')).filter((one) => one.number < number)
    const then = overrides.filter(({ since }) => since <= number)
    const moves = new Map<ArticleId, StoryId>()
    for (const { id, members } of resolveStories(articles, then)) for (const { article } of members) moves.set(article, id)
    index.reassign(moves)
  }
  return {
    /**
     * The first of these articles, up to the point where corrections change what the next one is decided from: those before it must be stored by
     * then.
     */
    async uninterrupted(articles: readonly LoggedArticle[]): Promise<readonly LoggedArticle[]> {
      const current = await store.note(IN_FORCE_NOTE)
      if (current !== note) {
        note = current
        overrides = overridesIn(current)
      }
      const [first] = articles
      const before = articles.findIndex(({ number }) => first !== undefined && isCrossed(first.number, number))
      const after = articles.findIndex(isNamed) + 1
      const ends = [before, after].filter((end) => end > 0)
      return articles.slice(0, Math.min(articles.length, ...ends))
    },
    /** Prepares the index for these articles, which are decided next. */
    async advanceTo({ number }: LoggedArticle, last: LoggedArticle): Promise<void> {
      if ((isFirst && overrides.length > 0) || isCrossed(reached, number)) await stand(number)
      isFirst = false
      reached = last.number
    },
    /** The article is decided and stored: corrections that name it apply from now on. */
    async came(article: LoggedArticle): Promise<void> {
      if (isNamed(article)) await stand(article.number + 1)
    },
  }
}
