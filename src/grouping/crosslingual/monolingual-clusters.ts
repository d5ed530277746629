import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { Embedding } from '../embeddings/embeddings.ts'
import { FIRST_ROWS, grownColumns } from '../../lib/columns.ts'
import { createStringInterner, NONE } from '../index/interner.ts'
import { createInvertedIndex, type InvertedIndex } from '../index/inverted-index.ts'
import { createStoryChains } from '../index/story-chains.ts'
import { type FeatureKey, kindOfKey } from './feature-keys.ts'

/** Of the vectors of embeddings. */
export const DIMENSIONS = 96
/** As many features speak for a cluster. */
export const MOST_FEATURES = 32
/** As many articles speak for a cluster; later ones repeat. */
const MOST_REPORTS = 12

/** What an article adds to its story in its language. */
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
 * Monolingual clusters: the reports of one story in one language, side by side in typed arrays, some 400 bytes each and their postings. The
 * clusters of one story are chained.
 */
export const createMonolingualClusters = () => {
  let columns = createColumns(FIRST_ROWS)
  const articles: string[] = []
  const languages = createStringInterner()
  /** By a language's number. */
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
    /** Clusters by the keys of their features. */
    features,
    /** Sum of the clusters' embeddings, and of how many. */
    embeddings: embeddings.now,
    /** Is the language written in Latin letters? */
    isLatinLanguage: (language: LanguageTag): boolean => latin[languages.find(language)] ?? isInLatin(language),
    isLatin: (cluster: number): boolean => latin[columns.languages[cluster] ?? 0] ?? false,
    languageOf,
    /** As the columns have it; of a language without clusters, a number that none has. */
    numberOf: languages.find,
    articleOf: (cluster: number): string => articles[cluster] ?? '',
    storyOf: (cluster: number): string => stories.nameOf(stories.storyOf(cluster)),
    /** A story's clusters, the newest first. */
    clustersOf: (story: string): readonly number[] => stories.rowsOf(stories.find(story)),
    /** The same of the story that a cluster belongs to. */
    siblingsOf: (cluster: number): readonly number[] => stories.rowsOf(stories.storyOf(cluster)),
    /** Gives all clusters of one story to another, which has none of their languages. */
    join: (ended: string, into: string): void => void stories.join(ended, into),
    add(report: ClusterReport): void {
      const language = languages.find(report.language)
      const known = stories.rowsOf(stories.find(report.story)).find((cluster) => columns.languages[cluster] === language)
      const cluster = known ?? start(report)
      if (!takesMore(columns, cluster, report)) return
      for (const key of report.features) take(columns, features, cluster, key)
      if (report.embedding !== null) embeddings.add(report.embedding, 0, 1)
    },
    /** As it stands in another table. */
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

/** Columns of a table of clusters; a feature stands at `cluster × MOST_FEATURES` and after. */
const createColumns = (capacity: number) => ({
  capacity,
  /** Numbers of features. */
  features: new Int32Array(capacity * MOST_FEATURES),
  /** Of what kind each is, beside it: what stands by its number lies far away. */
  kinds: new Uint8Array(capacity * MOST_FEATURES),
  /** Reports that have the feature. */
  counts: new Uint8Array(capacity * MOST_FEATURES),
  lengths: new Uint8Array(capacity),
  /** Of the reports' embeddings, and of how many. */
  sums: new Int16Array(capacity * DIMENSIONS),
  embeddings: new Uint8Array(capacity),
  reports: new Uint8Array(capacity),
  first: new Float64Array(capacity),
  last: new Float64Array(capacity),
  /** When the newest of its reports was first seen. */
  arrived: new Float64Array(capacity),
  languages: new Uint16Array(capacity),
  /** Working space of one look-up, all zero between two. */
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

/** False: as many reports as count have been taken in before. */
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

/** A report more of the cluster has the feature. */
const take = (columns: ClusterColumns, features: InvertedIndex, cluster: number, key: FeatureKey): void => {
  const at = positionOf(columns, cluster, features.find(key))
  if (at === NONE) gain(columns, features, cluster, key, 1)
  else columns.counts[at] = (columns.counts[at] ?? 0) + 1
}

/** Gives the cluster a feature more, as one that so many of its reports have, where it has room. */
const gain = (columns: ClusterColumns, features: InvertedIndex, cluster: number, key: FeatureKey, count: number): void => {
  const length = columns.lengths[cluster] ?? 0
  if (length === MOST_FEATURES) return
  const at = cluster * MOST_FEATURES + length
  columns.features[at] = features.add(key, cluster)
  columns.kinds[at] = kindOfKey(key)
  columns.counts[at] = count
  columns.lengths[cluster] = length + 1
}

/** Where the cluster has the feature. */
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
