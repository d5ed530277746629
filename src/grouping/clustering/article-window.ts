import type { Instant } from '../../model/ids.ts'
import { FIRST_ROWS, grownColumns } from '../../lib/columns.ts'
import { NONE } from '../index/interner.ts'
import { type InvertedIndex, createInvertedIndex } from '../index/inverted-index.ts'
import { createStoryChains } from '../index/story-chains.ts'
import { type FactHashes, MOST_FACTS, isAmount } from './fact-hashes.ts'
import { MOST_TERMS, type TermVector, UNIT } from './term-vector.ts'

/** One article of the window. */
export type WindowArticle = {
  readonly article: string
  readonly story: string
  readonly at: Instant
  /** When it was first seen. */
  readonly arrivedAt: Instant
  readonly terms: TermVector
  readonly facts: FactHashes
}

/** The most postings that are read for one article, of the most informative terms first (measured: 50 find almost the same stories as 4,000). */
const MOST_POSTINGS = 1_000
/** The most articles of a story, the newest, that an article is compared with: later ones repeat, and an event moves on. */
const MOST_MEMBERS = 24

/**
 * The article window in typed arrays, some 300 bytes for each article plus its postings. A posting is the position of a row's term: from `row ×
 * MOST_TERMS` on.
 */
export const createArticleWindow = () => {
  let columns = createColumns(FIRST_ROWS)
  const articles: string[] = []
  const [terms, stories, entities] = [createInvertedIndex(), createStoryChains(), createFrequencies()]
  /**
   * By story: the squared length of the sum of its newest articles' vectors. Whole numbers below 2^53, so exact in whatever order articles were
   * added.
   */
  const squares: number[] = []
  const [query, space] = [createDenseVector(), createSpace()]

  const membersOf = (story: number): readonly number[] => stories.rowsOf(story, MOST_MEMBERS)
  return {
    get size() {
      return articles.length
    },
    put(entry: WindowArticle): void {
      const row = articles.push(entry.article) - 1
      if (row === columns.capacity) columns = grownColumns(columns, createColumns)
      write(columns, row, entry)
      entities.add(entry.facts)
      addPostings(columns, terms, row, entry.terms.terms)
      const others = membersOf(stories.find(entry.story))
      const story = stories.add(entry.story, row)
      query.begin(terms.size)
      squares[story] = (squares[story] ?? 0) + growthOf(columns, query, row, others)
    },
    /** Moves all articles of one story to another. */
    join(ended: string, into: string): void {
      const story = stories.join(ended, into)
      query.begin(terms.size)
      if (story !== NONE) squares[story] = squareOf(columns, query, membersOf(story))
    },
    /** Writes into `into` how many articles have each of the first `size` terms of `of`. */
    frequenciesOf: (of: Int32Array, size: number, into: Int32Array): void => terms.frequenciesOf(of, size, into),
    /** Sets the vector that articles are compared with from now on. */
    query({ terms: names, weights }: TermVector): void {
      query.begin(terms.size)
      for (let nth = 0; nth < names.length; nth += 1) query.add(terms.find(names[nth] ?? 0), weights[nth] ?? 0)
    },
    /** Calls `visit` for each row that shares terms with the query, with the dot product over the most informative of these terms. */
    forEachAlike: (visit: (row: number, dot: number) => void): void => visitAlike(columns, { terms, query, space }, visit),
    dotAt: (row: number): number => query.dotWith(columns, row),
    /** A story's newest articles, the newest first. */
    membersOf,
    squareOf: (story: number): number => squares[story] ?? 0,
    /** A story's oldest article. */
    firstOf: stories.firstOf,
    sizeOf: stories.sizeOf,
    nameOf: stories.nameOf,
    storyAt: stories.storyOf,
    timeAt: (row: number): Instant => columns.times[row] ?? 0,
    arrivalAt: (row: number): Instant => columns.arrivals[row] ?? 0,
    articleAt: (row: number): string => articles[row] ?? '',
    hasFact: (row: number, fact: number): boolean => hasFact(columns, row, fact),
    frequencyOfEntity: entities.frequencyOf,
    /** Does the article name an amount? Amounts come first among its facts. */
    counts: (row: number): boolean => columns.factCounts[row] !== 0 && isAmount(columns.facts[row * MOST_FACTS] ?? 1),
    entryAt: (row: number): WindowArticle =>
      entryOf(columns, row, terms.termOf, { article: articles[row] ?? '', story: stories.nameOf(stories.storyOf(row)) }),
  }
}
export type ArticleWindow = ReturnType<typeof createArticleWindow>

