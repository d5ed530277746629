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

/** One report, as it speaks for its story in its language. */
export type LinkReport = {
  readonly article: string
  readonly language: LanguageTag
  readonly at: Instant
  readonly linkFeatures: LinkFeatures
  readonly embedding: Embedding | null
}
export type LinkMatch = {
  readonly story: string
  /** The first report of that story in the language that was most like. */
  readonly parent: string
  readonly score: number
  /** Kinds of evidence that speak for it; `meaning` is the likeness of embeddings. */
  readonly kinds: ReadonlySet<string>
  /** Shared features, the most informative first. */
  readonly shared: readonly string[]
}

/**
 * Stories with their reports by language, streaming. A report that starts a story in its language may join the story of other
 * languages that is most like it, if no other story is nearly as like and none of its own language is more like that story.
 */
export type LinkIndex = {
  /**
   * `doubted`: a story that its language reports already, and that it may report too. No other such story is joined. `near`: stories that a
   * model finds near it, and what that weighs; they are candidates too.
   */
  match(report: LinkReport, doubted?: string | null, near?: Near): LinkMatch | null
  add(story: string, report: LinkReport, arrivedAt?: Instant): void
  /** Does something that the report says speak against the story? */
  contradicts(story: string, linkFeatures: LinkFeatures): boolean
  /** Is the story reported in one language alone, and by few yet? */
  isRecent(story: string): boolean
  /** A story in other languages that proves to be the same, now that the story has grown by a report of this language; most often, none is looked for. */
  matchGrown(story: string, language: LanguageTag): GrownMatch | null
  /** One story ends, and its reports are another's: as if they had been added to that; a slice at each step. */
  join(ended: string, into: string): Iterable<void>
  /** As if all had been added again with these stories; a slice at each step. */
  reassign(moves: ReadonlyMap<string, string>): Iterable<void>
}

/** As many reports, in one language alone, come before it is clear whether other languages report a story too. */
const FEW_REPORTS = 2
const STEP_MS = DAY
const WINDOW_MS = 96 * HOUR

/** Reports that arrived longer ago are not needed to go on: stories are compared with by reports of half that time. */
export const FEATURES_WINDOW_MS = 8 * DAY
/** Reports between which a caller has its turn: some five milliseconds. */
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

/** What is matched is added next, and keyed once. */
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

/** Takes in a report; where it is the first of its day, stories of which nothing came within the window are forgotten, whenever they happened. */
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
