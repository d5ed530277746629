import { type FeatureKey, type KindNumber, kindNumber, kindOfKey } from './feature-keys.ts'
import { MOST_FEATURES, type MonolingualClusters } from './monolingual-clusters.ts'

const [HEADLINE, COUNTRY] = [kindNumber('headline'), kindNumber('country')]
/** A state is a story's own if so large a share of its reports name it as name the commonest. */
const OWN_SHARE = 0.5

/**
 * Does a report happen elsewhere than a story, however alike the words are? True where both name states, those of the report stand nowhere in the
 * story, and the story's own nowhere in the report: one company is fined in two countries. States in the headline count before others.
 */
export const happensElsewhere = (clusters: MonolingualClusters, story: string, keys: readonly FeatureKey[]): boolean => {
  const named = bitsOf(keys, COUNTRY)
  if (named.length === 0) return false
  const inHeadline = bitsOf(keys, HEADLINE)
  const [headlines, countries] = [countOf(clusters, story, HEADLINE), countOf(clusters, story, COUNTRY)]
  const own = inHeadline.length > 0 ? inHeadline : named
  const storys = commonest(headlines.size > 0 ? headlines : countries)
  return storys.length > 0 && !own.some((state) => countries.has(state)) && !storys.some((state) => named.includes(state))
}

const bitsOf = (keys: readonly FeatureKey[], kind: KindNumber): readonly number[] =>
  keys.filter((key) => kindOfKey(key) === kind).map((key) => key - kind)

/** How many reports of the story have each feature of a kind. */
const countOf = (
  { columns, features, clustersOf }: MonolingualClusters,
  story: string,
  kind: KindNumber,
): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>()
  for (const cluster of clustersOf(story)) {
    const from = cluster * MOST_FEATURES
    for (let at = from; at < from + (columns.lengths[cluster] ?? 0); at += 1) {
      if (columns.kinds[at] !== kind) continue
      const bits = features.termOf(columns.features[at] ?? 0) - kind
      counts.set(bits, (counts.get(bits) ?? 0) + (columns.counts[at] ?? 0))
    }
  }
  return counts
}

const commonest = (counts: ReadonlyMap<number, number>): readonly number[] => {
  const most = Math.max(0, ...counts.values())
  return [...counts].flatMap(([one, count]) => (count >= OWN_SHARE * most ? [one] : []))
}
