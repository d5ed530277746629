/**
 * The grouper: reads the log from its checkpoint in batches, decides, and commits each plan together with the new checkpoint. There is one at a
 * time. Its index is a cache of what is stored.
 */
import { setImmediate } from 'node:timers/promises'
import { canonicalUrl } from '../lib/canonical-url.ts'
import type { Instant } from '../model/ids.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { GroupingPlan, LogEntry, LoggedArticle } from '../store/ports/article-log.ts'
import { LeaseLost, type Store, StoreError } from '../store/ports/store.ts'
import { applyCorrections, type CorrectionReport, IN_FORCE_NOTE } from './apply-corrections.ts'
import { decideBatch, type GroupingRules } from './decide-batch.ts'
import { joinStories, LATE_JOIN_NOTE } from './late-joins.ts'
import { lendTags } from './lend-tags.ts'
import { createGroupingIndex, type GroupingIndex, type LateMatch } from './grouping-index.ts'
import { loadFacts, planRun, planWithdrawal, type RunParts } from './plan-run.ts'
import { abandonRebuild, createRebuild, type RebuildOptions } from './rebuild.ts'
import type { RebuildReport } from './swap-generations.ts'
import { refillIndex } from './refill-index.ts'
import { areFeaturesCurrent, renewFeatures } from './renew-features.ts'
import type { JoinDecision } from './stories/join-decision.ts'
import { createTurns, type Turns } from './turns.ts'
import type { Understand } from './encoded-article.ts'

export type GrouperParts = Pick<Clock, 'now' | 'elapsed'> & {
  readonly store: Store
  readonly joins: JoinDecision
  readonly rules: () => GroupingRules
  readonly understand: Understand
  /** Name and revision of the model whose vectors `understand` gives; null: it gives none. */
  readonly model: () => string | null
  /** Called after each commit that changes something published. */
  readonly published: () => void
  /** Called with the effects of corrections, whenever they are applied. */
  readonly corrected: (report: CorrectionReport) => void
  /** Called after each commit with the milliseconds that each new article waited for its decision. */
  readonly decided?: (waitedMs: readonly number[]) => void
  /** Called before the features of the last days are computed again, which takes minutes where there are many articles. */
  readonly renewing: () => void
}

export type Grouper = {
  /**
   * Decides everything in the log, or, once the signal is raised, only up to the batch in progress. Resolves when the decisions are committed;
   * rejects if they can't be, and the next call continues there.
   */
  readonly catchUp: (stopping?: AbortSignal) => Promise<void>
  /**
   * Decides anew about all articles first seen since `options.since`, while the grouper continues; null: an interrupted rebuild continues, or, if
   * there is none, all articles are decided anew.
   */
  readonly rebuild: (options: RebuildOptions) => Promise<RebuildReport>
  /**
   * Runs `change`, which may change what is stored, after the batch in progress, and drops the index: it is refilled from the store, which another
   * process may have changed meanwhile.
   */
  readonly forget: <Result>(change: () => Promise<Result>) => Promise<Result>
}
/** Rows of the log decided and committed together: some 20 ms. */
const BATCH = 64

export const createGrouper = (parts: GrouperParts): Grouper => {
  const state: State = {
    ...parts,
    turns: createTurns(parts.elapsed),
    index: null,
    pending: null,
    awaited: new Set(),
    isCorrectionDue: false,
    isLateJoinDue: false,
  }
  let last: Promise<unknown> = Promise.resolve()
  /** Runs steps one after another: each decides from what the previous one stored. */
  const inTurn = async <Result>(step: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(step, step)
    last = turn.catch(() => {})
    return await turn
  }
  /** The pending plan was decided with the index that is dropped, so it is dropped too and decided again. */
  const forgetIndex = (): void => {
    state.index = null
    if (state.pending !== null) state.isCorrectionDue = true
    state.pending = null
  }
  return {
    async catchUp(stopping) {
      const isStopping = (): boolean => stopping?.aborted === true
      while (!isStopping() && (await inTurn(async () => await decideNext(state)))) await setImmediate()
    },
    forget: async (change) =>
      await inTurn(async () => {
        const changed = await change()
        forgetIndex()
        return changed
      }),
    async rebuild(options) {
      await inTurn(async () => await renewIfOutdated(state))
      return await createRebuild({ ...parts, turns: state.turns, inTurn, forgetIndex })(options)
    },
  }
}

