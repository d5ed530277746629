import type { ReadArticle } from '../model/article.ts'
import {
  type ArticleId,
  articleId,
  type Instant,
  type LanguageTag,
  type SourceId,
  type StoryId,
  storyId,
} from '../model/ids.ts'
import type { Assignment, DuplicateCandidate, IndexedReport, StoredFeatures } from '../model/story.ts'
import { type ClusterIndex, createClusterIndex, type StoryMatch } from './clustering/cluster-index.ts'
import { type FactHashes, factHashesOf } from './clustering/fact-hashes.ts'
import { headlineWordsOf } from './clustering/headline-words.ts'
import { createTemplates } from './clustering/templates.ts'
import { createTermCounter } from './clustering/term-vector.ts'
import { createLinkIndex, type LinkMatch } from './crosslingual/link-index.ts'
import type { GrownMatch } from './crosslingual/grown-stories.ts'
import { createFeatureExtractor, type ReportContent } from './crosslingual/link-features.ts'
import type { MultilingualEmbeddings } from './embeddings/embeddings.ts'
import type { ModelVector } from './model-vectors/model-vector.ts'
import { createVectorIndex, type NearStories, type VectorComparison } from './model-vectors/vector-index.ts'
import { createBandIndex } from './near-duplicates/band-index.ts'
import { decodeFeatures, type ReportFeatures } from './stored-features.ts'
import { createReportReader } from './report-words.ts'

export { FEATURES_WINDOW_MS } from './crosslingual/link-index.ts'
export { FINGERPRINT_WINDOW_MS } from './near-duplicates/band-index.ts'

/** Rows of the store from which an index is refilled between two yields: some 20 ms. */
export const REFILLED_AT_ONCE = 100

/** A logged article, as the grouper passes it to the index. */
export type Report = ReportContent &
  Pick<ReadArticle, 'fingerprint'> & {
    readonly article: ArticleId
    /** The id of the story that it may start. */
    readonly story: StoryId
    readonly source: SourceId
    /** When it was first seen. */
    readonly arrivedAt: Instant
  }

/** What later reports are compared with, computed with the index as it was when the report came. */
export type Compared = {
  readonly features: ReportFeatures
  readonly facts: FactHashes
  /** Articles of its source and template that report another event. */
  readonly others: ReadonlySet<string>
}

/** What was decided about a report, to be added to the index. */
export type Decision = {
  readonly assignment: Exclude<Assignment, { kind: 'same' }>
  /** Features to store. Null: no later report is compared with this one, for example because it is a copy. */
  readonly features: StoredFeatures | null
  readonly compared: Compared | null
}

/** Two stories that prove to be one. */
export type LateMatch = Omit<GrownMatch, 'story' | 'other' | 'articles'> & {
  readonly story: StoryId
  readonly other: StoryId
  /** One article of each story. */
  readonly articles: readonly ArticleId[]
}

/**
 * All indexes that new reports are compared with, and their working space. A cache: refilled from the store, it gives the same results. Results
 * depend on what was added alone. Not re-entrant: one call at a time.
 */
export type GroupingIndex = {
  /** Articles of other sources that may carry the same text: those that share the most bands first, of equal ones the newest; at most 32. */
  duplicateCandidates(report: Pick<Report, 'source' | 'arrivedAt' | 'fingerprint'>): readonly DuplicateCandidate[]
  compare(report: Report): Compared
  /** The story in the report's language that the report joins or nearly joins; null: none. */
  matchStory(compared: Compared): StoryMatch | null
  /** Compares the report's model vector: finds the stories in other languages that are near it. */
  compareVector(compared: Compared, arrivedAt: Instant, vector: ModelVector): VectorComparison
  /** The story in other languages that the report joins; null: none. `doubted`: a story that it nearly joins; `near`: stories near to its vector. */
  matchLink(article: ArticleId, compared: Compared, doubted: StoryId | null, near?: NearStories): LinkMatch | null
  /** Does the story have few reports so far, in one language only? */
  isRecent(story: StoryId): boolean
  /** Adds a report together with the decision about it. */
  add(report: Pick<Report, 'article' | 'story' | 'source' | 'arrivedAt' | 'fingerprint'>, decision: Decision): void
  /**
   * Fills an index that has just been created, in slices of any size, with the reports that arrived within `FINGERPRINT_WINDOW_MS`, in the order of
   * arrival. Features are needed only of those that arrived within `FEATURES_WINDOW_MS`.
   */
  restore(reports: readonly IndexedReport[]): void
  /** A story in other languages that proves to be the same as a story which has just grown by a report in this language; null: none. */
  matchGrown(story: StoryId, language: LanguageTag): LateMatch | null
  /** Moves all articles of one story to another, as if the index had been refilled with them there. Iterate to the end before the next call. */
  join(ended: StoryId, into: StoryId): Iterable<void>
  /** Moves articles to other stories, as if the index had been refilled with them there. Iterate to the end before the next call. */
  reassign(moves: ReadonlyMap<ArticleId, StoryId>): Iterable<void>
}

