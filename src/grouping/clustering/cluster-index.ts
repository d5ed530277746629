import { HOUR } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import type { Shares } from '../embeddings/embeddings.ts'
import { type ArticleWindow, createArticleWindow, type WindowArticle } from './article-window.ts'
import { bestStory, CLUSTER_WINDOW_MS, type ClusterQuery, GENERAL_ARTICLES, type StoryLikeness } from './story-score.ts'
import { JOIN_THRESHOLDS } from '../../model/assignment-reason.ts'
import { type TermVector, topTerms, type Terms } from './term-vector.ts'

/** `joins`: the score is high enough. Otherwise it is nearly high enough, and reports in other languages decide. */
export type StoryMatch = StoryLikeness & { readonly joins: boolean }

/**
 * Articles of one language within the window, found by the terms that they share. Streaming: an article is compared with earlier ones and then added.
 * Results depend on the entries alone, so an index refilled from stored entries gives the same.
 */
export type ClusterIndex = {
  /** The term vector of an article, each term weighted by its rarity now. */
  weigh(terms: Terms): TermVector
  /** The story that the article joins or nearly joins; null: none. */
  match(query: ClusterQuery, isContradicted: (found: StoryLikeness) => boolean): StoryMatch | null
  add(entry: WindowArticle): void
  /** The same as adding each in this order, but without the work for entries that would be dropped again. */
  addAll(entries: readonly WindowArticle[]): void
  /** Moves all articles of one story to another, as if they had been added to it. */
  join(ended: string, into: string): void
  /** Moves articles to other stories, as if all had been added again with these. Yields after each slice. */
  reassign(moves: ReadonlyMap<string, string>): Iterable<void>
  readonly size: number
}

const JOIN_AT = JOIN_THRESHOLDS.story
/** Texts have more in common by chance than titles: each term beyond those of a title raises the threshold by `TERM_COST`. */
const TITLE_TERMS = 15
const TERM_COST = 0.0008
/** The threshold is this much lower where other languages report the same: two reports of one event may share little more than its names. */
const DOUBT = 0.15
/** Articles that `reassign` adds between two yields: some five milliseconds. */
const SLICE = 500

/** `background`: the shares of texts, in general, that hold given words; 0 for a word that is not known. */
export const createClusterIndex = (background: Shares): ClusterIndex => {
  let window = createArticleWindow()
  let from = Number.NEGATIVE_INFINITY
  const raritiesOf = createRarities(background)
  return {
    weigh: (terms) => topTerms(terms, raritiesOf(terms, window)),
    match(query, isContradicted) {
      const best = bestStory(window, query, isContradicted)
      const enough = enoughFor(query.terms)
      return best === null || best.score < enough - DOUBT ? null : { ...best, joins: best.score >= enough }
    },
    add(entry) {
      if (entry.arrivedAt < from) return
      window.put(entry)
      const start = windowStart(entry.arrivedAt)
      if (start <= from) return
      from = start
      window = since(window, from)
    },
    addAll(entries) {
      from = entries.reduce((latest, { arrivedAt }) => Math.max(latest, windowStart(arrivedAt)), from)
      window = since(window, from)
      for (const entry of entries) if (entry.arrivedAt >= from) window.put(entry)
    },
    join: (ended, into) => window.join(ended, into),
    *reassign(moves) {
      if (rowsOf(window).every((row) => isUnmoved(window, row, moves))) return
      const fresh = createArticleWindow()
      for (const row of rowsOf(window)) {
        const entry = window.entryAt(row)
        fresh.put({ ...entry, story: moves.get(entry.article) ?? entry.story })
        if (fresh.size % SLICE === 0) yield
      }
      window = fresh
    },
    get size() {
      return window.size
    },
  }
}

/** The score at which an article with these terms joins a story. */
const enoughFor = ({ terms }: TermVector): number => JOIN_AT + TERM_COST * Math.max(0, terms.length - TITLE_TERMS)

/**
 * Steps in which the window moves on. Articles are dropped by when they arrived, not by when they were published: a source's first poll brings
 * articles a week old. In steps, so that the contents depend on the newest article alone.
 */
const STEP_MS = 12 * HOUR
const windowStart = (at: Instant): Instant => Math.floor(at / STEP_MS) * STEP_MS - CLUSTER_WINDOW_MS

const rowsOf = ({ size }: ArticleWindow): readonly number[] => Array.from({ length: size }, (_, row) => row)

const isUnmoved = (window: ArticleWindow, row: number, moves: ReadonlyMap<string, string>): boolean => {
  const story = window.nameOf(window.storyAt(row))
  return (moves.get(window.articleAt(row)) ?? story) === story
}

/** The window without articles that arrived before `from`. */
const since = (window: ArticleWindow, from: Instant): ArticleWindow => {
  const rows = rowsOf(window).filter((row) => window.arrivalAt(row) >= from)
  if (rows.length === window.size) return window
  const fresh = createArticleWindow()
  for (const row of rows) fresh.put(window.entryAt(row))
  return fresh
}

/**
 * Inverse document frequency over the articles of the window and, counted as `GENERAL_ARTICLES` more, texts in general. Look-ups of one kind run in
 * loops of their own, so that the processor waits for many memory accesses at a time.
 */
const createRarities = (background: Shares) => {
  /** Working space: one for each term of an article. */
  let rarities = new Float64Array(1_024)
  let frequencies = new Int32Array(1_024)
  return ({ size, terms, words }: Terms, window: ArticleWindow): Float64Array => {
    if (rarities.length < size) [rarities, frequencies] = [new Float64Array(2 * size), new Int32Array(2 * size)]
    background(words, size, rarities)
    window.frequenciesOf(terms, size, frequencies)
    const articles = window.size + GENERAL_ARTICLES + 1
    for (let nth = 0; nth < size; nth += 1)
      rarities[nth] = Math.log(articles / ((frequencies[nth] ?? 0) + GENERAL_ARTICLES * (rarities[nth] ?? 0) + 1))
    return rarities
  }
}