type State = GrouperParts & {
  readonly turns: Turns
  /** Null: to be refilled from the store. */
  index: GroupingIndex | null
  /** Decided, and not committed yet; null: nothing. */
  pending: PendingPlan | null
  /** Ids and addresses of articles that corrections name and that have not come yet. */
  awaited: ReadonlySet<string>
  /** An awaited article has come, or corrections could not be committed. */
  isCorrectionDue: boolean
  /** Two stories have proved to be one, and are not joined yet. */
  isLateJoinDue: boolean
}
type PendingPlan = { readonly plan: GroupingPlan; readonly corrected: CorrectionReport | null }

/** Decides about the next rows of the log. False: there are none. */
const decideNext = async (state: State): Promise<boolean> => {
  const { store, now } = state
  if (state.pending !== null) await commitPending(state, state.pending)
  const index = await currentIndex(state)
  if (state.isLateJoinDue) await joinLate(state, index)
  if (state.isCorrectionDue) await correct(state, index, null)
  const run = firstRun(await store.readLog(BATCH), state.awaited)
  const end = run.at(-1)
  if (end === undefined) return false
  if (end.kind === 'override') await correct(state, index, end.position)
  else if (end.kind === 'withdrawn') await commit(state, { plan: await planWithdrawal(state, run, now()), corrected: null })
  else {
    const plan = await planOrForget(state, index, run)
    const decided = run.filter(({ position }) => position <= (plan.checkpoint ?? 0))
    state.isCorrectionDue = decided.some(({ article }) => article !== null && isAwaited(state.awaited, article))
    state.isLateJoinDue = plan.notes !== undefined
    await commit(state, { plan, corrected: null })
    state.decided?.(waited(decided, now()))
  }
  return true
}

/** How long the new articles of a run waited; revisions are not counted. */
const waited = (decided: readonly LogEntry[], now: Instant): readonly number[] =>
  decided.flatMap(({ kind, article }) => (kind === 'new' && article !== null ? [Math.max(0, now - article.firstSeen)] : []))

/** Plans a run. If that fails half-way, the index has taken in articles that are not decided: it is dropped, and refilled from the store. */
const planOrForget = async (state: State, index: GroupingIndex, run: readonly LogEntry[]): Promise<GroupingPlan> => {
  try {
    return await planRun(runParts(state, index), run)
  } catch (error) {
    state.index = null
    throw error
  }
}

/** Commits a plan. What the index took in must be committed: if not now, then before anything else is decided. */
const commit = async (state: State, pending: PendingPlan): Promise<void> => {
  state.pending = pending
  try {
    await state.store.commit(await lendTags(state.store, pending.plan))
  } catch (error) {
    // On a full disk the plan stays pending. If another process leads, or on an internal error, the index is dropped and refilled from the store.
    if (!(error instanceof StoreError) || error instanceof LeaseLost) {
      state.pending = null
      state.index = null
    }
    throw error
  }
  state.pending = null
  if (pending.corrected !== null) state.corrected(pending.corrected)
  if (pending.plan.isPublished) state.published()
}

/** Commits the pending plan. On a full disk, the articles that retention withdraws are withdrawn first, to make room. */
const commitPending = async (state: State, pending: PendingPlan): Promise<void> => {
  try {
    await commit(state, pending)
  } catch (error) {
    await makeRoom(state, error)
    await commit(state, pending)
  }
}

/** Withdraws articles that retention withdraws. Throws `error` where it is not about the disk, or where there are none. */
const makeRoom = async (state: State, error: unknown): Promise<void> => {
  const { store, now } = state
  if (!(error instanceof StoreError)) throw error
  const withdrawn = await store.readLog(BATCH, { only: 'withdrawn' })
  if (withdrawn.every(({ article }) => article === null)) throw error
  const { checkpoint: _later, ...plan } = await planWithdrawal(state, withdrawn, now())
  await store.commit(await lendTags(store, plan))
}

