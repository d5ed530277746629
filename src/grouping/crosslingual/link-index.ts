import { DAY, HOUR } from '../../lib/durations.ts'
import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { Embedding } from '../embeddings/embeddings.ts'
import { createClusterQuery } from './cluster-query.ts'
import { type Comparison, bestLink, type Near, NOTHING_NEAR } from './best-link.ts'
import { evidenceIn } from './cross-likeness.ts'
import { type GrownMatch, matchGrown } from './grown-stories.ts'
import { contradicts } from './contradiction.ts'
import { type KeyedFeatures, featureKeys } from './feature-keys.ts'
import type { LinkFeatures } from './link-features.ts'
import { createReportLog } from './report-log.ts'
import { createMonolingualClusters, type ClusterReport, type MonolingualClusters } from './monolingual-clusters.ts'

/** A report, as it is compared across languages. */
export type LinkReport = {
  readonly article: string
  readonly language: LanguageTag
  readonly at: Instant
  readonly linkFeatures: LinkFeatures
  readonly embedding: Embedding | null
}
export type LinkMatch = {
  readonly story: string
  /** The first report of that story in the language that matched best. */
  readonly parent: string
  readonly score: number
  /** Kinds of evidence for the match; `meaning` is the likeness of embeddings. */
  readonly kinds: ReadonlySet<string>
  /** Shared features, the most informative first. */
  readonly shared: readonly string[]
}

/**
 * Stories with their reports by language, streaming. A report that starts a story in its language may join the most similar story in other languages,
 * if no other story is nearly as similar and no story in its own language is more similar to that one.
 */
export type LinkIndex = {
  /**
   * The story in other languages that the report joins; null: none. `doubted`: a story that is reported in its language already and that the report
   * may belong to; no other such story is joined. `near`: stories that a model finds near, with their weights; they are candidates too.
   */
  match(report: LinkReport, doubted?: string | null, near?: Near): LinkMatch | null
  add(story: string, report: LinkReport, arrivedAt?: Instant): void
  /** Does something in the report contradict the story? */
  contradicts(story: string, linkFeatures: LinkFeatures): boolean
  /** Is the story reported in one language only, and by few reports so far? */
  isRecent(story: string): boolean
  /**
   * A story in other languages that proves to be the same, now that this story has grown by a report in `language`. Null: none; at most sizes, none
   * is searched for.
   */
  matchGrown(story: string, language: LanguageTag): GrownMatch | null
  /** Moves all reports of one story to another, as if they had been added to it. Yields after each slice. */
  join(ended: string, into: string): Iterable<void>
  /** Moves articles to other stories, as if all reports had been added again with these. Yields after each slice. */
  reassign(moves: ReadonlyMap<string, string>): Iterable<void>
}

/** With this many reports or fewer, in one language only, it is open whether other languages report a story too. */
const FEW_REPORTS = 2
const STEP_MS = DAY
const WINDOW_MS = 96 * HOUR

/** Reports that arrived longer ago need not be refilled: stories are compared by reports of half that time. */
export const FEATURES_WINDOW_MS = 8 * DAY
/** Reports that are added between two yields: some five milliseconds. */
const SLICE = 500

export const createLinkIndex = (): LinkIndex => {
  let window = createWindow()
  const log = createReportLog()
  const keysOf = lastKeys()
  return {
    add(story, { linkFeatures, ...report }, arrivedAt = report.at) {
      const added = { ...report, story, arrivedAt, features: keysOf(linkFeatures).keys }
      log.add(added)
      const next = withReport(window, added)
      if (next.from !== window.from) log.forget(arrivedAt - FEATURES_WINDOW_MS)
      window = next
    },
    matchGrown: (story, language) => matchGrown(window, story, language),
    *join(ended, into) {
      if (log.join(ended, into)) window = yield* windowWith(log.reports())
      else window.clusters.join(ended, into)
    },
    *reassign(moves) {
      if (log.reassign(moves)) window = yield* windowWith(log.reports())
    },
    contradicts: (story, linkFeatures) => contradicts(window.clusters, story, keysOf(linkFeatures).keys),
    isRecent(story) {
      const { clustersOf, columns } = window.clusters
      const [only, other] = clustersOf(story)
      return only !== undefined && other === undefined && (columns.reports[only] ?? 0) <= FEW_REPORTS
    },
    match(report, doubted = null, near = NOTHING_NEAR) {
      const { keys, features } = keysOf(report.linkFeatures)
      const { clusters, query } = window
      const language = clusters.numberOf(report.language)
      query.report({ ...report, keys })
      const best = bestLink(window, { language, keys, doubted, near })
      if (best === null) return null
      const { kinds, shared } = evidenceIn(best)
      return {
        story: clusters.storyOf(best.cluster),
        parent: clusters.articleOf(best.cluster),
        score: best.score,
        kinds,
        shared: shared.map((key) => features[keys.indexOf(key)] ?? ''),
      }
    },
  }
}

/** Caches the keys of the last report: a report that was matched is added next. */
const lastKeys = (): ((features: LinkFeatures) => KeyedFeatures) => {
  let last: { readonly features: LinkFeatures; readonly keyed: KeyedFeatures } | null = null
  return (features) => {
    if (last?.features !== features) last = { features, keyed: featureKeys(features) }
    return last.keyed
  }
}

/** Clusters of stories that were reported within the window, which begins at `from`. */
type Window = Comparison & { readonly from: Instant }
const windowOf = (clusters: MonolingualClusters, from: Instant): Window => ({
  clusters,
  query: createClusterQuery(clusters),
  from,
})
const createWindow = (): Window => windowOf(createMonolingualClusters(), Number.NEGATIVE_INFINITY)

function* windowWith(reports: Iterable<ClusterReport>): Generator<void, Window> {
  let window = createWindow()
  let taken = 0
  for (const report of reports) {
    window = withReport(window, report)
    taken += 1
    if (taken % SLICE === 0) yield
  }
  return window
}

/** Adds a report. The first of each day also drops clusters of which no report arrived within the window, whenever they were published. */
const withReport = (window: Window, report: ClusterReport): Window => {
  window.clusters.add(report)
  const from = Math.floor(report.arrivedAt / STEP_MS) * STEP_MS - WINDOW_MS
  return from <= window.from ? window : since(window, from)
}

const since = (window: Window, from: Instant): Window => {
  const { clusters } = window
  const all = Array.from({ length: clusters.size }, (_, cluster) => cluster)
  const remaining = all.filter((cluster) => (clusters.columns.arrived[cluster] ?? 0) >= from)
  if (remaining.length === clusters.size) return { ...window, from }
  const fresh = createMonolingualClusters()
  for (const cluster of remaining) fresh.adopt(clusters, cluster)
  return windowOf(fresh, from)
}
