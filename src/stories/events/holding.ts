import type { Instant } from '../../model/ids.ts'
import { createChains, NONE } from '../chains.ts'
import { enlarged } from '../enlarged.ts'
import { MOST_MARKS, type Marks } from './marks.ts'
import { createPlaces, type Places } from './places.ts'
import { MOST_TERMS, type TermVector } from './term-vector.ts'

/** One article as the index remembers it. */
export type EventEntry = {
  readonly article: string
  readonly story: string
  readonly at: Instant
  readonly terms: TermVector
  readonly marks: Marks
}

const FIRST_CAPACITY = 64
const GROWTH = 1.5
/** Postings looked at for one article, of the most telling terms first (measured: 50 find almost the same stories as 4,000). */
const MOST_POSTINGS = 1_000
/** A story is compared with by its newest articles: later ones repeat, and an event moves on. */
const MOST_MATES = 24

/** Articles side by side in typed arrays, some 500 bytes each; those of one term, and of one story, are chained. */
export const createHolding = () => {
  let places = createPlaces(FIRST_CAPACITY)
  const articles: string[] = []
  const terms = createChains<number>()
  const stories = createChains<string>()
  /** Squared length of the sum of a story's vectors, where it is known. */
  const squares = new Map<number, number>()

  const matesOf = (story: number): readonly number[] => matesFrom(places, stories.newestOf(story))
  const put = (entry: EventEntry): void => {
    const place = articles.push(entry.article) - 1
    if (place === places.capacity) places = enlarged(places, createPlaces, Math.ceil(GROWTH * places.capacity))
    write(places, place, entry)
    entry.terms.terms.forEach((term, index) => {
      const posting = place * MOST_TERMS + index
      places.before[posting] = terms.extend(term, posting).before
    })
    const { number, before } = stories.extend(entry.story, place)
    places.stories[place] = number
    places.mates[place] = before
    grow(squares, number, places, matesOf(number))
  }
  return {
    get size() {
      return articles.length
    },
    put,
    matesOf,
    frequencyOf: (term: number): number => terms.sizeOf(terms.find(term)),
    alike: (vector: TermVector) => alikePlaces(places, (term) => terms.newestOf(terms.find(term)), vector),
    dotWith: (vector: TermVector, place: number): number => dotAt(vector, places, place),
    sizeOf: stories.sizeOf,
    nameOf: (story: number): string => stories.nameOf(story) ?? '',
    storyAt: (place: number): number => places.stories[place] ?? NONE,
    timeAt: (place: number): Instant => places.times[place] ?? 0,
    articleAt: (place: number): string => articles[place] ?? '',
    marksAt: (place: number): Marks => marksAt(places, place),
    /** Squared length of the sum of the vectors of a story's newest articles. */
    squareOf(story: number): number {
      const square = squares.get(story) ?? squareOf(places, matesOf(story))
      squares.set(story, square)
      return square
    },
    entryAt: (place: number): EventEntry => ({
      article: articles[place] ?? '',
      story: stories.nameOf(places.stories[place] ?? NONE) ?? '',
      at: places.times[place] ?? 0,
      terms: termsAt(places, place),
      marks: marksAt(places, place),
    }),
  }
}
export type Holding = ReturnType<typeof createHolding>

const write = (places: Places, place: number, { at, terms, marks }: EventEntry): void => {
  const from = place * MOST_TERMS
  places.terms.set(terms.terms, from)
  places.weights.set(terms.weights, from)
  places.lengths[place] = terms.terms.length
  places.marks.set(marks, place * MOST_MARKS)
  places.markCounts[place] = marks.length
  places.times[place] = at
}

const matesFrom = ({ mates }: Places, newest: number): readonly number[] => {
  const found: number[] = []
  for (let place = newest; place !== NONE && found.length < MOST_MATES; place = mates[place] ?? NONE) found.push(place)
  return found
}

type Alike = { readonly place: number; readonly dot: number }

/** Places that share terms, with what the most telling of these terms multiply to. */
const alikePlaces = (
  { dots, before, weights }: Places,
  newestOf: (term: number) => number,
  vector: TermVector,
): readonly Alike[] => {
  const touched: number[] = []
  let left = MOST_POSTINGS
  for (const index of mostTellingFirst(vector.weights)) {
    const weight = vector.weights[index] ?? 0
    let posting = newestOf(vector.terms[index] ?? 0)
    for (; posting !== NONE && left > 0; left -= 1) {
      const place = Math.floor(posting / MOST_TERMS)
      if (dots[place] === 0) touched.push(place)
      dots[place] = (dots[place] ?? 0) + weight * (weights[posting] ?? 0)
      posting = before[posting] ?? NONE
    }
  }
  const found = touched.map((place) => ({ place, dot: dots[place] ?? 0 }))
  for (const place of touched) dots[place] = 0
  return found
}

const mostTellingFirst = (weights: Uint16Array): readonly number[] =>
  [...weights.keys()].sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0))

/** Whole numbers below 2^53, so the sum is the same in whatever order it grew. */
const squareOf = (places: Places, mates: readonly number[]): number =>
  mates.reduce((square, _, index) => square + gainOf(places, mates.slice(index)), 0)

/** A story that loses its oldest is summed up anew when asked for. */
const grow = (squares: Map<number, number>, story: number, places: Places, mates: readonly number[]): void => {
  const known = squares.get(story)
  if (known === undefined || mates.length === MOST_MATES) squares.delete(story)
  else squares.set(story, known + gainOf(places, mates))
}

/** What the first of them adds to the squared length of their sum. */
const gainOf = (places: Places, [first, ...others]: readonly number[]): number => {
  if (first === undefined) return 0
  const vector = termsAt(places, first)
  return others.reduce((gain, other) => gain + 2 * dotAt(vector, places, other), dotAt(vector, places, first))
}

const termsAt = (places: Places, place: number): TermVector => {
  const from = place * MOST_TERMS
  const to = from + (places.lengths[place] ?? 0)
  return { terms: places.terms.subarray(from, to), weights: places.weights.subarray(from, to) }
}

const marksAt = ({ marks, markCounts }: Places, place: number): Marks =>
  marks.subarray(place * MOST_MARKS, place * MOST_MARKS + (markCounts[place] ?? 0))

/** Both are ascending. */
const dotAt = ({ terms, weights }: TermVector, places: Places, place: number): number => {
  const end = place * MOST_TERMS + (places.lengths[place] ?? 0)
  let left = 0
  let right = place * MOST_TERMS
  let dot = 0
  while (left < terms.length && right < end) {
    const difference = (terms[left] ?? 0) - (places.terms[right] ?? 0)
    if (difference === 0) dot += (weights[left] ?? 0) * (places.weights[right] ?? 0)
    if (difference <= 0) left += 1
    if (difference >= 0) right += 1
  }
  return dot
}
