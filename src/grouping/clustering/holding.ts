import type { Instant } from '../../model/ids.ts'
import { createChains } from '../index/chains.ts'
import { enlarged } from '../index/enlarged.ts'
import { createNames, createNumbering, NONE, type Numbering } from '../index/interner.ts'
import { createPostings, type Postings } from '../index/postings.ts'
import { isAmount, MOST_MARKS, type Marks } from './marks.ts'
import { createPlaces, type Places } from './places.ts'
import { createSpread, type Spread } from './spread.ts'
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

/** Articles side by side in typed arrays, some 300 bytes each and their postings; those of one story are chained. */
export const createHolding = () => {
  let places = createPlaces(FIRST_CAPACITY)
  const articles: string[] = []
  const [terms, postings] = [createNumbering(), createPostings()]
  const [stories, mates] = [createNames(), createChains()]
  /** Squared length of the sum of the vectors of a story's newest articles: whole numbers below 2^53, so exact however it grew. */
  const squares: number[] = []
  const [asked, named] = [createSpread(), createNamed()]

  const matesOf = (story: number): readonly number[] => matesFrom(places, mates.newestOf(story))
  return {
    get size() {
      return articles.length
    },
    put(entry: EventEntry): void {
      const place = articles.push(entry.article) - 1
      if (place === places.capacity) places = enlarged(places, createPlaces, Math.ceil(GROWTH * places.capacity))
      const story = stories.numberOf(entry.story)
      write(places, place, story, entry)
      named.add(entry.marks)
      addPostings(places, { terms, postings }, place, entry.terms.terms)
      asked.begin(terms.size)
      squares[story] = (squares[story] ?? 0) + growthOf(places, asked, place, matesOf(story))
      places.mates[place] = mates.extend(story, place)
    },
    /** Writes how many articles have each of so many terms. */
    frequenciesOf: (names: Int32Array, size: number, into: Int32Array): void =>
      sizesOf(terms, postings, names.subarray(0, size), into),
    /** From now on, what is held is compared with this vector. */
    ask: (vector: TermVector): void => spread(asked, terms, vector),
    /** Shows places that share terms, with what the most telling of these terms multiply to. */
    forEachAlike: (visit: (place: number, dot: number) => void): void => visitAlike(places, postings, asked, visit),
    dotAt: (place: number): number => asked.dotWith(places, place),
    matesOf,
    squareOf: (story: number): number => squares[story] ?? 0,
    sizeOf: mates.sizeOf,
    nameOf: stories.nameOf,
    storyAt: (place: number): number => places.stories[place] ?? NONE,
    timeAt: (place: number): Instant => places.times[place] ?? 0,
    articleAt: (place: number): string => articles[place] ?? '',
    hasMark: (place: number, mark: number): boolean => hasMark(places, place, mark),
    frequencyOfEntity: named.frequencyOf,
    /** Does the article count anything? Amounts come first. */
    counts: (place: number): boolean => places.markCounts[place] !== 0 && isAmount(places.marks[place * MOST_MARKS] ?? 1),
    entryAt: (place: number): EventEntry => ({
      article: articles[place] ?? '',
      story: stories.nameOf(places.stories[place] ?? NONE),
      at: places.times[place] ?? 0,
      terms: termsAt(places, place, terms.nameOf),
      marks: marksAt(places, place),
    }),
  }
}
export type Holding = ReturnType<typeof createHolding>

/** How many articles name each entity. */
const createNamed = () => {
  const counts = new Map<number, number>()
  return {
    add(marks: Marks): void {
      for (const mark of marks) if (!isAmount(mark)) counts.set(mark, (counts.get(mark) ?? 0) + 1)
    },
    frequencyOf: (mark: number): number => counts.get(mark) ?? 0,
  }
}

/** Look-ups of one kind stand side by side, so that the processor waits for many at a time. */
const sizesOf = (numbers: Numbering, postings: Postings, names: Int32Array, into: Int32Array): void => {
  for (let nth = 0; nth < names.length; nth += 1) into[nth] = numbers.find(names[nth] ?? 0)
  for (let nth = 0; nth < names.length; nth += 1) into[nth] = postings.sizeOf(into[nth] ?? NONE)
}

