import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { Embedding } from '../embeddings/embeddings.ts'
import { FIRST_ROWS, grownColumns } from '../../lib/columns.ts'
import { createStringInterner, NONE } from '../index/interner.ts'
import { createInvertedIndex, type InvertedIndex } from '../index/inverted-index.ts'
import { createStoryChains } from '../index/story-chains.ts'
import { type FeatureKey, kindOfKey } from './feature-keys.ts'

/** Numbers in the vector of an embedding. */
export const DIMENSIONS = 96
/** The most features of a cluster. */
export const MOST_FEATURES = 32
/** The most reports of which a cluster counts features and embeddings; later ones repeat. */
const MOST_REPORTS = 12

/** A report, as it is added to its story in its language. */
export type ClusterReport = {
  readonly article: string
  readonly story: string
  readonly language: LanguageTag
  readonly at: Instant
  /** When it was first seen. */
  readonly arrivedAt: Instant
  readonly features: readonly FeatureKey[]
  readonly embedding: Embedding | null
}

/**
 * Monolingual clusters: the reports of one story in one language, in typed arrays, some 400 bytes for each cluster plus its postings. The clusters of
 * one story are chained.
 */
export const createMonolingualClusters = () => {
  let columns = createColumns(FIRST_ROWS)
  const articles: string[] = []
  const languages = createStringInterner()
  /** By language number: is the language written in Latin letters? */
  const latin: boolean[] = []
  const [features, stories] = [createInvertedIndex(), createStoryChains()]
  const embeddings = createEmbeddingSum()

  const start = ({ article, language, story }: Pick<ClusterReport, 'article' | 'language' | 'story'>): number => {
    const cluster = articles.push(article) - 1
    if (cluster === columns.capacity) columns = grownColumns(columns, createColumns)
    const number = languages.intern(language)
    columns.languages[cluster] = number
    latin[number] ??= isInLatin(language)
    stories.add(story, cluster)
    return cluster
  }
  const languageOf = (cluster: number): LanguageTag => languages.nameOf(columns.languages[cluster] ?? NONE)
  return {
    get size() {
      return articles.length
    },
    get columns(): ClusterColumns {
      return columns
    },
    /** The clusters by feature key, as an inverted index. */
    features,
    /** The sum of all clusters' embeddings, and how many these are. */
    embeddings: embeddings.now,
    /** Is the language written in Latin letters? */
    isLatinLanguage: (language: LanguageTag): boolean => latin[languages.find(language)] ?? isInLatin(language),
    isLatin: (cluster: number): boolean => latin[columns.languages[cluster] ?? 0] ?? false,
    languageOf,
    /** A language's number, as in the columns; of a language without clusters, `NONE`. */
    numberOf: languages.find,
    articleOf: (cluster: number): string => articles[cluster] ?? '',
    storyOf: (cluster: number): string => stories.nameOf(stories.storyOf(cluster)),
    /** A story's clusters, the newest first. */
    clustersOf: (story: string): readonly number[] => stories.rowsOf(stories.find(story)),
    /** The clusters of the story that this cluster belongs to, the newest first. */
    siblingsOf: (cluster: number): readonly number[] => stories.rowsOf(stories.storyOf(cluster)),
    /** Moves all clusters of one story to another, which has none in their languages. */
    join: (ended: string, into: string): void => void stories.join(ended, into),
    add(report: ClusterReport): void {
      const language = languages.find(report.language)
      const known = stories.rowsOf(stories.find(report.story)).find((cluster) => columns.languages[cluster] === language)
      const cluster = known ?? start(report)
      if (!takesMore(columns, cluster, report)) return
      for (const key of report.features) take(columns, features, cluster, key)
      if (report.embedding !== null) embeddings.add(report.embedding, 0, 1)
    },
    /** Copies a cluster from another table. */
    adopt(other: ClusterSource, old: number): void {
      const cluster = start({ article: other.articleOf(old), language: other.languageOf(old), story: other.storyOf(old) })
      copy(other, old, columns, features, cluster)
      embeddings.add(columns.sums, cluster * DIMENSIONS, columns.embeddings[cluster] ?? 0)
    },
  }
}
type ClusterSource = {
  readonly columns: ClusterColumns
  readonly features: InvertedIndex
  readonly articleOf: (cluster: number) => string
  readonly languageOf: (cluster: number) => LanguageTag
  readonly storyOf: (cluster: number) => string
}
export type MonolingualClusters = ReturnType<typeof createMonolingualClusters>

const isInLatin = (language: LanguageTag): boolean => new Intl.Locale(language).maximize().script === 'Latn'