const createColumns = (capacity: number) => ({
  capacity,
  /** Term numbers. */
  terms: new Int32Array(capacity * MOST_TERMS),
  weights: new Uint16Array(capacity * MOST_TERMS),
  lengths: new Uint8Array(capacity),
  facts: new Uint32Array(capacity * MOST_FACTS),
  factCounts: new Uint8Array(capacity),
  times: new Float64Array(capacity),
  arrivals: new Float64Array(capacity),
  /** Dot products of one look-up; all zero between two look-ups. */
  dots: new Int32Array(capacity),
})
type ArticleColumns = Readonly<ReturnType<typeof createColumns>>

/** Working space: the postings of one term, and all rows that were met. */
const createSpace = () => ({ postings: new Int32Array(MOST_POSTINGS), met: new Int32Array(MOST_POSTINGS) })

/** How many articles name each entity. */
const createFrequencies = () => {
  const counts = new Map<number, number>()
  return {
    add(facts: FactHashes): void {
      for (const fact of facts) if (!isAmount(fact)) counts.set(fact, (counts.get(fact) ?? 0) + 1)
    },
    frequencyOf: (fact: number): number => counts.get(fact) ?? 0,
  }
}

const addPostings = (columns: ArticleColumns, index: InvertedIndex, row: number, terms: Int32Array): void => {
  for (let nth = 0; nth < terms.length; nth += 1) {
    const posting = row * MOST_TERMS + nth
    columns.terms[posting] = index.add(terms[nth] ?? 0, posting)
  }
}

/** Writes all of an entry but its terms. */
const write = (columns: ArticleColumns, row: number, { at, arrivedAt, terms, facts }: WindowArticle): void => {
  columns.weights.set(terms.weights, row * MOST_TERMS)
  columns.lengths[row] = terms.terms.length
  columns.facts.set(facts, row * MOST_FACTS)
  columns.factCounts[row] = facts.length
  columns.times[row] = at
  columns.arrivals[row] = arrivedAt
}

/** How much a story's squared length grows when a row is added to the others. The oldest of these drops out if they are `MOST_MEMBERS`. */
const growthOf = (columns: ArticleColumns, vector: DenseVector, row: number, others: readonly number[]): number => {
  const remaining = others.slice(0, MOST_MEMBERS - 1)
  const oldest = others[MOST_MEMBERS - 1]
  const gain = gainOf(columns, vector, row, remaining)
  return oldest === undefined ? gain : gain - gainOf(columns, vector, oldest, remaining)
}

/** Squared length of the sum of these rows' vectors. */
const squareOf = (columns: ArticleColumns, vector: DenseVector, rows: readonly number[]): number =>
  rows.reduce((sum, row, nth) => sum + gainOf(columns, vector, row, rows.slice(nth + 1)), 0)

/**
 * What a row adds to the squared length of a sum with others. Its own length counts as `UNIT`, also where terms of a template have lost their weight.
 */
const gainOf = (columns: ArticleColumns, vector: DenseVector, row: number, others: readonly number[]): number => {
  vector.clear()
  const from = row * MOST_TERMS
  for (let posting = from; posting < from + (columns.lengths[row] ?? 0); posting += 1)
    vector.add(columns.terms[posting] ?? NONE, columns.weights[posting] ?? 0)
  let gain = UNIT ** 2
  for (const other of others) gain += 2 * vector.dotWith(columns, other)
  return gain
}

type LookUp = {
  readonly terms: InvertedIndex
  readonly query: DenseVector
  readonly space: ReturnType<typeof createSpace>
}