const spread = (asked: Spread, numbers: Numbering, { terms, weights }: TermVector): void => {
  asked.begin(numbers.size)
  for (let index = 0; index < terms.length; index += 1) asked.add(numbers.find(terms[index] ?? 0), weights[index] ?? 0)
}

/** A posting for each of its terms. */
const addPostings = (
  places: Places,
  { terms, postings }: { readonly terms: Numbering; readonly postings: Postings },
  place: number,
  names: Int32Array,
): void => {
  for (let nth = 0; nth < names.length; nth += 1) {
    const [term, posting] = [terms.numberOf(names[nth] ?? 0), place * MOST_TERMS + nth]
    places.terms[posting] = term
    postings.add(term, posting)
  }
}

/** All but its terms and its mates. */
const write = (places: Places, place: number, story: number, { at, terms, marks }: EventEntry): void => {
  places.weights.set(terms.weights, place * MOST_TERMS)
  places.lengths[place] = terms.terms.length
  places.marks.set(marks, place * MOST_MARKS)
  places.markCounts[place] = marks.length
  places.times[place] = at
  places.stories[place] = story
}

const matesFrom = ({ mates }: Places, newest: number): readonly number[] => {
  const found: number[] = []
  for (let place = newest; place !== NONE && found.length < MOST_MATES; place = mates[place] ?? NONE) found.push(place)
  return found
}

/** By how much the squared length grows where a place comes to others of its story, the oldest of which may have to go. */
const growthOf = (places: Places, asked: Spread, place: number, others: readonly number[]): number => {
  const kept = others.slice(0, MOST_MATES - 1)
  const gone = others[MOST_MATES - 1]
  return gainOf(places, asked, place, kept) - (gone === undefined ? 0 : gainOf(places, asked, gone, kept))
}

/** What a place adds to the squared length of a sum with others. */
const gainOf = (places: Places, asked: Spread, place: number, others: readonly number[]): number => {
  asked.clear()
  const from = place * MOST_TERMS
  for (let posting = from; posting < from + (places.lengths[place] ?? 0); posting += 1)
    asked.add(places.terms[posting] ?? NONE, places.weights[posting] ?? 0)
  let gain = asked.dotWith(places, place)
  for (const other of others) gain += 2 * asked.dotWith(places, other)
  return gain
}

/** Working space: postings of one term, and all places that were met. */
const read = new Int32Array(MOST_POSTINGS)
const touched = new Int32Array(MOST_POSTINGS)

const visitAlike = (
  { dots, weights }: Places,
  postings: Postings,
  asked: Spread,
  visit: (place: number, dot: number) => void,
): void => {
  let met = 0
  let left = MOST_POSTINGS
  for (const term of asked.mostTellingFirst()) {
    const weight = asked.weightOf(term)
    const count = postings.read(term, left, read)
    left -= count
    for (let nth = 0; nth < count; nth += 1) {
      const posting = read[nth] ?? 0
      const place = Math.floor(posting / MOST_TERMS)
      const dot = dots[place] ?? 0
      if (dot === 0) touched[met++] = place
      dots[place] = dot + weight * (weights[posting] ?? 0)
    }
  }
  for (let nth = 0; nth < met; nth += 1) {
    const place = touched[nth] ?? 0
    const dot = dots[place] ?? 0
    dots[place] = 0
    visit(place, dot)
  }
}

const termsAt = (places: Places, place: number, nameOf: (term: number) => number): TermVector => {
  const from = place * MOST_TERMS
  const to = from + (places.lengths[place] ?? 0)
  return { terms: places.terms.slice(from, to).map((term) => nameOf(term)), weights: places.weights.subarray(from, to) }
}

const marksAt = ({ marks, markCounts }: Places, place: number): Marks =>
  marks.subarray(place * MOST_MARKS, place * MOST_MARKS + (markCounts[place] ?? 0))

const hasMark = ({ marks, markCounts }: Places, place: number, mark: number): boolean => {
  const from = place * MOST_MARKS
  const to = from + (markCounts[place] ?? 0)
  for (let nth = from; nth < to; nth += 1) if (marks[nth] === mark) return true
  return false
}