/** Columns of a table of clusters; a cluster's features stand from `cluster × MOST_FEATURES` on. */
const createColumns = (capacity: number) => ({
  capacity,
  /** Feature numbers. */
  features: new Int32Array(capacity * MOST_FEATURES),
  /** The kind of each feature, next to it in memory: looking it up by feature number would be slower. */
  kinds: new Uint8Array(capacity * MOST_FEATURES),
  /** How many reports of the cluster have each feature. */
  counts: new Uint8Array(capacity * MOST_FEATURES),
  lengths: new Uint8Array(capacity),
  /** Sum of the reports' embeddings; `embeddings`: how many these are. */
  sums: new Int16Array(capacity * DIMENSIONS),
  embeddings: new Uint8Array(capacity),
  reports: new Uint8Array(capacity),
  first: new Float64Array(capacity),
  last: new Float64Array(capacity),
  /** When the newest of its reports was first seen. */
  arrived: new Float64Array(capacity),
  languages: new Uint16Array(capacity),
  /** Scores of one look-up; all zero between two look-ups. */
  scores: new Float32Array(capacity),
})
export type ClusterColumns = Readonly<ReturnType<typeof createColumns>>

const createEmbeddingSum = () => {
  const sum = new Float64Array(DIMENSIONS)
  let count = 0
  return {
    now: () => ({ sum, count }),
    add(embeddings: Int16Array, from: number, of: number): void {
      count += of
      for (let index = 0; index < DIMENSIONS; index += 1) sum[index] = (sum[index] ?? 0) + (embeddings[from + index] ?? 0)
    },
  }
}

/** Counts a report in. False: the cluster has `MOST_REPORTS` already, and only its times change. */
const takesMore = (columns: ClusterColumns, cluster: number, { at, arrivedAt, embedding }: ClusterReport): boolean => {
  const reports = columns.reports[cluster] ?? 0
  columns.arrived[cluster] = reports === 0 ? arrivedAt : Math.max(columns.arrived[cluster] ?? 0, arrivedAt)
  columns.first[cluster] = reports === 0 ? at : Math.min(columns.first[cluster] ?? 0, at)
  columns.last[cluster] = reports === 0 ? at : Math.max(columns.last[cluster] ?? 0, at)
  if (reports === MOST_REPORTS) return false
  columns.reports[cluster] = reports + 1
  if (embedding === null) return true
  columns.embeddings[cluster] = (columns.embeddings[cluster] ?? 0) + 1
  const from = cluster * DIMENSIONS
  for (let index = 0; index < DIMENSIONS; index += 1)
    columns.sums[from + index] = (columns.sums[from + index] ?? 0) + (embedding[index] ?? 0)
  return true
}

/** Counts one more report of the cluster that has the feature. */
const take = (columns: ClusterColumns, features: InvertedIndex, cluster: number, key: FeatureKey): void => {
  const at = positionOf(columns, cluster, features.find(key))
  if (at === NONE) gain(columns, features, cluster, key, 1)
  else columns.counts[at] = (columns.counts[at] ?? 0) + 1
}

/** Adds a feature that `count` of the cluster's reports have, if there is room. */
const gain = (columns: ClusterColumns, features: InvertedIndex, cluster: number, key: FeatureKey, count: number): void => {
  const length = columns.lengths[cluster] ?? 0
  if (length === MOST_FEATURES) return
  const at = cluster * MOST_FEATURES + length
  columns.features[at] = features.add(key, cluster)
  columns.kinds[at] = kindOfKey(key)
  columns.counts[at] = count
  columns.lengths[cluster] = length + 1
}

/** Position of the feature in the cluster's columns; `NONE`: the cluster lacks it. */
const positionOf = (columns: ClusterColumns, cluster: number, feature: number): number => {
  if (feature === NONE) return NONE
  const from = cluster * MOST_FEATURES
  const to = from + (columns.lengths[cluster] ?? 0)
  for (let at = from; at < to; at += 1) if (columns.features[at] === feature) return at
  return NONE
}

const copy = (other: ClusterSource, old: number, to: ClusterColumns, features: InvertedIndex, cluster: number): void => {
  const from = other.columns
  const first = old * MOST_FEATURES
  for (let at = first; at < first + (from.lengths[old] ?? 0); at += 1)
    gain(to, features, cluster, other.features.termOf(from.features[at] ?? NONE), from.counts[at] ?? 0)
  to.sums.set(from.sums.subarray(old * DIMENSIONS, (old + 1) * DIMENSIONS), cluster * DIMENSIONS)
  to.embeddings[cluster] = from.embeddings[old] ?? 0
  to.reports[cluster] = from.reports[old] ?? 0
  to.first[cluster] = from.first[old] ?? 0
  to.last[cluster] = from.last[old] ?? 0
  to.arrived[cluster] = from.arrived[old] ?? 0
}
