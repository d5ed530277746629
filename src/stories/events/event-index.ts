import type { Instant } from '../../model/ids.ts'
import { topTerms, weightIn, type TermVector } from './term-vector.ts'
import type { TermCounts } from './terms.ts'

/** One article as the index remembers it. */
export type EventEntry = {
  readonly article: string
  readonly story: string
  readonly at: Instant
  readonly terms: TermVector
  /** In the space of all languages; null: too few words are known. */
  readonly vector: Float32Array | null
}

/** What joins an article to a story: the score, and the article that was most alike. */
export type StoryMatch = { readonly story: string; readonly score: number; readonly nearest: string; readonly likeness: number }

export type Report = { readonly counts: TermCounts; readonly vector: Float32Array | null; readonly at: Instant }

/**
 * Articles of one language within the window, found by the terms they share. Streaming: an article is compared with what came
 * before it and then added. What the index answers depends on its entries alone, so one that is filled again from stored entries
 * answers the same.
 */
export type EventIndex = {
  /** The story that this article reports, or null. */
  match(report: Report): StoryMatch | null
  /** The article's terms, weighted by how rare they are now. */
  weigh(report: Report): TermVector
  add(entry: EventEntry): void
  readonly size: number
}

const HOUR = 3_600_000
const JOIN_AT = 0.18
/** Likeness falls with distance in time, after a free span. */
const FREE_MS = 6 * HOUR
const DECAY_MS = 14 * HOUR
/** A story is judged by its most alike article and by the mean of this many: one chance likeness shall not join. */
const JUDGES = 6
const NEAREST_SHARE = 0.3
/** Terms in more articles than this tell nothing, and cost much. */
const MOST_POSTINGS = 3_000
/** What the likeness of meanings adds, beyond what any two texts of a field have in common. */
const MEANING_WEIGHT = 0.25
const COMMON_MEANING = 0.3
/** Large stories are joined by chance more easily. */
const SIZE_COST = 0.005

type Gathering = { size: number; readonly sum: Float32Array }

/** `background`: share of texts, in general, that hold a term; 0 where it is not known. */
export const createEventIndex = (dimensions: number, background: (term: number) => number): EventIndex => {
  const entries = new Map<number, EventEntry>()
  const postings = new Map<number, number[]>()
  const stories = new Map<string, Gathering>()
  const window = createWindow()
  let next = 0

  const remove = (number: number, entry: EventEntry): void => {
    entries.delete(number)
    for (const term of entry.terms.terms) {
      const left = (postings.get(term) ?? []).filter((other) => other !== number)
      if (left.length === 0) postings.delete(term)
      else postings.set(term, left)
    }
    gather(stories, entry, -1, dimensions)
  }
  const weigh = ({ counts }: Report): TermVector =>
    topTerms(counts, (term) => rarity(entries.size, postings.get(term)?.length ?? 0, background(term)))

  return {
    weigh,
    match(report) {
      const likeness = cosines(weigh(report), postings, entries)
      const byStory = Map.groupBy(
        [...likeness].flatMap(([number, cosine]) => {
          const entry = entries.get(number)
          if (entry === undefined || !window.reaches(report.at, entry.at)) return []
          return [{ entry, likeness: cosine * nearness(report.at, entry.at) }]
        }),
        ({ entry }) => entry.story,
      )
      return bestStory(byStory, stories, report.vector)
    },
    add(entry) {
      if (!window.holds(entry.at)) return
      const number = next++
      entries.set(number, entry)
      for (const term of entry.terms.terms) {
        const list = postings.get(term)
        if (list === undefined) postings.set(term, [number])
        else list.push(number)
      }
      gather(stories, entry, 1, dimensions)
      if (window.moveTo(entry.at)) for (const [old, held] of entries) if (!window.holds(held.at)) remove(old, held)
    },
    get size() {
      return entries.size
    },
  }
}

