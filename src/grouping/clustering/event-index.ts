import type { Instant } from '../../model/ids.ts'
import { JOIN_THRESHOLDS } from '../../model/assignment-reason.ts'
import type { Shares } from '../embeddings/table.ts'
import { createHolding, type EventEntry, type Holding } from './holding.ts'
import { NONE } from '../index/interner.ts'
import { type Marks, sharedMarks, type Told } from './marks.ts'
import { type TermVector, topTerms, UNIT } from './term-vector.ts'
import type { Terms } from './terms.ts'

/** What speaks for a story: the score, and the article that was most alike. */
type Likeness = { readonly story: string; readonly score: number; readonly nearest: string; readonly likeness: number }
/** `joins`: it is enough. Otherwise it is nearly enough, and what other languages tell decides. */
export type StoryMatch = Likeness & { readonly joins: boolean }

export type Report = { readonly terms: TermVector; readonly marks: Marks; readonly at: Instant }

/**
 * Articles of one language within the window, found by the terms they share. Streaming: an article is compared with what came
 * before it and then added. What the index answers depends on its entries alone, so one that is filled again from stored entries
 * answers the same.
 */
export type ClusterIndex = {
  /** The terms of an article, weighted by how rare they are now. */
  weigh(terms: Terms): TermVector
  /** The story that this article reports or may report, if any. */
  match(report: Report): StoryMatch | null
  add(entry: EventEntry): void
  /** The same as to add each, in this order, without looking at what would be forgotten again. */
  addAll(entries: readonly EventEntry[]): void
  /** As if all had been added again with these stories; a slice at each step. */
  reassign(moves: ReadonlyMap<string, string>): Iterable<void>
  readonly size: number
}

const HOUR = 3_600_000
const JOIN_AT = JOIN_THRESHOLDS.story
/** Texts have more in common by chance than titles: each term beyond those of a title asks for as much more. */
const TITLE_TERMS = 15
const TERM_COST = 0.0008
/** So much less is enough where other languages tell the same: two reports of one event may have little more than its names in common. */
const DOUBT = 0.15
/** Likeness falls with distance in time, after a free span. */
const FREE_MS = 9 * HOUR
const DECAY_MS = 32 * HOUR
/** A story is judged by its most alike article and by what its articles have in common: one chance likeness shall not join. */
const NEAREST_SHARE = 0.2
/** Large stories are joined by chance more easily. */
const SIZE_COST = 0.016
/** What several tell at this moment is likelier to be told again. */
const TOLD_GAIN = 0.04
const TOLD_MS = 3 * HOUR
const MOST_TOLD = 8
/** Two that count different things tell of two events; what is alike tells more where both name or count the same. */
const CONTRADICTION_COST = 0.08
const AMOUNT_GAIN = 0.3
const ENTITY_GAIN = 0.7
const MOST_GAINS = 2
/** An entity that more than one in fifty articles name tells less: in news of one field, everybody names its bodies. */
const FULL_RARITY = 4
/** As many articles tell what a story counts and whom it names, and as many stories are looked at closely. */
const WITNESSES = 6
const MOST_STORIES = 5
/** An article this much less alike than the nearest does not tell when the story was last told. */
const NEAR_SHARE = 0.4

/** `background`: shares of texts, in general, that hold words; 0 where that is not known. */
export const createClusterIndex = (background: Shares): ClusterIndex => {
  let held = createHolding()
  let from = Number.NEGATIVE_INFINITY
  return {
    weigh: (terms) => topTerms(terms, raritiesOf(terms, held, background)),
    match(report) {
      let best: Likeness | null = null
      held.ask(report.terms)
      for (const story of likelyStories(held, report.at)) {
        const match = judge(held, story, report)
        if (match !== null && (best === null || match.score > best.score)) best = match
      }
      const enough = enoughFor(report.terms)
      return best === null || best.score < enough - DOUBT ? null : { ...best, joins: best.score >= enough }
    },
    add(entry) {
      if (entry.at < from) return
      held.put(entry)
      const start = windowStart(entry.at)
      if (start <= from) return
      from = start
      held = without(held, from)
    },
    addAll(entries) {
      from = entries.reduce((latest, { at }) => Math.max(latest, windowStart(at)), from)
      held = without(held, from)
      for (const entry of entries) if (entry.at >= from) held.put(entry)
    },
    *reassign(moves) {
      const entries = Array.from({ length: held.size }, (_, place) => held.entryAt(place))
      const isMoved = ({ article, story }: EventEntry): boolean => (moves.get(article) ?? story) !== story
      if (!entries.some(isMoved)) return
      const fresh = createHolding()
      for (const entry of entries) {
        fresh.put({ ...entry, story: moves.get(entry.article) ?? entry.story })
        if (fresh.size % SLICE === 0) yield
      }
      held = fresh
    },
    get size() {
      return held.size
    },
  }
}
/** Articles between which a caller has its turn: some five milliseconds. */
const SLICE = 500

/** The score from which on an article of these terms joins. */
const enoughFor = ({ terms }: TermVector): number => JOIN_AT + TERM_COST * Math.max(0, terms.length - TITLE_TERMS)

