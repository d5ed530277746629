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

/** Rows of the store with which an index is refilled at once: some 20 ms. */
export const REFILLED_AT_ONCE = 100

/** One logged article, as the grouper hands it over. */
export type Report = ReportContent &
  Pick<ReadArticle, 'fingerprint'> & {
    readonly article: ArticleId
    /** The id of the story that it may start. */
    readonly story: StoryId
    readonly source: SourceId
    /** When it was first seen. */
    readonly arrivedAt: Instant
  }

/** What of a report others are compared with, by the index as it was when the report came. */
export type Compared = { readonly features: ReportFeatures; readonly facts: FactHashes }

/** What was decided about a report, to be added to the index. */
export type Decision = {
  readonly assignment: Exclude<Assignment, { kind: 'same' }>
  /** To be stored. Null: no later report is compared with it, as with copies. */
  readonly features: StoredFeatures | null
  readonly compared: Compared | null
}

/** Two stories that prove to be one. */
export type LateMatch = Omit<GrownMatch, 'story' | 'other' | 'articles'> & {
  readonly story: StoryId
  readonly other: StoryId
  /** One of each. */
  readonly articles: readonly ArticleId[]
}

/**
 * What new reports are compared with: all indexes and all working space. A cache: filled again from what is stored, it answers what it would
 * have answered. What it answers depends on what it was given, and on nothing else. Not re-entrant: one call at a time.
 */
export type GroupingIndex = {
  /** Articles of other sources that may carry the same text: those that share most bands first, of equal ones the newest; 32 at most. */
  duplicateCandidates(report: Pick<Report, 'source' | 'arrivedAt' | 'fingerprint'>): readonly DuplicateCandidate[]
  compare(report: Report): Compared
  /** The story of the report's language that it joins or nearly joins. */
  matchStory(compared: Compared): StoryMatch | null
  /** The same of its vector by a model: which stories of other languages are near it. */
  compareVector(compared: Compared, arrivedAt: Instant, vector: ModelVector): VectorComparison
  /** The story of other languages that it joins. `doubted`: a story that it nearly joins; `near`: stories that its vector is near to. */
  matchLink(article: ArticleId, compared: Compared, doubted: StoryId | null, near?: NearStories): LinkMatch | null
  /** Do few report the story yet, and in one language? */
  isRecent(story: StoryId): boolean
  /** Takes in a report as it was decided. */
  add(report: Pick<Report, 'article' | 'story' | 'source' | 'arrivedAt' | 'fingerprint'>, decision: Decision): void
  /**
   * Fills an index that has just been created, in slices of any size: with what arrived within `FINGERPRINT_WINDOW_MS`, in the order of
   * arrival; of what arrived before `FEATURES_WINDOW_MS`, features are not needed.
   */
  restore(reports: readonly IndexedReport[]): void
  /** A story in other languages that proves to be one with a story which has just grown by a report of this language. */
  matchGrown(story: StoryId, language: LanguageTag): LateMatch | null
  /** One story ends, and its articles are another's: as if all had been filled again with these. To be iterated to its end as well. */
  join(ended: StoryId, into: StoryId): Iterable<void>
  /** Moves articles to other stories, as if all had been filled again with these. To be iterated to its end before anything else is asked. */
  reassign(moves: ReadonlyMap<ArticleId, StoryId>): Iterable<void>
}

export const createGroupingIndex = (embeddings: MultilingualEmbeddings): GroupingIndex => {
  const { clustersIn, allClusters } = createClusters(embeddings.sharesOf)
  const [links, duplicates, vectors] = [createLinkIndex(), createBandIndex(), createVectorIndex()]
  const wordsOf = createReportReader()
  const termsOf = createTermCounter()
  const linkFeaturesOf = createFeatureExtractor(embeddings.shareOf)

  return {
    duplicateCandidates: (report) => duplicates.candidates(report),
    compare(report) {
      const { language, publishedAt: at } = report
      const words = wordsOf(report)
      const terms = clustersIn(language).weigh(termsOf(words))
      const linkFeatures = linkFeaturesOf(report)
      const embedding = embeddings.embeddingOf(words)
      return { features: { language, at, terms, embedding, linkFeatures, vector: null }, facts: factHashesOf(linkFeatures) }
    },
    matchStory: ({ features, facts }) =>
      clustersIn(features.language).match({ terms: features.terms, facts, at: features.at }, (story) =>
        links.contradicts(story, features.linkFeatures),
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
    },
    restore(reports) {
      const entries = reports.flatMap(entryOf)
      for (const [language, articles] of Map.groupBy(entries, (entry) => entry.language)) clustersIn(language).addAll(articles)
      for (const entry of entries) links.add(entry.story, entry, entry.arrivedAt)
      for (const entry of entries) vectors.add(entry)
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

/** An index for each language. */
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

/** None: no later report is compared with it, or another version wrote its features. */
const entryOf = ({ article, story, arrivedAt, features: stored }: IndexedReport) => {
  const features = stored === null ? null : decodeFeatures(stored)
  return features === null ? [] : [{ ...features, article, story, arrivedAt, facts: factHashesOf(features.linkFeatures) }]
}