/** How far back an index looks, and how often it forgets. Steps, so that what is held depends on the newest article alone. */
export const EVENT_WINDOW_MS = 96 * HOUR
const STEP_MS = 6 * HOUR

const createWindow = () => {
  let from = Number.NEGATIVE_INFINITY
  return {
    holds: (at: Instant): boolean => at >= from,
    reaches: (one: Instant, other: Instant): boolean => Math.abs(one - other) <= EVENT_WINDOW_MS,
    /** True: what stands before the window must go. */
    moveTo: (at: Instant): boolean => {
      const start = Math.floor(at / STEP_MS) * STEP_MS - EVENT_WINDOW_MS
      if (start <= from) return false
      from = start
      return true
    },
  }
}

const nearness = (one: Instant, other: Instant): number => Math.exp(-Math.max(0, Math.abs(one - other) - FREE_MS) / DECAY_MS)

/** Inverse document frequency, over what the index holds and, as if it were this many articles more, what texts hold in general. */
const GENERAL_ARTICLES = 600
const rarity = (articles: number, withTerm: number, share: number): number =>
  Math.log((articles + GENERAL_ARTICLES + 1) / (withTerm + GENERAL_ARTICLES * share + 1))

const cosines = (
  vector: TermVector,
  postings: ReadonlyMap<number, readonly number[]>,
  entries: ReadonlyMap<number, EventEntry>,
): ReadonlyMap<number, number> => {
  const sums = new Map<number, number>()
  vector.terms.forEach((term, position) => {
    const list = postings.get(term)
    if (list === undefined || list.length > MOST_POSTINGS) return
    const weight = vector.weights[position] ?? 0
    for (const number of list) {
      const entry = entries.get(number)
      if (entry !== undefined) sums.set(number, (sums.get(number) ?? 0) + weight * weightIn(entry.terms, term))
    }
  })
  return sums
}

const gather = (stories: Map<string, Gathering>, { story, vector }: EventEntry, sign: 1 | -1, dimensions: number): void => {
  const held = stories.get(story) ?? { size: 0, sum: new Float32Array(dimensions) }
  held.size += sign
  vector?.forEach((value, index) => {
    held.sum[index] = (held.sum[index] ?? 0) + sign * value
  })
  if (held.size <= 0) stories.delete(story)
  else stories.set(story, held)
}

type Found = { readonly entry: EventEntry; readonly likeness: number }

const bestStory = (
  byStory: ReadonlyMap<string, readonly Found[]>,
  stories: ReadonlyMap<string, Gathering>,
  vector: Float32Array | null,
): StoryMatch | null => {
  let best: StoryMatch | null = null
  for (const [story, found] of byStory) {
    const ranked = found.toSorted((a, b) => b.likeness - a.likeness)
    const [nearest] = ranked
    const held = stories.get(story)
    if (nearest === undefined || held === undefined) continue
    const judges = Math.min(JUDGES, held.size)
    const mean = ranked.slice(0, judges).reduce((sum, { likeness }) => sum + likeness, 0) / judges
    const worded = NEAREST_SHARE * nearest.likeness + (1 - NEAREST_SHARE) * mean
    const score = worded + meaning(vector, held.sum, worded) - SIZE_COST * Math.log(held.size)
    if (score >= JOIN_AT && (best === null || score > best.score))
      best = { story, score, nearest: nearest.entry.article, likeness: nearest.likeness }
  }
  return best
}

const meaning = (vector: Float32Array | null, sum: Float32Array, worded: number): number => {
  if (vector === null) return 0
  let dot = 0
  let square = 0
  for (let index = 0; index < sum.length; index += 1) {
    const value = sum[index] ?? 0
    dot += value * (vector[index] ?? 0)
    square += value * value
  }
  return square < 1e-6 ? 0 : MEANING_WEIGHT * (dot / Math.sqrt(square) - COMMON_MEANING) * Math.sqrt(worded)
}
