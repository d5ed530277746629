import { HOUR } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import { NONE } from '../index/interner.ts'
import type { ArticleWindow } from './article-window.ts'
import { type FactHashes, type OtherFacts, sharedFacts } from './fact-hashes.ts'
import { type TermVector, UNIT } from './term-vector.ts'

/** What of a report stories are compared with. */
export type ClusterQuery = { readonly terms: TermVector; readonly facts: FactHashes; readonly at: Instant }

/** What speaks for a story: the score, and the article that is most alike. */
export type StoryLikeness = {
  readonly story: string
  readonly score: number
  readonly nearest: string
  readonly likeness: number
}

/** Articles of one story are no further apart. */
export const CLUSTER_WINDOW_MS = 96 * HOUR
/** As if so many articles were in the window that hold what texts hold in general. */
export const GENERAL_ARTICLES = 200
/** Likeness falls with distance in time, after a free span. */
const FREE_MS = 9 * HOUR
const DECAY_MS = 32 * HOUR
/** A story is judged by its most alike article and by what its articles have in common: one chance likeness shall not join. */
const NEAREST_SHARE = 0.2
/** Large stories are joined by chance more easily. */
const SIZE_COST = 0.016
/** What several report at this moment is likelier to be reported again. */
const RECENT_GAIN = 0.04
const RECENT_MS = 3 * HOUR
const MOST_RECENT = 8
/** Two that count different things report two events; what is alike says more where both name or count the same. */
const CONTRADICTION_COST = 0.08
const AMOUNT_GAIN = 0.3
const ENTITY_GAIN = 0.7
const MOST_GAINS = 2
/** An entity that more than one in fifty articles name says less: in news of one field, everybody names its bodies. */
const FULL_RARITY = 4
/** The facts of a story are those of its articles that are most alike. */
const TOP_MEMBERS = 6
/** As many stories are looked at closely. */
const MOST_STORIES = 5
/** An article this much less alike than the nearest does not say when the story was last reported. */
const NEAR_SHARE = 0.4

/** The story with the highest score, of those that the report does not contradict. */
export const bestStory = (
  window: ArticleWindow,
  query: ClusterQuery,
  isContradicted: (found: StoryLikeness) => boolean,
): StoryLikeness | null => {
  let best: StoryLikeness | null = null
  window.query(query.terms)
  for (const story of candidateStories(window, query.at)) {
    const found = scoreOf(window, story, query)
    if (found === null || (best !== null && found.score <= best.score)) continue
    if (!isContradicted(found)) best = found
  }
  return best
}

const nearness = (one: Instant, other: Instant): number => Math.exp(-Math.max(0, Math.abs(one - other) - FREE_MS) / DECAY_MS)

/** Stories with an article that is alike and near in time, the likeliest first; of two, the older. */
const candidateStories = (window: ArticleWindow, at: Instant): readonly number[] => {
  const stories: number[] = []
  const likenesses: number[] = []
  const isBefore = (rank: number, story: number, likeness: number): boolean => {
    const other = likenesses[rank] ?? 0
    return other > likeness || (other === likeness && window.firstOf(stories[rank] ?? NONE) < window.firstOf(story))
  }
  window.forEachAlike((row, dot) => {
    const isFull = stories.length === MOST_STORIES
    // Time only takes from likeness.
    if (isFull && dot < (likenesses[MOST_STORIES - 1] ?? 0)) return
    const then = window.timeAt(row)
    if (Math.abs(at - then) > CLUSTER_WINDOW_MS) return
    const likeness = dot * nearness(at, then)
    const story = window.storyAt(row)
    const known = stories.indexOf(story)
    if (likeness <= (known === NONE ? 0 : (likenesses[known] ?? 0))) return
    let rank = known === NONE ? stories.length : known
    for (; rank > 0 && !isBefore(rank - 1, story, likeness); rank -= 1) {
      stories[rank] = stories[rank - 1] ?? NONE
      likenesses[rank] = likenesses[rank - 1] ?? 0
    }
    stories[rank] = story
    likenesses[rank] = likeness
    if (stories.length <= MOST_STORIES) return
    stories.pop()
    likenesses.pop()
  })
  return stories
}

const scoreOf = (window: ArticleWindow, story: number, { facts, at }: ClusterQuery): StoryLikeness | null => {
  const { rows, dots } = membersByLikeness(window, story)
  const [nearest = NONE] = rows
  const [most = 0] = dots
  if (most === 0) return null
  const likeness = most / UNIT ** 2
  const common = dots.reduce((sum, dot) => sum + dot, 0) / (Math.sqrt(window.squareOf(story)) * UNIT)
  let time = 0
  let recent = 0
  for (const [rank, row] of rows.entries()) {
    const then = window.timeAt(row)
    if ((dots[rank] ?? 0) >= NEAR_SHARE * most) time = Math.max(time, nearness(at, then))
    if (Math.abs(at - then) <= RECENT_MS) recent += 1
  }
  const { amounts, entities, contradict } = sharedFacts(facts, factsOf(window, rows.slice(0, TOP_MEMBERS)))
  const gain = AMOUNT_GAIN * Math.min(MOST_GAINS, amounts) + ENTITY_GAIN * Math.min(MOST_GAINS, entities)
  const score =
    (NEAREST_SHARE * likeness + (1 - NEAREST_SHARE) * common) * time * (1 + gain) +
    RECENT_GAIN * Math.log(Math.min(Math.max(recent, 1), MOST_RECENT)) -
    SIZE_COST * Math.log(window.sizeOf(story)) -
    (contradict ? CONTRADICTION_COST : 0)
  return { story: window.nameOf(story), score, nearest: window.articleAt(nearest), likeness }
}

const factsOf = (window: ArticleWindow, members: readonly number[]): OtherFacts => ({
  weightOf: (entity) => Math.min(1, rarityOf(window, window.frequencyOfEntity(entity)) / FULL_RARITY),
  has: (fact) => members.some((row) => window.hasFact(row, fact)),
  counts: () => members.some(window.counts),
})

const rarityOf = ({ size }: ArticleWindow, frequency: number): number => Math.log((size + GENERAL_ARTICLES) / (frequency + 1))

/** A story's newest articles, the most alike first; of two, the newer. */
const membersByLikeness = (window: ArticleWindow, story: number) => {
  const [rows, dots]: [number[], number[]] = [[], []]
  for (const row of window.membersOf(story)) {
    const dot = window.dotAt(row)
    let rank = rows.length
    for (; rank > 0 && (dots[rank - 1] ?? 0) < dot; rank -= 1) {
      rows[rank] = rows[rank - 1] ?? NONE
      dots[rank] = dots[rank - 1] ?? 0
    }
    rows[rank] = row
    dots[rank] = dot
  }
  return { rows, dots }
}