const visitAlike = (
  { dots, weights }: ArticleColumns,
  { terms, query, space: { postings, met } }: LookUp,
  visit: (row: number, dot: number) => void,
): void => {
  let size = 0
  let left = MOST_POSTINGS
  for (const term of query.heaviestFirst()) {
    const weight = query.weightOf(term)
    const count = terms.read(term, left, postings)
    left -= count
    for (let nth = 0; nth < count; nth += 1) {
      const posting = postings[nth] ?? 0
      const row = Math.floor(posting / MOST_TERMS)
      const dot = dots[row] ?? 0
      if (dot === 0) met[size++] = row
      dots[row] = dot + weight * (weights[posting] ?? 0)
    }
  }
  for (let nth = 0; nth < size; nth += 1) {
    const row = met[nth] ?? 0
    const dot = dots[row] ?? 0
    dots[row] = 0
    visit(row, dot)
  }
}

const entryOf = (
  columns: ArticleColumns,
  row: number,
  termOf: (number: number) => number,
  names: Pick<WindowArticle, 'article' | 'story'>,
): WindowArticle => ({
  ...names,
  at: columns.times[row] ?? 0,
  arrivedAt: columns.arrivals[row] ?? 0,
  terms: termsAt(columns, row, termOf),
  facts: factsAt(columns, row),
})

const termsAt = (columns: ArticleColumns, row: number, termOf: (number: number) => number): TermVector => {
  const from = row * MOST_TERMS
  const to = from + (columns.lengths[row] ?? 0)
  return { terms: columns.terms.slice(from, to).map((number) => termOf(number)), weights: columns.weights.subarray(from, to) }
}

const factsAt = ({ facts, factCounts }: ArticleColumns, row: number): FactHashes =>
  facts.subarray(row * MOST_FACTS, row * MOST_FACTS + (factCounts[row] ?? 0))

const hasFact = ({ facts, factCounts }: ArticleColumns, row: number, fact: number): boolean => {
  const from = row * MOST_FACTS
  const to = from + (factCounts[row] ?? 0)
  for (let nth = from; nth < to; nth += 1) if (facts[nth] === fact) return true
  return false
}

/** Term vectors of articles in columns: a row's terms, by number, from `row × MOST_TERMS` on. */
type VectorColumns = { readonly terms: Int32Array; readonly weights: Uint16Array; readonly lengths: Uint8Array }

/** A sparse vector with its weights in an array by term number, in which each term of another vector is looked up. */
const createDenseVector = () => {
  let weights = new Uint16Array(1_024)
  const terms = new Int32Array(MOST_TERMS)
  let size = 0
  /** Working space. */
  const order = new Int32Array(MOST_TERMS)

  const clear = (): void => {
    for (let index = 0; index < size; index += 1) weights[terms[index] ?? 0] = 0
    size = 0
  }
  return {
    clear,
    /** Empties the vector. `numbers`: above the number of every term that will be added. */
    begin(numbers: number): void {
      clear()
      if (weights.length < numbers) weights = new Uint16Array(2 * numbers)
    },
    /** Skips a term without a number, which no article has, and one without weight, which would find nothing. */
    add(term: number, weight: number): void {
      if (term === NONE || weight === 0) return
      terms[size++] = term
      weights[term] = weight
    },
    weightOf: (term: number): number => weights[term] ?? 0,
    /** The terms, the heaviest first; of equal weight, the one that was added first. */
    heaviestFirst(): readonly number[] {
      for (let index = 0; index < size; index += 1) order[index] = index - (weights[terms[index] ?? 0] ?? 0) * MOST_TERMS
      const found: number[] = []
      for (const key of order.subarray(0, size).sort())
        found.push(terms[key - Math.floor(key / MOST_TERMS) * MOST_TERMS] ?? NONE)
      return found
    },
    dotWith(columns: VectorColumns, row: number): number {
      const from = row * MOST_TERMS
      const to = from + (columns.lengths[row] ?? 0)
      let dot = 0
      for (let posting = from; posting < to; posting += 1)
        dot += (columns.weights[posting] ?? 0) * (weights[columns.terms[posting] ?? 0] ?? 0)
      return dot
    },
  }
}
type DenseVector = ReturnType<typeof createDenseVector>
