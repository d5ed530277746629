import { type FeatureKey, type KindNumber, kindNumber, kindOfKey } from './feature-keys.ts'
import { MOST_FEATURES, type MonolingualClusters } from './monolingual-clusters.ts'

const [HEADLINE, COUNTRY] = [kindNumber('headline'), kindNumber('country')]
const [ORGANISATION, ENTITY] = [kindNumber('organisation'), kindNumber('entity')]
/** A state is a story's own if so large a share of its reports name it as name the commonest. */
const OWN_SHARE = 0.5
/** An organisation that so many of a story's reports name is one that the story is about. */
const SUBJECT_SHARE = 0.8
/** What one report leaves out says little of a story. */
const FEWEST_REPORTS = 2

/**
 * Does a report tell of another event than a story, however alike the words are? One company is fined in two countries; two companies are fined
 * by one authority. What only one of them names speaks against it, what neither names does not.
 */
export const contradicts = (clusters: MonolingualClusters, story: string, keys: readonly FeatureKey[]): boolean => {
  const named = namedBy(keys)
  if (named(COUNTRY).length === 0 && named(ORGANISATION).length === 0) return false
  const known = statementsOf(clusters, story)
  return happensElsewhere(named, known) || isAnothersDoing(named, known)
}

/** The same of two stories: does either contradict what the other says? */
export const storiesContradict = (clusters: MonolingualClusters, one: string, other: string): boolean =>
  contradicts(clusters, one, keysOf(statementsOf(clusters, other))) ||
  contradicts(clusters, other, keysOf(statementsOf(clusters, one)))

/** States in the headline count before others. A story is compared with by its own states: a capital that its background names is none. */
const happensElsewhere = (named: Named, { of, reports }: Statements): boolean => {
  const [headlines, countries] = [of(HEADLINE), of(COUNTRY)]
  const [inHeadline, inAll] = [named(HEADLINE), named(COUNTRY)]
  const own = inHeadline.length > 0 ? inHeadline : inAll
  const storys = commonest(headlines.size > 0 ? headlines : countries)
  if (storys.length === 0 || own.length === 0) return false
  const isNowhere = own.every((state) => !countries.has(state)) && storys.every((state) => !inAll.includes(state))
  // A company's home may stand in all headlines: a state that is new to several reports, in place of theirs, counts beside it.
  const isInstead =
    reports >= FEWEST_REPORTS &&
    headlines.size > 0 &&
    inHeadline.some((state) => !countries.has(state)) &&
    storys.every((state) => !inHeadline.includes(state))
  return isNowhere || isInstead
}

/** The headline names an organisation that no report of the story names, and the report leaves out one that nearly all of them name. */
const isAnothersDoing = (named: Named, { of, reports }: Statements): boolean => {
  const entities = of(ENTITY)
  return (
    reports >= FEWEST_REPORTS &&
    named(ORGANISATION).some((one) => !entities.has(one)) &&
    [...entities].some(([one, count]) => count >= SUBJECT_SHARE * reports && !named(ENTITY).includes(one))
  )
}

/** What a report names of a kind, without the kind. */
type Named = (kind: KindNumber) => readonly number[]
const namedBy =
  (keys: readonly FeatureKey[]): Named =>
  (kind) =>
    keys.filter((key) => kindOfKey(key) === kind).map((key) => key - kind)

/** How many of so many reports name what of a kind. */
type Counts = ReadonlyMap<number, number>
type Statements = { readonly of: (kind: KindNumber) => Counts; readonly reports: number }
const NOTHING: Counts = new Map()

const statementsOf = ({ columns, features, clustersOf }: MonolingualClusters, story: string): Statements => {
  const kinds = new Map(STATED.map((kind) => [kind, new Map<number, number>()]))
  let reports = 0
  for (const cluster of clustersOf(story)) {
    reports += columns.reports[cluster] ?? 0
    const from = cluster * MOST_FEATURES
    for (let at = from; at < from + (columns.lengths[cluster] ?? 0); at += 1) {
      const kind = columns.kinds[at] ?? 0
      const counts = kinds.get(kind)
      if (counts === undefined) continue
      const bits = features.termOf(columns.features[at] ?? 0) - kind
      counts.set(bits, (counts.get(bits) ?? 0) + (columns.counts[at] ?? 0))
    }
  }
  return { of: (kind) => kinds.get(kind) ?? NOTHING, reports }
}
const STATED = [HEADLINE, COUNTRY, ORGANISATION, ENTITY]

/** A story as if it were one report: what its headlines have in common, and all that it names. */
const keysOf = ({ of }: Statements): readonly FeatureKey[] =>
  STATED.flatMap((kind) => {
    const isInHeadlines = kind === HEADLINE || kind === ORGANISATION
    return (isInHeadlines ? commonest(of(kind)) : [...of(kind).keys()]).map((bits) => bits + kind)
  })

const commonest = (counts: Counts): readonly number[] => {
  const most = Math.max(0, ...counts.values())
  return [...counts].flatMap(([one, count]) => (count >= OWN_SHARE * most ? [one] : []))
}