/** Applies corrections. `checkpoint`: the position of the log that this decides; null: none. */
const correct = async (state: State, index: GroupingIndex, checkpoint: number | null): Promise<void> => {
  const { now } = state
  const { plan, stories, kinds, report } = await applyCorrections({ ...state, index }, now(), checkpoint !== null)
  state.awaited = new Set(report.waiting.flatMap(({ name }) => [name, canonicalUrl(name) ?? name]))
  state.isCorrectionDue = false
  index.reassign(stories.moves)
  const isPublished = report.stories.length + report.ended.length + kinds.length > 0
  if (!isPublished && checkpoint === null && plan.notes === undefined) state.corrected(report)
  else await commit(state, { plan: { ...plan, ...checkpointAt(checkpoint), isPublished, now: now() }, corrected: report })
  // Other articles are compared with others from now on: the index is filled from the store again.
  if (kinds.length > 0) state.index = null
}

/** Joins two stories that have proved to be one, unless corrections keep them apart. */
const joinLate = async (state: State, index: GroupingIndex): Promise<void> => {
  const { store, now } = state
  const note = await store.note(LATE_JOIN_NOTE)
  state.isLateJoinDue = false
  if (note === null) return
  const match = JSON.parse(note) as LateMatch
  const { plan, moves, whole } = await joinStories(store, match, match.at)
  if (whole !== null) index.join(whole.ended, whole.into)
  else if (moves.size > 0) index.reassign(moves)
  await commit(state, { plan: { ...plan, isPublished: moves.size > 0, now: now() }, corrected: null })
}

const currentIndex = async (state: State): Promise<GroupingIndex> => {
  if (state.index !== null) return state.index
  await renewIfOutdated(state)
  const { newestArrival } = await state.store.progress()
  const index = newestArrival === null ? createGroupingIndex(state.joins) : await refillIndex(state, newestArrival)
  state.index = index
  // A process that was killed may have left corrections due, for articles that had come.
  if ((await state.store.note(IN_FORCE_NOTE)) !== null) state.isCorrectionDue = true
  state.isLateJoinDue = (await state.store.note(LATE_JOIN_NOTE)) !== null
  return index
}

const runParts = ({ store, rules, understand, now, turns }: State, index: GroupingIndex): RunParts => {
  const current = rules()
  return {
    store,
    rules: current,
    now: now(),
    understand,
    decide: async (articles) =>
      await turns.through(decideBatch(index, articles, await loadFacts(store, index, articles), current)),
    reassign: (moves) => index.reassign(moves),
  }
}

const checkpointAt = (position: number | null): { readonly checkpoint?: number } =>
  position === null ? {} : { checkpoint: position }

/** The first entries that one kind of step decides, up to an article that a correction awaits. */
const firstRun = (entries: readonly LogEntry[], awaited: State['awaited']): readonly LogEntry[] => {
  const [first] = entries
  if (first === undefined || first.kind === 'override') return entries.slice(0, 1)
  const run: LogEntry[] = []
  for (const entry of entries) {
    if (entry.kind === 'override' || (entry.kind === 'withdrawn') !== (first.kind === 'withdrawn')) break
    run.push(entry)
    if (entry.article !== null && isAwaited(awaited, entry.article)) break
  }
  return run
}

const isAwaited = (awaited: State['awaited'], { id, link, canonicalUrl: address }: LoggedArticle): boolean =>
  awaited.size > 0 && [id, link, address].some((name) => name !== null && awaited.has(name))

const renewIfOutdated = async (state: State): Promise<void> => {
  const { store } = state
  while (!(await areFeaturesCurrent(state)))
    try {
      await abandonRebuild(store)
      await renewFeatures(state)
    } catch (error) {
      await makeRoom(state, error)
    }
}
