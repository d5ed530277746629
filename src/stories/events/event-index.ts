import type { Instant } from '../../model/ids.ts'
import type { TermCounts } from './terms.ts'

/** What joins an article to a story: the score, and the articles that were most alike. */
export type StoryMatch = { readonly story: number; readonly score: number; readonly best: number; readonly likeness: number }

/**
 * Articles of one language within the window, found by the terms they share. Streaming: an article is compared with what came
 * before it and then added. Memory: about 400 bytes an article.
 */
export type EventIndex = {
  /** The story that this article reports, or null. */
  match(terms: TermCounts, at: Instant): StoryMatch | null
  /** Adds an article to a story; both are numbers of the caller's choosing. */
  add(terms: TermCounts, at: Instant, article: number, story: number): void
  readonly size: number
}

export type EventSettings = {
  readonly joinAt: number
  readonly windowMs: number
  /** Terms an article is known by: those that tell most. */
  readonly terms: number
  /** Terms in more articles than this tell nothing, and cost much. */
  readonly mostPostings: number
  /** Likeness halves-and-more with distance in time, after a free span. */
  readonly freeMs: number
  readonly decayMs: number
  /** A story is judged by this many of its most alike articles. */
  readonly judges: number
}

const HOUR = 3_600_000
export const EVENT_SETTINGS: EventSettings = {
  joinAt: 0.26,
  windowMs: 96 * HOUR,
  terms: 40,
  mostPostings: 3_000,
  freeMs: 12 * HOUR,
  decayMs: 24 * HOUR,
  judges: 6,
}

type Entry = {
  readonly article: number
  readonly at: Instant
  readonly story: number
  readonly terms: Uint32Array
  readonly weights: Float32Array
}

export const createEventIndex = (settings: EventSettings = EVENT_SETTINGS): EventIndex => {
  const entries: Entry[] = []
  let first = 0
  const postings = new Map<number, number[]>()
  const storySizes = new Map<number, number>()

  const vectorOf = (counts: TermCounts): Vector =>
    topTerms(counts, settings.terms, (term) => idf(entries.length - first, postings.get(term)?.length ?? 0))

  const forget = (now: Instant): void => {
    while (first < entries.length && (entries[first]?.at ?? now) < now - settings.windowMs) {
      const entry = entries[first]
      if (entry !== undefined) {
        for (const term of entry.terms) {
          const list = postings.get(term)
          if (list === undefined) continue
          if (list.length <= 1) postings.delete(term)
          else list.shift()
        }
        const size = (storySizes.get(entry.story) ?? 1) - 1
        if (size === 0) storySizes.delete(entry.story)
        else storySizes.set(entry.story, size)
      }
      first += 1
    }
  }

  const likenesses = (vector: Vector): Map<number, number> => {
    const scores = new Map<number, number>()
    vector.terms.forEach((term, position) => {
      const list = postings.get(term)
      if (list === undefined || list.length > settings.mostPostings) return
      const weight = vector.weights[position] ?? 0
      for (const index of list) {
        const entry = entries[index]
        if (entry === undefined) continue
        scores.set(index, (scores.get(index) ?? 0) + weight * weightOf(entry, term))
      }
    })
    return scores
  }

  return {
    match(counts, at) {
      forget(at)
      const byStory = new Map<number, { readonly likeness: number; readonly article: number }[]>()
      for (const [index, cosine] of likenesses(vectorOf(counts))) {
        const entry = entries[index]
        if (entry === undefined) continue
        const gap = Math.max(0, Math.abs(at - entry.at) - settings.freeMs)
        const likeness = cosine * Math.exp(-gap / settings.decayMs)
        const list = byStory.get(entry.story)
        const found = { likeness, article: entry.article }
        if (list === undefined) byStory.set(entry.story, [found])
        else list.push(found)
      }
      return bestStory(byStory, storySizes, settings)
    },
    add(counts, at, article, story) {
      const { terms, weights } = vectorOf(counts)
      const index = entries.push({ article, at, story, terms, weights }) - 1
      for (const term of terms) {
        const list = postings.get(term)
        if (list === undefined) postings.set(term, [index])
        else list.push(index)
      }
      storySizes.set(story, (storySizes.get(story) ?? 0) + 1)
    },
    get size() {
      return entries.length - first
    },
  }
}

const bestStory = (
  byStory: ReadonlyMap<number, { readonly likeness: number; readonly article: number }[]>,
  sizes: ReadonlyMap<number, number>,
  { judges, joinAt }: EventSettings,
): StoryMatch | null => {
  let best: StoryMatch | null = null
  for (const [story, found] of byStory) {
    found.sort((a, b) => b.likeness - a.likeness)
    const [nearest] = found
    if (nearest === undefined) continue
    const jury = Math.min(judges, sizes.get(story) ?? 1)
    const mean = found.slice(0, jury).reduce((sum, { likeness }) => sum + likeness, 0) / jury
    const score = (nearest.likeness + mean) / 2
    if (score >= joinAt && (best === null || score > best.score))
      best = { story, score, best: nearest.article, likeness: nearest.likeness }
  }
  return best
}

type Vector = { readonly terms: Uint32Array; readonly weights: Float32Array }

const idf = (articles: number, withTerm: number): number => Math.log((articles + 10) / (withTerm + 1))

/** Unit length; terms ascending, so that one can be looked up by halving. */
const topTerms = (counts: TermCounts, limit: number, idfOf: (term: number) => number): Vector => {
  const weighted = [...counts].map(([term, count]): readonly [number, number] => [term, (1 + Math.log(count)) * idfOf(term)])
  const top = weighted
    .sort((a, b) => b[1] - a[1])
    .slice(0, limit)
    .sort((a, b) => a[0] - b[0])
  const norm = Math.sqrt(top.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1
  return { terms: Uint32Array.from(top, ([term]) => term), weights: Float32Array.from(top, ([, weight]) => weight / norm) }
}

const weightOf = ({ terms, weights }: Entry, term: number): number => {
  let low = 0
  let high = terms.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = terms[middle] ?? 0
    if (found === term) return weights[middle] ?? 0
    if (found < term) low = middle + 1
    else high = middle - 1
  }
  return 0
}