/** How far back an index looks, and how often it forgets. Steps, so that what is held depends on the newest article alone. */
export const CLUSTER_WINDOW_MS = 96 * HOUR
const STEP_MS = 12 * HOUR
const windowStart = (at: Instant): Instant => Math.floor(at / STEP_MS) * STEP_MS - CLUSTER_WINDOW_MS

const without = (held: Holding, from: Instant): Holding => {
  const places = Array.from({ length: held.size }, (_, place) => place)
  const kept = places.filter((place) => held.timeAt(place) >= from)
  if (kept.length === held.size) return held
  const fresh = createHolding()
  for (const place of kept) fresh.put(held.entryAt(place))
  return fresh
}

/** Inverse document frequency, over what the index holds and, as if it were this many articles more, what texts hold in general. */
const GENERAL_ARTICLES = 200
/** Working space: one for each term of an article. */
let rarities = new Float64Array(1_024)
let held = new Int32Array(1_024)

/** How rare the terms are. Look-ups stand side by side in loops of their own, so that the processor waits for many at a time. */
const raritiesOf = ({ size, terms, words }: Terms, holding: Holding, background: Shares): Float64Array => {
  if (rarities.length < size) [rarities, held] = [new Float64Array(2 * size), new Int32Array(2 * size)]
  background(words, size, rarities)
  holding.frequenciesOf(terms, size, held)
  const articles = holding.size + GENERAL_ARTICLES + 1
  for (let nth = 0; nth < size; nth += 1)
    rarities[nth] = Math.log(articles / ((held[nth] ?? 0) + GENERAL_ARTICLES * (rarities[nth] ?? 0) + 1))
  return rarities
}

const rarityOf = (held: Holding, frequency: number): number => Math.log((held.size + GENERAL_ARTICLES) / (frequency + 1))

const nearness = (one: Instant, other: Instant): number => Math.exp(-Math.max(0, Math.abs(one - other) - FREE_MS) / DECAY_MS)

/** Stories with an article that is alike and near in time, the likeliest first; of two, the older. */
const likelyStories = (held: Holding, at: Instant): readonly number[] => {
  const stories: number[] = []
  const likenesses: number[] = []
  const isBefore = (rank: number, story: number, likeness: number): boolean => {
    const other = likenesses[rank] ?? 0
    return other > likeness || (other === likeness && (stories[rank] ?? 0) < story)
  }
  held.forEachAlike((place, dot) => {
    const isFull = stories.length === MOST_STORIES
    // Time only takes from likeness.
    if (isFull && dot < (likenesses[MOST_STORIES - 1] ?? 0)) return
    const then = held.timeAt(place)
    if (Math.abs(at - then) > CLUSTER_WINDOW_MS) return
    const likeness = dot * nearness(at, then)
    const story = held.storyAt(place)
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

const judge = (held: Holding, story: number, { marks, at }: Report): Likeness | null => {
  const { places, dots } = matesOf(held, story)
  const [nearest = NONE] = places
  const [most = 0] = dots
  if (most === 0) return null
  const likeness = most / UNIT ** 2
  const common = dots.reduce((sum, dot) => sum + dot, 0) / (Math.sqrt(held.squareOf(story)) * UNIT)
  let time = 0
  let told = 0
  for (const [rank, place] of places.entries()) {
    const then = held.timeAt(place)
    if ((dots[rank] ?? 0) >= NEAR_SHARE * most) time = Math.max(time, nearness(at, then))
    if (Math.abs(at - then) <= TOLD_MS) told += 1
  }
  const { amounts, entities, contradict } = sharedMarks(marks, toldBy(held, places.slice(0, WITNESSES)))
  const gain = AMOUNT_GAIN * Math.min(MOST_GAINS, amounts) + ENTITY_GAIN * Math.min(MOST_GAINS, entities)
  const score =
    (NEAREST_SHARE * likeness + (1 - NEAREST_SHARE) * common) * time * (1 + gain) +
    TOLD_GAIN * Math.log(Math.min(Math.max(told, 1), MOST_TOLD)) -
    SIZE_COST * Math.log(held.sizeOf(story)) -
    (contradict ? CONTRADICTION_COST : 0)
  return { story: held.nameOf(story), score, nearest: held.articleAt(nearest), likeness }
}

const toldBy = (held: Holding, witnesses: readonly number[]): Told => ({
  tellingOf: (mark) => Math.min(1, rarityOf(held, held.frequencyOfEntity(mark)) / FULL_RARITY),
  has: (mark) => witnesses.some((place) => held.hasMark(place, mark)),
  counts: () => witnesses.some(held.counts),
})

type Mates = { readonly places: readonly number[]; readonly dots: readonly number[] }

/** A story's newest articles, the most alike first; of two, the newer. */
const matesOf = (held: Holding, story: number): Mates => {
  const [places, dots]: [number[], number[]] = [[], []]
  for (const place of held.matesOf(story)) {
    const dot = held.dotAt(place)
    let rank = places.length
    for (; rank > 0 && (dots[rank - 1] ?? 0) < dot; rank -= 1) {
      places[rank] = places[rank - 1] ?? NONE
      dots[rank] = dots[rank - 1] ?? 0
    }
    places[rank] = place
    dots[rank] = dot
  }
  return { places, dots }
}
