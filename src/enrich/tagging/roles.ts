import type { Taxonomy } from '../../model/taxonomy.ts'
import type { Jurisdictions } from './jurisdictions.ts'
import { holds } from './longest-names.ts'
import type { Found } from './found.ts'
import { type Occurrence, termOf } from './occurrence.ts'

/** The entity that holds a role where the article is about, and the words for the role. */
export type Holder = { readonly target: number; readonly word: Occurrence }
type RoleReader = (
  found: Found,
  names: readonly Occurrence[],
  places: readonly Occurrence[],
  language: string,
) => readonly Holder[]

/** A place so near to a role's name belongs to it: the Dutch data protection authority. */
const BESIDE = 30
/** So near it makes a body of an everyday word: la douane française, aduanas de los Estados Unidos. */
const RIGHT_BESIDE = 8
/** Room for a word inside a role's name: autoridad (neerlandesa) de protección de datos. */
const GAP = 24

/** Which body «the data protection authority» is: that of the place beside it, else of the country that the article names first. */
export const createRoleReader = (taxonomy: Taxonomy, jurisdictions: Jurisdictions): RoleReader => {
  const holders = holdersByPlace(taxonomy)
  const holderAt = (role: number, chain: readonly string[]): number | undefined =>
    chain.map((place) => holders.get(role)?.get(place)).find((holder) => holder !== undefined)
  const placed = taxonomy.places.map((_, place) => jurisdictions(place))
  const held = new Set([...holders.values()].flatMap((byPlace) => [...byPlace.keys()]))
  /** A region with bodies of its own. */
  const isUnion = (place: number): boolean => held.has(taxonomy.places[place]?.id ?? '')
  /** The place whose body is meant, and what it lies in. */
  const chainFor = (role: Occurrence, places: readonly Occurrence[], language: string): readonly string[] => {
    const isEveryday = taxonomy.roles?.[role.target]?.ambiguous?.includes(termOf(role).raw) === true
    const meant = placeBeside(role, places, isEveryday ? RIGHT_BESIDE : BESIDE) ?? (isEveryday ? undefined : places[0])
    if (meant !== undefined) return placed[meant.target] ?? []
    return isEveryday ? [] : homeOf(language)
  }
  return (found, names, places, language) => {
    const none = found.of('not-name')
    const roles = [...found.of('role'), ...joined(found)].filter((role) => !none.some((word) => holds(word, role)))
    if (roles.length === 0) return []
    const countries = places.filter(({ target }) => taxonomy.places[target]?.kind !== 'region' || isUnion(target))
    return roles
      .filter((role) => ![...names, ...roles].some((name) => isLonger(name, role) && holds(name, role)))
      .flatMap((role) => {
        const target = holderAt(role.target, chainFor(role, countries, language))
        return target === undefined ? [] : [{ target, word: role }]
      })
  }
}

const holdersByPlace = ({ roles = [], entities }: Taxonomy): ReadonlyMap<number, ReadonlyMap<string, number>> => {
  const indexOf = new Map(entities.map(({ id }, index) => [id, index]))
  return new Map(
    roles.map((role, index) => {
      const targets = role.holders.flatMap((id) => indexOf.get(id) ?? [])
      // The first holder of a place is the one to take.
      return [index, new Map(targets.toReversed().map((target) => [entities[target]?.place ?? '', target]))]
    }),
  )
}

/** The nearest one in the role's sentence, so many letters away at most. */
const placeBeside = (role: Occurrence, places: readonly Occurrence[], reach: number): Occurrence | undefined =>
  places
    .filter((place) => place.field === role.field && place.sentence === role.sentence)
    .map((place) => ({ place, gap: Math.max(0, place.start - role.end, role.start - place.end) }))
    .filter(({ gap }) => gap <= reach)
    .sort((one, other) => one.gap - other.gap)[0]?.place

/** Languages of many countries: their press says which. */
const OF_MANY: ReadonlySet<string> = new Set(['en', 'es', 'fr', 'ar', 'pt', 'de', 'ru', 'bn', 'sw', 'und'])

/** A Polish paper that names no country writes of Poland. */
const homeOf = (language: string): readonly string[] => {
  const known = homes.get(language)
  if (known !== undefined) return known
  const { language: base, region } = new Intl.Locale(language).maximize()
  const home = OF_MANY.has(base) || region === undefined ? [] : [region]
  homes.set(language, home)
  return home
}
/** Locales are costly, and articles of few languages come again and again. */
const homes = new Map<string, readonly string[]>()

/** Role names in two parts with at most a word between them. */
const joined = (found: Found): readonly Occurrence[] => {
  const tails = found.of('role-tail')
  if (tails.length === 0) return []
  return found.of('role-head').flatMap((head) => {
    const tail = tails.find(
      ({ target, field, start }) =>
        target === head.target && field === head.field && start > head.end && start - head.end <= GAP,
    )
    return tail === undefined ? [] : [{ ...head, end: tail.end }]
  })
}

const isLonger = (one: Occurrence, other: Occurrence): boolean => one.end - one.start > other.end - other.start
