import type { Instant, LanguageTag } from '../../model/ids.ts'
import { JOIN_THRESHOLDS } from '../../model/assignment-reason.ts'
import type { Embedding } from '../embeddings/embeddings.ts'
import { createClusterQuery } from './cluster-query.ts'
import { type CrossLikeness, countKinds, evidenceIn, hasAmount } from './cross-likeness.ts'
import { contradicts } from './contradiction.ts'
import { type FeatureKey, type KeyedFeatures, featureKeys } from './feature-keys.ts'
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
/** By story: what a model's likeness weighs, as the likeness of embeddings does. */
export type Near = ReadonlyMap<string, { readonly weight: number }>
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
  /** As if all had been added again with these stories; a slice at each step. */
  reassign(moves: ReadonlyMap<string, string>): Iterable<void>
}

/** A score from here on joins, where both find each other best. */
const LINK_AT = JOIN_THRESHOLDS.link
/** Stories are joined if they are alike on average; a single pair may be this much below. */
const LINK_SLACK = 0.2
/** The second best story must be this much less like: where two may be meant, none is, unless both report one event. */
const MARGIN = 0.1
const ALIKE_SHARE = 0.6
/** A story of its own language as like to the other, but for this much, keeps a report from joining. */
const RIVAL_MARGIN = { ofFewKinds: 0.2, ofMany: 0.1 } as const
/** As many kinds of evidence are many. */
const MANY_KINDS = 3
/** Taken from a likeness for each day in between: of what looks alike, four in five are one event within half an hour, one in four after half a day. */
const DAY_COST = 0.35
/** As many reports, in one language alone, come before it is clear whether other languages report a story too. */
const FEW_REPORTS = 2
const HOUR = 3_600_000
const STEP_MS = 24 * HOUR
const WINDOW_MS = 96 * HOUR

/** Reports that arrived longer ago are not needed to go on: stories are compared with by reports of half that time. */
export const FEATURES_WINDOW_MS = 8 * 24 * HOUR
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
    *reassign(moves) {
      if (!log.reassign(moves)) return
      let fresh = createWindow()
      let taken = 0
      for (const report of log.reports()) {
        fresh = withReport(fresh, report)
        taken += 1
        if (taken % SLICE === 0) yield
      }
      window = fresh
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
      const best = bestCluster(window, { language, keys, doubted, near })
      if (best === null || hasCloserRival(window, best, language)) return null
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
type Window = {
  readonly clusters: MonolingualClusters
  readonly query: ReturnType<typeof createClusterQuery>
  readonly from: Instant
}
const windowOf = (clusters: MonolingualClusters, from: Instant): Window => ({
  clusters,
  query: createClusterQuery(clusters),
  from,
})
const createWindow = (): Window => windowOf(createMonolingualClusters(), Number.NEGATIVE_INFINITY)

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

type Found = CrossLikeness & { readonly cluster: number }
const NOTHING_NEAR: Near = new Map()

type LinkQuery = {
  readonly language: number
  readonly keys: readonly FeatureKey[]
  readonly doubted: string | null
  readonly near: Near
}

/** The cluster that is most like the query, if its story is like on average and no other story may be meant as well. */
const bestCluster = (window: Window, { language, keys, doubted, near }: LinkQuery): Found | null => {
  const { clusters, query } = window
  const nearest = [...near.keys()]
    .flatMap(clusters.clustersOf)
    .filter((cluster) => clusters.columns.languages[cluster] !== language)
  const weightOf = (cluster: number): number | null => near.get(clusters.storyOf(cluster))?.weight ?? null
  const others = query
    .candidates((other) => other !== language)
    .filter((cluster) => !nearest.includes(cluster) && query.canScore(cluster, LINK_AT + lateness(query.apart(cluster))))
  const found = [...nearest, ...others]
    .filter((cluster) => !contradicts(clusters, clusters.storyOf(cluster), keys))
    .flatMap((cluster): readonly Found[] => {
      const like = query.likeness(cluster, weightOf(cluster))
      if (like === null) return []
      const score = like.score - lateness(query.apart(cluster))
      return score < LINK_AT ? [] : [{ ...like, score, cluster }]
    })
    .sort((a, b) => b.score - a.score || a.cluster - b.cluster)
  const best = found.find(({ cluster }) => isLikeOnAverage(window, cluster, weightOf(cluster)))
  if (best === undefined) return null
  const siblings = clusters.siblingsOf(best.cluster)
  const second = found.find(({ cluster }) => !siblings.includes(cluster))
  const isClear = second === undefined || second.score <= best.score - MARGIN || reportOneEvent(window, best.cluster, second)
  // What is most like a story that its language reports already is no report of another one.
  const isOpen =
    clusters.storyOf(best.cluster) === doubted || siblings.every((sibling) => clusters.columns.languages[sibling] !== language)
  return isClear && isOpen ? best : null
}

/** What is taken from a likeness across so many milliseconds. */
const lateness = (apart: number): number => (DAY_COST * apart) / (24 * HOUR)

const isLikeOnAverage = ({ clusters, query }: Window, cluster: number, weight: number | null): boolean => {
  const siblings = clusters.siblingsOf(cluster)
  const sum = siblings.reduce((total, sibling) => total + (query.likeness(sibling, weight)?.score ?? 0), 0)
  return sum / siblings.length >= LINK_AT - LINK_SLACK
}

/** Two that are about as like to one another, and do not count different things, report one event: whichever is meant, it is right. */
const reportOneEvent = ({ query }: Window, best: number, { cluster: second, score }: Found): boolean => {
  query.cluster(best)
  const found = query.likeness(second)
  if (found === null || found.score < ALIKE_SHARE * score) return false
  return hasAmount(found) || !(query.counts(best) && query.counts(second))
}

/** Is another story of the report's own language closer to the cluster than the report? */
const hasCloserRival = ({ clusters, query }: Window, best: Found, language: number): boolean => {
  query.cluster(best.cluster)
  const siblings = clusters.siblingsOf(best.cluster)
  const least = best.score - (countKinds(best) < MANY_KINDS ? RIVAL_MARGIN.ofFewKinds : RIVAL_MARGIN.ofMany)
  return query
    .candidates((other) => other === language)
    .some((rival) => !siblings.includes(rival) && query.canScore(rival, least) && (query.likeness(rival)?.score ?? 0) > least)
}
