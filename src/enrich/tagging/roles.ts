import { isSameSpan } from '../../model/article.ts'
import type { Role, Taxonomy } from '../../model/taxonomy.ts'
import type { PlaceChains } from './jurisdictions.ts'
import { type Mention, type Mentions, covers, termOf } from './mentions.ts'

/** The entity that holds a role in the country that an article is about, and where the role is named. */
export type Holder = { readonly target: number; readonly role: Mention }
type RoleReader = (mentions: Mentions, beside: Beside) => readonly Holder[]
type Beside = {
  /** All names of bodies, and those that are meant. */
  readonly names: readonly Mention[]
  readonly meant: readonly Mention[]
  readonly places: readonly Mention[]
  readonly language: string
}

/** A place so near to a role's name belongs to it: the Dutch data protection authority. */
const NEAR = 30
/** So near it makes a body of an everyday word: la douane française, aduanas de los Estados Unidos. */
const ADJACENT = 8
/** Room for a word inside a role's name: autoridad (neerlandesa) de protección de datos. */
const GAP = 24

/** Which body «the data protection authority» is: that of the place beside it, else of the country that the article names first. */
export const createRoleReader = (taxonomy: Taxonomy, chainOf: PlaceChains): RoleReader => {
  const holders = holdersByPlace(taxonomy)
  const countryOf = createLanguageCountries()
  const unionsOf = createUnions(taxonomy)
  const areLaws = (taxonomy.roles ?? []).map((role) => holdsLaws(role, taxonomy))
  const holderAt = (role: number, chain: readonly string[]): number | undefined =>
    // A union's laws are its members' too; its bodies are not.
    [...chain, ...(areLaws[role] === true ? chain.flatMap(unionsOf) : [])]
      .map((place) => holders.get(role)?.get(place))
      .find((holder) => holder !== undefined)
  const withBodies = new Set([...holders.values()].flatMap((byPlace) => [...byPlace.keys()]))
  /** A region with bodies of its own. */
  const isUnion = (place: number): boolean => withBodies.has(taxonomy.places[place]?.id ?? '')
  /** The place whose body is meant, and what it lies in. */
  const chainFor = (role: Mention, places: readonly Mention[], language: string): readonly string[] => {
    const isEveryday = taxonomy.roles?.[role.target]?.ambiguous?.includes(termOf(role).raw) === true
    const meant = placeBeside(role, places, isEveryday ? ADJACENT : NEAR) ?? (isEveryday ? undefined : places[0])
    if (meant !== undefined) return chainOf(meant.target)
    return isEveryday ? [] : countryOf(language)
  }
  return (mentions, { names, meant, places, language }) => {
    const none = mentions.of('not-name')
    const roles = [...mentions.of('role'), ...joined(mentions)].filter((role) => !none.some((word) => covers(word, role)))
    if (roles.length === 0) return []
    const countries = places.filter(({ target }) => taxonomy.places[target]?.kind !== 'region' || isUnion(target))
    return roles
      .filter((role) => ![...names, ...roles].some((name) => isLonger(name, role) && covers(name, role)))
      .filter((role) => !meant.some((name) => isSameSpan(name, role)))
      .flatMap((role) => {
        const target = holderAt(role.target, chainFor(role, countries, language))
        return target === undefined ? [] : [{ target, role }]
      })
  }
}

/** For a country, the regions that hold it. */
const createUnions = ({ places }: Taxonomy): ((country: string) => readonly string[]) => {
  const unions = new Map<string, string[]>()
  for (const { id, contains = [] } of places)
    for (const country of contains) unions.set(country, [...(unions.get(country) ?? []), id])
  return (country) => unions.get(country) ?? []
}

const holdsLaws = ({ holders }: Role, { entities }: Taxonomy): boolean =>
  entities.some(({ id, kind }) => kind === 'law' && holders.includes(id))

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
const placeBeside = (role: Mention, places: readonly Mention[], distance: number): Mention | undefined =>
  places
    .filter((place) => place.field === role.field && place.sentence === role.sentence)
    .map((place) => ({ place, gap: Math.max(0, place.start - role.end, role.start - place.end) }))
    .filter(({ gap }) => gap <= distance)
    .sort((one, other) => one.gap - other.gap)[0]?.place

/** Languages of many countries: their press says which. */
const OF_MANY: ReadonlySet<string> = new Set(['en', 'es', 'fr', 'ar', 'pt', 'de', 'ru', 'bn', 'sw', 'und'])

/** A Polish paper that names no country writes of Poland. Remembered, as locales are costly. */
const createLanguageCountries = (): ((language: string) => readonly string[]) => {
  const met = new Map<string, readonly string[]>()
  return (language) => {
    const known = met.get(language)
    if (known !== undefined) return known
    const { language: base, region } = new Intl.Locale(language).maximize()
    const country = OF_MANY.has(base) || region === undefined ? [] : [region]
    met.set(language, country)
    return country
  }
}

/** Role names in two parts with at most a word between them. */
const joined = (mentions: Mentions): readonly Mention[] => {
  const tails = mentions.of('role-tail')
  if (tails.length === 0) return []
  return mentions.of('role-head').flatMap((head) => {
    const tail = tails.find(
      ({ target, field, start }) =>
        target === head.target && field === head.field && start > head.end && start - head.end <= GAP,
    )
    return tail === undefined ? [] : [{ ...head, end: tail.end }]
  })
}

const isLonger = (one: Mention, other: Mention): boolean => one.end - one.start > other.end - other.start
