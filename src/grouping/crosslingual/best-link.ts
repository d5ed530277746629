import { DAY } from '../../lib/durations.ts'
import type { createClusterQuery } from './cluster-query.ts'
import { JOIN_THRESHOLDS } from '../../model/assignment-reason.ts'
import { contradicts } from './contradiction.ts'
import { type CrossLikeness, countKinds, hasAmount } from './cross-likeness.ts'
import type { FeatureKey } from './feature-keys.ts'
import type { MonolingualClusters } from './monolingual-clusters.ts'

/** Clusters, and what they are compared with. */
export type Comparison = { readonly clusters: MonolingualClusters; readonly query: ReturnType<typeof createClusterQuery> }

/** By story: what a model's likeness weighs, as the likeness of embeddings does. */
export type Near = ReadonlyMap<string, { readonly weight: number }>

/** A score from here on joins, where both find each other best. */
export const LINK_AT = JOIN_THRESHOLDS.link
/** Stories are joined if they are alike on average; a single pair may be this much below. */
const LINK_SLACK = 0.2
/** The second best story must be this much less like: where two may be meant, none is, unless both report one event. */
export const MARGIN = 0.1
const ALIKE_SHARE = 0.6
/** A story of its own language as like to the other, but for this much, keeps a report from joining. */
const RIVAL_MARGIN = { ofFewKinds: 0.2, ofMany: 0.1 } as const
/** As many kinds of evidence are many. */
export const MANY_KINDS = 3
/** Taken from a likeness for each day in between: of what looks alike, four in five are one event within half an hour, one in four after half a day. */
const DAY_COST = 0.35

export type Found = CrossLikeness & { readonly cluster: number }
export const NOTHING_NEAR: Near = new Map()

type LinkQuery = {
  readonly language: number
  readonly keys: readonly FeatureKey[]
  readonly doubted: string | null
  readonly near: Near
}

/** The cluster of another language that the report which the query was set to joins. */
export const bestLink = (compared: Comparison, link: LinkQuery): Found | null => {
  const best = bestCluster(compared, link)
  return best === null || hasCloserRival(compared, best, link.language) ? null : best
}

/** The cluster that is most like the query, if its story is like on average and no other story may be meant as well. */
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
  // What is most like a story that its language reports already is no report of another one.
  const isOpen =
    clusters.storyOf(best.cluster) === doubted || siblings.every((sibling) => clusters.columns.languages[sibling] !== language)
  return isClear && isOpen ? best : null
}

/** What is taken from a likeness across so many milliseconds. */
export const lateness = (apart: number): number => (DAY_COST * apart) / DAY

const isLikeOnAverage = ({ clusters, query }: Comparison, cluster: number, weight: number | null): boolean => {
  const siblings = clusters.siblingsOf(cluster)
  const sum = siblings.reduce((total, sibling) => total + (query.likeness(sibling, weight)?.score ?? 0), 0)
  return sum / siblings.length >= LINK_AT - LINK_SLACK
}

/** Two that are about as like to one another, and do not count different things, report one event: whichever is meant, it is right. */
export const reportOneEvent = ({ query }: Comparison, best: number, { cluster: second, score }: Found): boolean => {
  query.cluster(best)
  const found = query.likeness(second)
  if (found === null || found.score < ALIKE_SHARE * score) return false
  return hasAmount(found) || !(query.counts(best) && query.counts(second))
}

/** Is another story of the same language closer to the cluster than what it was compared with? `own`: clusters of that. */
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
