import { fnv1a } from '../../lib/hashes.ts'
import { FEWEST_CONSONANTS } from './name-features.ts'
import type { LinkFeatures } from './link-features.ts'

/** A feature as a signed 32-bit number: a hash with the kind in its lowest bits. */
export type FeatureKey = number

/**
 * Kinds of features, the most important first. `headline` and `country`: states that the headline, or any part of the report, names; `organisation`:
 * one that the headline names. These can speak against a story and never for it. `short-name`: a name with so few consonants that others may share
 * them by chance.
 */
export const KINDS = [
  'headline',
  'country',
  'organisation',
  'entity',
  'amount',
  'url',
  'place',
  'topic',
  'day',
  'word',
  'name',
  'short-name',
] as const
export type Kind = (typeof KINDS)[number]
/** A kind by its position in `KINDS`. */
export type KindNumber = number
export const kindNumber = (kind: Kind): KindNumber => KINDS.indexOf(kind)

const KIND_BITS = 4
const KIND_MASK = (1 << KIND_BITS) - 1

export const kindOfKey = (key: FeatureKey): KindNumber => key & KIND_MASK

/** Keys of features, and in parallel the feature that each stands for. */
export type KeyedFeatures = { readonly keys: readonly FeatureKey[]; readonly features: readonly string[] }

/** Keys of features, the most important kinds first, so that these remain where there is no room for all. */
export const featureKeys = (features: LinkFeatures): KeyedFeatures => {
  const given = [...features]
  const kinds = given.map(evidenceOf)
  const keys: FeatureKey[] = []
  const written: string[] = []
  for (let kind = 0; kind < KINDS.length; kind += 1)
    for (let nth = 0; nth < given.length; nth += 1) {
      if (kinds[nth] !== kind) continue
      const feature = given[nth] ?? ''
      const key = keyOf(feature, kind)
      const known = keys.indexOf(key)
      if (known < 0) keys.push(key)
      written[known < 0 ? keys.length - 1 : known] = feature
    }
  return { keys, features: written }
}

/** A state has the same hash as `headline` and as `country`, an organisation as `organisation` and as `entity`. */
const keyOf = (feature: string, kind: KindNumber): FeatureKey => {
  const anywhere = ANYWHERE.get(kind)
  const hash = fnv1a(anywhere === undefined ? feature : `${anywhere}${feature.slice(feature.indexOf(':'))}`)
  return ((hash ^ (hash >>> 15)) & ~KIND_MASK) | kind
}

const ANYWHERE: ReadonlyMap<KindNumber, Kind> = new Map([
  [kindNumber('headline'), 'country'],
  [kindNumber('organisation'), 'entity'],
])
const SHORTEST_NAME = 'name:'.length + FEWEST_CONSONANTS
const [NAME, SHORT_NAME] = [kindNumber('name'), kindNumber('short-name')]
/**
 * Kinds by the first letter with which features write them: no two begin alike. A sum of money counts as an amount: number and unit are one piece of
 * evidence.
 */
const KINDS_BY_LETTER: ReadonlyMap<string, KindNumber> = new Map([
  ...KINDS.filter((kind) => kind !== 'short-name').map((kind) => [kind.charAt(0), kindNumber(kind)] as const),
  ['m', kindNumber('amount')],
])

const evidenceOf = (feature: string): KindNumber => {
  const kind = KINDS_BY_LETTER.get(feature.charAt(0)) ?? SHORT_NAME
  return kind === NAME && feature.length <= SHORTEST_NAME ? SHORT_NAME : kind
}

const KIND_WEIGHT: Readonly<Record<Kind, number>> = {
  headline: 0,
  country: 0,
  organisation: 0,
  entity: 2,
  amount: 2,
  url: 2,
  place: 1.2,
  topic: 1,
  day: 1,
  word: 1.5,
  name: 0.7,
  'short-name': 0.7,
}
const WEIGHTS = Float64Array.from(KINDS, (kind) => KIND_WEIGHT[kind])

const [AMOUNT, URL, DAY, WORD] = [kindNumber('amount'), kindNumber('url'), kindNumber('day'), kindNumber('word')]

/** Kinds that reports name or leave out as they please, days and addresses: what only one side has speaks neither for nor against. */
export const isOneSided = (kind: KindNumber): boolean => kind === URL || kind === DAY
export const isWord = (kind: KindNumber): boolean => kind === WORD
export const isShortName = (kind: KindNumber): boolean => kind === SHORT_NAME
export const isAmount = (kind: KindNumber): boolean => kind === AMOUNT

/** An address that more clusters link to than this, more than news has languages, belongs to a site's navigation. */
const MOST_LINKING = 32
const GENERAL_STORIES = 30
/**
 * Features of lower rarity, which about a fifth of all clusters have, distinguish nothing: the city where everything happens, the word of the season.
 */
const LEAST_RARITY = 1.5

/** Inverse document frequency over stories of all languages. */
export const rarityOf = (stories: number, withFeature: number): number =>
  Math.log((stories + GENERAL_STORIES) / (withFeature + 1))

/** The weight of a feature by kind and rarity; 0: it says nothing. */
export const weightOf = (kind: KindNumber, rarity: number, withFeature: number): number =>
  rarity < LEAST_RARITY || (kind === URL && withFeature > MOST_LINKING) ? 0 : (WEIGHTS[kind] ?? 0) * rarity
