import { HOUR } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import { NONE } from '../index/interner.ts'
import type { ArticleWindow } from './article-window.ts'
import { type FactHashes, type OtherFacts, sharedFacts } from './fact-hashes.ts'
import { type TermVector, UNIT } from './term-vector.ts'

/** The parts of a report that are compared with stories. */
export type ClusterQuery = { readonly terms: TermVector; readonly facts: FactHashes; readonly at: Instant }

/** How well a report fits a story. `nearest`: the most similar article of the story; `likeness`: the cosine similarity to it. */
export type StoryLikeness = {
  readonly story: string
  readonly score: number
  readonly nearest: string
  readonly likeness: number
}

/** Articles further apart in time than this are not of one story. */
export const CLUSTER_WINDOW_MS = 96 * HOUR
/** Texts in general count as this many articles of the window. */
export const GENERAL_ARTICLES = 200
/** Likeness decays exponentially with distance in time beyond `FREE_MS`. */
const FREE_MS = 9 * HOUR
const DECAY_MS = 32 * HOUR
/**
 * The weight of the most similar article in a story's score; the rest is for all its articles together, so that one chance likeness does not join.
 */
const NEAREST_SHARE = 0.2
/** Deducted times the logarithm of a story's size: large stories are joined by chance more easily. */
const SIZE_COST = 0.016
/**
 * Added times the logarithm of the number of reports, at most `MOST_RECENT`, within `RECENT_MS`: what several report now is likelier to be reported
 * again.
 */
const RECENT_GAIN = 0.04
const RECENT_MS = 3 * HOUR
const MOST_RECENT = 8
/** Two reports that name different amounts report two events; likeness says more where both name the same amounts or entities. */
const CONTRADICTION_COST = 0.08
const AMOUNT_GAIN = 0.3
const ENTITY_GAIN = 0.7
const MOST_GAINS = 2
/** An entity that more than one in fifty articles name weighs less: in news of one field, everybody names its bodies. */
const FULL_RARITY = 4
/** The facts of a story are those of this many of its articles, the most similar. */
const TOP_MEMBERS = 6
/** How many stories are scored in full. */
const MOST_STORIES = 5
/** Articles with less than this share of the nearest one's likeness do not show when the story was last reported. */
const NEAR_SHARE = 0.4

/** The story with the highest score, of those that the report does not contradict; null: none is similar. */
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

/** Stories with a similar article that is near in time, the likeliest first; of equal ones, the older first. */
const candidateStories = (window: ArticleWindow, at: Instant): readonly number[] => {
  const stories: number[] = []
  const likenesses: number[] = []
  const isBefore = (rank: number, story: number, likeness: number): boolean => {
    const other = likenesses[rank] ?? 0
    return other > likeness || (other === likeness && window.firstOf(stories[rank] ?? NONE) < window.firstOf(story))
  }
  window.forEachAlike((row, dot) => {
    const isFull = stories.length === MOST_STORIES
    // Distance in time only lowers likeness.
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

/** Rows of a story's newest articles and their dot products, the most similar first; of equal ones, the newer first. */
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
