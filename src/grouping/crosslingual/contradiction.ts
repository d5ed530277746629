import { type FeatureKey, type KindNumber, kindNumber, kindOfKey } from './feature-keys.ts'
import { MOST_FEATURES, type MonolingualClusters } from './monolingual-clusters.ts'

const [HEADLINE, COUNTRY] = [kindNumber('headline'), kindNumber('country')]
const [ORGANISATION, ENTITY] = [kindNumber('organisation'), kindNumber('entity')]
/** A state is a story's own if its reports name it at least this share as often as the one named most. */
const OWN_SHARE = 0.5
/** A story is about an organisation that at least this share of its reports name. */
const SUBJECT_SHARE = 0.8
/** The fewest reports of a story that may contradict: what one report leaves out says little. */
const FEWEST_REPORTS = 2

/**
 * Does a report describe another event than a story, however alike the words are? One company is fined in two countries; two companies are fined by
 * one authority. What only one of the two names speaks against it; what neither names does not.
 */
export const contradicts = (clusters: MonolingualClusters, story: string, keys: readonly FeatureKey[]): boolean => {
  const named = namedBy(keys)
  if (named(COUNTRY).length === 0 && named(ORGANISATION).length === 0) return false
  const known = statementsOf(clusters, story)
  return happensElsewhere(named, known) || isAnothersDoing(named, known)
}

/** Does either of two stories contradict the other? */
export const storiesContradict = (clusters: MonolingualClusters, one: string, other: string): boolean =>
  contradicts(clusters, one, keysOf(statementsOf(clusters, other))) ||
  contradicts(clusters, other, keysOf(statementsOf(clusters, one)))

/**
 * Does the report's event happen in another state? States in the headline count before others. Of a story, only its own states count: a capital that
 * its background names does not.
 */
const happensElsewhere = (named: Named, { of, reports }: Statements): boolean => {
  const [headlines, countries] = [of(HEADLINE), of(COUNTRY)]
  const [inHeadline, inAll] = [named(HEADLINE), named(COUNTRY)]
  const own = inHeadline.length > 0 ? inHeadline : inAll
  const storys = commonest(headlines.size > 0 ? headlines : countries)
  if (storys.length === 0 || own.length === 0) return false
  const isNowhere = own.every((state) => !countries.has(state)) && storys.every((state) => !inAll.includes(state))
  // The home state of a company may be in all headlines. So a state in the report's headline that is new to the story and
  // replaces the story's own counts as well, if the story has several reports.
  const isInstead =
    reports >= FEWEST_REPORTS &&
    headlines.size > 0 &&
    inHeadline.some((state) => !countries.has(state)) &&
    storys.every((state) => !inHeadline.includes(state))
  return isNowhere || isInstead
}

/**
 * Is it another organisation's act? The headline names one that no report of the story names, and the report leaves out one that nearly all of them
 * name.
 */
const isAnothersDoing = (named: Named, { of, reports }: Statements): boolean => {
  const entities = of(ENTITY)
  return (
    reports >= FEWEST_REPORTS &&
    named(ORGANISATION).some((one) => !entities.has(one)) &&
    [...entities].some(([one, count]) => count >= SUBJECT_SHARE * reports && !named(ENTITY).includes(one))
  )
}

/** The keys of one kind in a report, without the bits of the kind. */
type Named = (kind: KindNumber) => readonly number[]
const namedBy =
  (keys: readonly FeatureKey[]): Named =>
  (kind) =>
    keys.filter((key) => kindOfKey(key) === kind).map((key) => key - kind)

/** By feature, as key without kind: how many of the reports name it. */
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

/** The keys of a story as if it were one report: what most of its headlines name, and all else that it names. */
const keysOf = ({ of }: Statements): readonly FeatureKey[] =>
  STATED.flatMap((kind) => {
    const isInHeadlines = kind === HEADLINE || kind === ORGANISATION
    return (isInHeadlines ? commonest(of(kind)) : [...of(kind).keys()]).map((bits) => bits + kind)
  })

const commonest = (counts: Counts): readonly number[] => {
  const most = Math.max(0, ...counts.values())
  return [...counts].flatMap(([one, count]) => (count >= OWN_SHARE * most ? [one] : []))
}
