import type { LanguageTag } from '../../model/ids.ts'
import {
  type Comparison,
  type Found,
  hasCloserRival,
  lateness,
  LINK_AT,
  MANY_KINDS,
  MARGIN,
  reportOneEvent,
} from './best-link.ts'
import { storiesContradict } from './contradiction.ts'
import { countKinds, evidenceIn, isParticular } from './cross-likeness.ts'
import type { FeatureKey } from './feature-keys.ts'

/** Two stories that report one event, judged by the features of all their reports. */
export type GrownMatch = {
  readonly story: string
  readonly other: string
  /** The first report of each story in the language in which they were compared. */
  readonly articles: readonly [string, string]
  readonly score: number
  readonly kinds: readonly string[]
  /** Features of both, the most informative first. */
  readonly shared: readonly FeatureKey[]
}

/** A story is compared again when a language has this many reports of it: those in between add little. */
const LOOKED_AT_REPORTS: ReadonlySet<number> = new Set([1, 2, 4, 8])
/** How far the likeness, averaged over all pairs of clusters of two stories, may be below `LINK_AT`. */
const AVERAGE_SLACK = 0.1

/**
 * The story that reports the same event as `story`, which has just grown by a report in this language; null: none. Reports were assigned by what was
 * known when they came; together they say more. The requirements are higher too: a third kind of evidence, one of them particular, likeness over all
 * languages, and no contradiction. No language may have reported both: a report in that language was not found to be like the other story when it
 * came.
 */
export const matchGrown = (compared: Comparison, story: string, language: LanguageTag): GrownMatch | null => {
  const { clusters } = compared
  const own = clusters.clustersOf(story)
  const cluster = own.find((one) => clusters.languageOf(one) === language)
  if (cluster === undefined || !LOOKED_AT_REPORTS.has(clusters.columns.reports[cluster] ?? 0)) return null
  const best = bestStory(compared, cluster, own)
  if (best === null) return null
  const { kinds, shared } = evidenceIn(best)
  return {
    story,
    other: clusters.storyOf(best.cluster),
    articles: [clusters.articleOf(cluster), clusters.articleOf(best.cluster)],
    score: best.score,
    kinds: [...kinds],
    shared,
  }
}

const bestStory = (compared: Comparison, cluster: number, own: readonly number[]): Found | null => {
  const { clusters } = compared
  const language = clusters.columns.languages[cluster] ?? 0
  const found = alike(compared, cluster, own)
  const best = found.find(
    (one) =>
      countKinds(one) >= MANY_KINDS &&
      isParticular(one) &&
      likenessOfAll(compared, own, one.cluster) >= LINK_AT - AVERAGE_SLACK,
  )
  if (best === undefined) return null
  const siblings = clusters.siblingsOf(best.cluster)
  const languages = new Set(own.map(clusters.languageOf))
  if (siblings.some((one) => languages.has(clusters.languageOf(one)))) return null
  const second = found.find((one) => !siblings.includes(one.cluster))
  const isClear = second === undefined || second.score <= best.score - MARGIN || reportOneEvent(compared, best.cluster, second)
  return isClear && !hasCloserRival(compared, best, language, own) ? best : null
}

/** Clusters of other stories in other languages that are similar to this one and whose stories do not contradict its own, the most similar first. */
const alike = ({ clusters, query }: Comparison, cluster: number, own: readonly number[]): readonly Found[] => {
  const story = clusters.storyOf(cluster)
  query.cluster(cluster)
  return query
    .candidates((other) => other !== clusters.columns.languages[cluster])
    .filter((one) => !own.includes(one) && query.canScore(one, LINK_AT + lateness(query.apart(one))))
    .flatMap((one): readonly Found[] => {
      const like = query.likeness(one)
      const score = like === null ? 0 : like.score - lateness(query.apart(one))
      return like === null || score < LINK_AT ? [] : [{ ...like, score, cluster: one }]
    })
    .filter((one) => !storiesContradict(clusters, story, clusters.storyOf(one.cluster)))
    .sort((a, b) => b.score - a.score || a.cluster - b.cluster)
}

/** The mean likeness over all pairs of the two stories' clusters. */
const likenessOfAll = ({ clusters, query }: Comparison, own: readonly number[], other: number): number => {
  const siblings = clusters.siblingsOf(other)
  let sum = 0
  for (const one of own) {
    query.cluster(one)
    for (const sibling of siblings) sum += (query.likeness(sibling)?.score ?? 0) - lateness(query.apart(sibling))
  }
  return sum / (own.length * siblings.length)
}
