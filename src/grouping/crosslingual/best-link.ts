import { DAY } from '../../lib/durations.ts'
import type { createClusterQuery } from './cluster-query.ts'
import { JOIN_THRESHOLDS } from '../../model/assignment-reason.ts'
import { contradicts } from './contradiction.ts'
import { type CrossLikeness, countKinds, hasAmount } from './cross-likeness.ts'
import type { FeatureKey } from './feature-keys.ts'
import type { MonolingualClusters } from './monolingual-clusters.ts'

/** Clusters, and the query that compares them. */
export type Comparison = { readonly clusters: MonolingualClusters; readonly query: ReturnType<typeof createClusterQuery> }

/** By story: the weight of a model's likeness, on the scale of the likeness of embeddings. */
export type Near = ReadonlyMap<string, { readonly weight: number }>

/** The score at which a report joins a story in other languages, if each is the best match of the other. */
export const LINK_AT = JOIN_THRESHOLDS.link
/** How far the likeness, averaged over all clusters of a story, may be below `LINK_AT`. */
const LINK_SLACK = 0.2
/** The second best story must score this much less. Otherwise either may be meant and none is joined, unless both report one event. */
export const MARGIN = 0.1
const ALIKE_SHARE = 0.6
/** A report does not join a cluster if another story in its language scores within this margin of it. */
const RIVAL_MARGIN = { ofFewKinds: 0.2, ofMany: 0.1 } as const
/** This many kinds of evidence count as many. */
export const MANY_KINDS = 3
/**
 * Deducted from a likeness for each day between the two: of clusters that look alike, four in five are one event within half an hour, one in four
 * after half a day.
 */
const DAY_COST = 0.35

export type Found = CrossLikeness & { readonly cluster: number }
export const NOTHING_NEAR: Near = new Map()

type LinkQuery = {
  readonly language: number
  readonly keys: readonly FeatureKey[]
  readonly doubted: string | null
  readonly near: Near
}

/** The cluster in another language that the report of the current query joins; null: none. */
export const bestLink = (compared: Comparison, link: LinkQuery): Found | null => {
  const best = bestCluster(compared, link)
  return best === null || hasCloserRival(compared, best, link.language) ? null : best
}

/** The cluster most similar to the query, if its story is similar on average and no other story may be meant as well; otherwise null. */
const bestCluster = (window: Comparison, { language, keys, doubted, near }: LinkQuery): Found | null => {
  const { clusters, query } = window
  const nearest = [...near.keys()]
    .flatMap(clusters.clustersOf)
    .filter((cluster) => clusters.columns.languages[cluster] !== language)
  const weightOf = (cluster: number): number | null => near.get(clusters.storyOf(cluster))?.weight ?? null
  const others = query
    .candidates((other) => other !== language)
    .filter((cluster) => !nearest.includes(cluster) && query.canScore(cluster, LINK_AT + lateness(query.apart(cluster))))
  const found = [...nearest, ...others]
    .flatMap((cluster): readonly Found[] => {
      const like = query.likeness(cluster, weightOf(cluster))
      if (like === null) return []
      const score = like.score - lateness(query.apart(cluster))
      return score < LINK_AT ? [] : [{ ...like, score, cluster }]
    })
    .filter(({ cluster }) => !contradicts(clusters, clusters.storyOf(cluster), keys))
    .sort((a, b) => b.score - a.score || a.cluster - b.cluster)
  const best = found.find(({ cluster }) => isLikeOnAverage(window, cluster, weightOf(cluster)))
  if (best === undefined) return null
  const siblings = clusters.siblingsOf(best.cluster)
  const second = found.find(({ cluster }) => !siblings.includes(cluster))
  const isClear = second === undefined || second.score <= best.score - MARGIN || reportOneEvent(window, best.cluster, second)
  // If the most similar story is reported in this language already, the report joins none, unless that story is the doubted one.
  const isOpen =
    clusters.storyOf(best.cluster) === doubted || siblings.every((sibling) => clusters.columns.languages[sibling] !== language)
  return isClear && isOpen ? best : null
}

/** What is deducted from a likeness for a distance in time of `apart` milliseconds. */
export const lateness = (apart: number): number => (DAY_COST * apart) / DAY

const isLikeOnAverage = ({ clusters, query }: Comparison, cluster: number, weight: number | null): boolean => {
  const siblings = clusters.siblingsOf(cluster)
  const sum = siblings.reduce((total, sibling) => total + (query.likeness(sibling, weight)?.score ?? 0), 0)
  return sum / siblings.length >= LINK_AT - LINK_SLACK
}

/**
 * Do two clusters report one event? They do if they are about as similar to each other as to the query and do not name different amounts: joining
 * either is right.
 */
export const reportOneEvent = ({ query }: Comparison, best: number, { cluster: second, score }: Found): boolean => {
  query.cluster(best)
  const found = query.likeness(second)
  if (found === null || found.score < ALIKE_SHARE * score) return false
  return hasAmount(found) || !(query.counts(best) && query.counts(second))
}

/** Is another story in `language` closer to the cluster than the query, or nearly as close? `own`: clusters of the query's own story. */
export const hasCloserRival = (
  { clusters, query }: Comparison,
  best: Found,
  language: number,
  own: readonly number[] = [],
): boolean => {
  query.cluster(best.cluster)
  const siblings = clusters.siblingsOf(best.cluster)
  const least = best.score - (countKinds(best) < MANY_KINDS ? RIVAL_MARGIN.ofFewKinds : RIVAL_MARGIN.ofMany)
  return query
    .candidates((other) => other === language)
    .some(
      (rival) =>
        ![...siblings, ...own].includes(rival) && query.canScore(rival, least) && (query.likeness(rival)?.score ?? 0) > least,
    )
}
