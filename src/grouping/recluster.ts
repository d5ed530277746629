import type { ArticleId, Instant, StoryId } from '../model/ids.ts'
import type { AssignmentReason, ResolvedMember, ResolvedStory } from '../model/story.ts'
import type { ArticlePlace, AssignedArticle, GroupingPlan, StoryState } from '../store/ports/article-log.ts'
import { contributorsOf, firstUpdated } from '../model/story-updated.ts'
import { firstLead } from './withdraw-articles.ts'

export type ReclusterFacts = {
  readonly articles: readonly AssignedArticle[]
  readonly members: readonly AssignedArticle[]
  readonly stories: readonly StoryState[]
}

export type ReclusterPlan = Required<
  Pick<GroupingPlan, 'stories' | 'places' | 'corrected' | 'refusedLinks' | 'endedStories'>
> & {
  readonly changed: readonly StoryId[]
  readonly moves: ReadonlyMap<ArticleId, StoryId>
}

type Target = { readonly story: ResolvedStory; readonly members: readonly (readonly [ResolvedMember, AssignedArticle])[] }

/** The changes that make the stored stories those that are resolved; only what differs. */
export const recluster = (resolved: readonly ResolvedStory[], facts: ReclusterFacts, now: Instant): ReclusterPlan => {
  const rows = new Map(facts.articles.map((row) => [row.id, row]))
  const states = new Map(facts.stories.map((state) => [state.id, state]))
  const targets = resolved.flatMap((story): readonly Target[] => {
    const members = story.members.flatMap((member) => {
      const row = rows.get(member.article)
      return row === undefined ? [] : [[member, row] as const]
    })
    return members.length === 0 ? [] : [{ story, members }]
  })
  const byStory = Map.groupBy(facts.articles, ({ story }) => story)
  const storyOf = new Map(facts.articles.map(({ number, story }) => [number, story]))
  const plans = targets.map((target) => placeStory(target, { rows, states, byStory, storyOf, now }))
  const placed = new Set(targets.flatMap(({ members }) => members.map(([, { number }]) => number)))
  const leavings = leave(facts, new Set(targets.map(({ story }) => story.id)), placed, now)
  return {
    stories: [...plans.flatMap(({ state }) => state ?? []), ...leavings.stories],
    places: plans.flatMap(({ places }) => places),
    corrected: plans.flatMap(({ corrected }) => corrected),
    refusedLinks: plans.flatMap(({ refusedLinks }) => refusedLinks),
    endedStories: leavings.ended,
    changed: plans.flatMap(({ isChanged, id }) => (isChanged ? [id] : [])),
    moves: new Map(plans.flatMap(({ moves }) => moves)),
  }
}

type Around = {
  readonly rows: ReadonlyMap<ArticleId, AssignedArticle>
  readonly states: ReadonlyMap<StoryId, StoryState>
  readonly byStory: ReadonlyMap<StoryId | null, readonly AssignedArticle[]>
  readonly storyOf: ReadonlyMap<number, StoryId | null>
  readonly now: Instant
}

const placeStory = ({ story, members }: Target, { rows, states, byStory, storyOf, now }: Around) => {
  const { id, pinned } = story
  const stored = states.get(id)
  const before = byStory.get(id) ?? []
  const places: ArticlePlace[] = []
  const corrected: { article: number; reasons: string | null }[] = []
  const moves: (readonly [ArticleId, StoryId])[] = []
  for (const [member, row] of members) {
    const copyOf = member.copyOf === null ? null : (rows.get(member.copyOf)?.number ?? null)
    if (row.story !== id) moves.push([row.id, id])
    if (row.story !== id || row.copyOf !== copyOf)
      places.push({ article: row.number, story: id, copyOf, sameAs: null, alsoIn: row.alsoIn })
    const reasons = packReasons(member.corrected)
    if (reasons !== row.corrected) corrected.push({ article: row.number, reasons })
  }
  const refusedLinks = members.flatMap(([{ isApart }, { kind, number, parent, story: own }]) => {
    const wasApart = parent !== null && storyOf.get(parent) !== own
    return kind === 'link' && (isApart || wasApart) ? [{ article: number, isRefused: isApart }] : []
  })
  const state = leadOf({ story, members }, stored, rows)
  const isLed = stored?.lead === state.lead && stored.pinned === state.pinned
  const isNewlyReported = !sameContributors(
    members.map(([, row]) => row),
    before,
  )
  const isTouched = stored === undefined || stored.lead !== state.lead || isNewlyReported
  const updatedAt = isTouched ? Math.max(state.updatedAt, now) : state.updatedAt
  return {
    id,
    places,
    corrected,
    moves,
    refusedLinks,
    state: isLed && !isTouched ? null : { ...state, pinned: pinned !== null && rows.has(pinned), updatedAt },
    isChanged: !isLed || places.length + corrected.length > 0 || before.length !== members.length,
  }
}

/** The new state of a story. Its sort key is that of its first article: a change to the past does not come up as news. */
const leadOf = ({ story, members }: Target, stored: StoryState | undefined, rows: Around['rows']): StoryState => {
  const [first] = members
  const pinned = story.pinned === null ? undefined : rows.get(story.pinned)?.number
  const original = members.find(([{ copyOf }]) => copyOf === null) ?? first
  const lead = pinned ?? original?.[1].number ?? 0
  if (stored !== undefined) return { ...stored, lead, pinned: pinned !== undefined }
  const { sortAt, publishedAt } = first?.[1] ?? { sortAt: 0, publishedAt: 0 }
  const updatedAt = firstUpdated({ sortAt, publishedAt })
  const chain = { continues: null, affair: story.id }
  return { id: story.id, lead, pinned: pinned !== undefined, sortAt, publishedAt, updatedAt, ...chain }
}

const sameContributors = (one: readonly AssignedArticle[], other: readonly AssignedArticle[]): boolean => {
  const [a, b] = [contributorsOf(one), contributorsOf(other)]
  return isSameSet(a.sources, b.sources) && isSameSet(a.languages, b.languages)
}
const isSameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && one.isSubsetOf(other)

/**
 * Stories whose articles all moved to others end. Others still have articles, which a correction no longer connects to the rest, and may need a new
 * lead.
 */
const leave = (
  { members, stories }: ReclusterFacts,
  targets: ReadonlySet<StoryId>,
  placed: ReadonlySet<number>,
  now: Instant,
): { readonly stories: readonly StoryState[]; readonly ended: ReclusterPlan['endedStories'] } => {
  const led: StoryState[] = []
  const ended: { id: StoryId; successor: number | null; at: Instant }[] = []
  const byStory = Map.groupBy(members, ({ story }) => story)
  for (const state of stories.filter(({ id }) => !targets.has(id))) {
    const left = (byStory.get(state.id) ?? []).filter(({ number }) => !placed.has(number))
    const lead = firstLead(left)
    if (lead === null) ended.push({ id: state.id, successor: state.lead, at: now })
    else if (left.every(({ number }) => number !== state.lead)) led.push({ ...state, lead: lead.number, pinned: false })
  }
  return { stories: led, ended }
}

const packReasons = (reasons: readonly AssignmentReason[]): string | null =>
  reasons.length === 0 ? null : JSON.stringify(reasons)