export const createGroupingIndex = (embeddings: MultilingualEmbeddings): GroupingIndex => {
  const { clustersIn, allClusters } = createClusters(embeddings.sharesOf)
  const [links, duplicates, vectors] = [createLinkIndex(), createBandIndex(), createVectorIndex()]
  const templates = createTemplates()
  const compare = createReader(embeddings, clustersIn, templates)

  return {
    duplicateCandidates: (report) => duplicates.candidates(report),
    compare,
    matchStory: ({ features, facts, others }) =>
      clustersIn(features.language).match(
        { terms: features.terms, facts, at: features.at },
        ({ story, nearest }) => others.has(nearest) || links.contradicts(story, features.linkFeatures),
      ),
    compareVector: ({ features }, arrivedAt, vector) => vectors.compare({ ...features, arrivedAt, vector }),
    matchLink: (article, { features }, doubted, near) => links.match({ ...features, article }, doubted, near),
    isRecent: (story) => links.isRecent(story),
    add({ article, story: own, source, arrivedAt, fingerprint }, { assignment, compared }) {
      const story = assignment.kind === 'starts' ? own : assignment.story
      if (fingerprint !== null) duplicates.add({ article, story, source, arrivedAt, bands: fingerprint.bands })
      if (compared === null) return
      const { features, facts } = compared
      clustersIn(features.language).add({ ...features, article, story, facts, arrivedAt })
      links.add(story, { ...features, article }, arrivedAt)
      vectors.add({ ...features, article, story, arrivedAt })
      templates.add({ ...features, article, source, arrivedAt })
    },
    restore(reports) {
      const entries = reports.flatMap(entryOf)
      for (const [language, articles] of Map.groupBy(entries, (entry) => entry.language)) clustersIn(language).addAll(articles)
      for (const entry of entries) links.add(entry.story, entry, entry.arrivedAt)
      for (const entry of entries) vectors.add(entry)
      for (const entry of entries) templates.add(entry)
      for (const { bands, ...entry } of reports) if (bands !== null) duplicates.add({ ...entry, bands })
    },
    matchGrown: (story, language) => lateMatchOf(links.matchGrown(story, language)),
    *join(ended, into) {
      for (const index of [duplicates, vectors, ...allClusters()]) index.join(ended, into)
      yield* links.join(ended, into)
    },
    *reassign(moves) {
      for (const index of [duplicates, vectors]) index.reassign(moves)
      for (const index of [...allClusters(), links]) yield* index.reassign(moves)
    },
  }
}

const lateMatchOf = (match: GrownMatch | null): LateMatch | null =>
  match === null
    ? null
    : { ...match, story: storyId(match.story), other: storyId(match.other), articles: match.articles.map(articleId) }

/** Computes what later reports are compared with. */
const createReader = (
  embeddings: MultilingualEmbeddings,
  clustersIn: (language: LanguageTag) => ClusterIndex,
  templates: ReturnType<typeof createTemplates>,
): GroupingIndex['compare'] => {
  const wordsOf = createReportReader()
  const termsOf = createTermCounter()
  const linkFeaturesOf = createFeatureExtractor(embeddings.shareOf)
  return (report) => {
    const { language, publishedAt: at, source, arrivedAt } = report
    const words = wordsOf(report)
    const headline = headlineWordsOf(words, report, embeddings.shareOf)
    const weighed = clustersIn(language).weigh(termsOf(words))
    const { terms, others } = templates.read({ source, language, arrivedAt, headline, terms: weighed })
    const linkFeatures = linkFeaturesOf(report)
    const embedding = embeddings.embeddingOf(words)
    const features = { language, at, headline, terms, embedding, linkFeatures, vector: null }
    return { features, facts: factHashesOf(linkFeatures), others }
  }
}

/** A cluster index for each language, created on first use. */
const createClusters = (sharesOf: MultilingualEmbeddings['sharesOf']) => {
  const clusters = new Map<LanguageTag, ClusterIndex>()
  return {
    clustersIn: (language: LanguageTag): ClusterIndex => {
      const index = clusters.get(language) ?? createClusterIndex(sharesOf)
      clusters.set(language, index)
      return index
    },
    allClusters: (): Iterable<ClusterIndex> => clusters.values(),
  }
}

/** The report's entry, in a list. Empty: no later report is compared with it, or another version wrote its features. */
const entryOf = ({ article, story, source, arrivedAt, features: stored }: IndexedReport) => {
  const features = stored === null ? null : decodeFeatures(stored)
  return features === null
    ? []
    : [{ ...features, article, story, source, arrivedAt, facts: factHashesOf(features.linkFeatures) }]
}
