/** A late join: two stories become one when one of them has grown. It is stored as an assignment, of the article that began the later story. */
import { formatReason } from '../model/assignment-reason.ts'
import type { Override } from '../model/correction.ts'
import type { Instant, StoryId } from '../model/ids.ts'
import type { AssignmentReason, ResolvedStory } from '../model/story.ts'
import type { AssignedArticle, Generation, GroupingPlan, NextAssignment } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import { componentOf, IN_FORCE_NOTE, overridesIn, planOf, reclusterStored, resolveStories } from './apply-corrections.ts'
import { linkOf } from './assign-stories.ts'
import type { LateMatch } from './grouping-index.ts'
import type { ReclusterPlan } from './recluster.ts'

/** Note of the store: two stories that are one, found with the last batch and not joined yet. */
export const LATE_JOIN_NOTE = 'stories.late-join'

/** The new assignment, of `child` to `parent`, and all articles of both stories with this assignment. */
type LateJoin = {
  readonly ended: StoryId
  readonly into: StoryId
  readonly child: AssignedArticle
  readonly parent: AssignedArticle
  readonly articles: readonly AssignedArticle[]
  readonly reasons: readonly AssignmentReason[]
}

export type JoinedStories = {
  readonly plan: Omit<GroupingPlan, 'now' | 'isPublished'>
  /** By article that moved: its new story. */
  readonly moves: ReclusterPlan['moves']
  /** Set if all of one story went to the other and nothing else changed. Null: corrections interfere, or the stories can't be joined any more. */
  readonly whole: { readonly ended: StoryId; readonly into: StoryId } | null
}

/** Plans the join of two stories; what corrections say of their articles applies. */
export const joinStories = async (store: Store, match: LateMatch, now: Instant): Promise<JoinedStories> => {
  const notes = { [LATE_JOIN_NOTE]: null }
  const overrides = overridesIn(await store.note(IN_FORCE_NOTE))
  const join = await findJoin(store, match, { overrides, generation: 'live' })
  if (join === null) return { plan: { notes }, moves: new Map(), whole: null }
  const { child, parent, articles, reasons } = join
  const stories = await reclusterStored(store, articles, overrides, now)
  const { number, starts } = child
  const moved = articles.filter(({ id }) => stories.moves.has(id))
  const isWhole = moved.every(({ id, story }) => story === join.ended && stories.moves.get(id) === join.into)
  return {
    moves: stories.moves,
    whole: isWhole && stories.endedStories.some(({ id }) => id === join.ended) ? join : null,
    plan: {
      ...planOf(stories),
      assignments: [{ article: number, kind: 'link', parent: parent.number, starts }],
      reasons: [{ article: number, reasons }],
      unlinked: [number],
      links: [linkOf(child, { kind: 'joins', story: join.into, reasons }, now)],
      notes,
    },
  }
}

export type JoinedNext = Pick<JoinedStories, 'moves' | 'whole'> & { readonly rows: readonly NextAssignment[] }

/**
 * The same for a next generation, in which the articles with numbers above `from` and up to `position` are decided. A later story that began at or
 * before `from` is not joined: what is not rebuilt was joined already, if it was to be.
 */
export const joinNextStories = async (
  store: Store,
  match: LateMatch,
  { from, position }: { readonly from: number; readonly position: number },
): Promise<JoinedNext> => {
  const overrides = overridesIn(await store.note(IN_FORCE_NOTE)).filter(({ since }) => since <= position)
  const join = await findJoin(store, match, { overrides, generation: 'next', before: position + 1 })
  if (join === null || join.child.number <= from) return { rows: [], moves: new Map(), whole: null }
  const { child, parent, articles, reasons } = join
  const resolved = resolveStories(articles, overrides)
  const moves = new Map(resolved.flatMap(({ id, members }) => members.map(({ article }) => [article, id] as const)))
  const rows: NextAssignment[] = []
  for (const { id, number } of articles) {
    const [row] = await store.nextAfter(number - 1, 1)
    if (row?.article !== number) continue
    const story = moves.get(id) ?? row.story
    if (number === child.number) rows.push({ ...row, story, kind: 'link', parent: parent.number, reasons })
    else if (story !== row.story) rows.push({ ...row, story })
  }
  const isPlain = overrides.every(({ articles: named }) => named.every((article) => !moves.has(article)))
  return { rows, moves, whole: isPlain ? join : null }
}

type JoinFacts = {
  readonly overrides: readonly Override[]
  readonly generation: Generation
  /** Articles from this number on have not come yet. */
  readonly before?: number
}

/**
 * Assigns the first article of the later story to the first of the other, so that parents come before those that are assigned to them. Null: the
 * stories can't be joined.
 */
const findJoin = async (
  store: Store,
  match: LateMatch,
  { overrides, generation, before = Number.POSITIVE_INFINITY }: JoinFacts,
): Promise<LateJoin | null> => {
  const component = await componentOf(store, match.articles, overrides, generation)
  const articles = component.filter(({ number }) => number < before)
  const rows = new Map(articles.map((row) => [row.id, row]))
  const membersOf = ({ members }: ResolvedStory) => members.flatMap(({ article }) => rows.get(article) ?? [])
  const stories = resolveStories(articles, overrides).filter(({ id }) => id === match.story || id === match.other)
  const [into, ended] = stories.toSorted((a, b) => (membersOf(a)[0]?.number ?? 0) - (membersOf(b)[0]?.number ?? 0))
  if (into === undefined || ended === undefined) return null
  const [parent] = membersOf(into)
  const child = membersOf(ended).find((row) => row.parent === null)
  if (parent === undefined || child === undefined) return null
  const assigned = articles.map((row) => (row === child ? { ...row, kind: 'link' as const, parent: parent.number } : row))
  return { ended: ended.id, into: into.id, child, parent, articles: assigned, reasons: reasonsOf(match) }
}

const reasonsOf = ({ articles: [nearest], score, likeness, shared, told }: LateMatch): readonly AssignmentReason[] => [
  { kind: 'link', detail: formatReason.joins(nearest ?? 'none', likeness, shared), score },
  ...(told === undefined ? [] : [{ kind: 'phase', detail: formatReason.phase(told.phase), score: told.probability }]),
]
