import { isSameSpan } from '../../model/article.ts'
import type { Role, Taxonomy } from '../../model/taxonomy.ts'
import type { ArticleText, PlaceChains } from './jurisdictions.ts'
import { type Mention, type Mentions, covers, termOf } from './mentions.ts'

/** The entity that holds a role in the country that an article is about, and where the role is named. */
export type Holder = {
  readonly target: number
  readonly role: Mention
  /** The article names the country, or none and only the language tells of it. */
  readonly isNamed: boolean
}
type RoleReader = (
  mentions: Mentions,
  names: readonly Mention[],
  places: readonly Mention[],
  language: string,
) => readonly Holder[]

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
  /** The body of the place that is meant, or of what it lies in. */
  const holderOf = (role: Mention, places: readonly Mention[], language: string): readonly Holder[] => {
    const isEveryday = taxonomy.roles?.[role.target]?.ambiguous?.includes(termOf(role).raw) === true
    const meant = placeBeside(role, places, isEveryday ? ADJACENT : NEAR) ?? (isEveryday ? undefined : places[0])
    const chain = meant !== undefined ? chainOf(meant.target) : isEveryday ? [] : countryOf(language)
    const target = holderAt(role.target, chain)
    return target === undefined ? [] : [{ target, role, isNamed: meant !== undefined }]
  }
  return (mentions, names, places, language) => {
    const none = mentions.of('not-name')
    const roles = [...mentions.of('role'), ...joined(mentions)].filter((role) => !none.some((word) => covers(word, role)))
    if (roles.length === 0) return []
    const countries = places.filter(({ target }) => taxonomy.places[target]?.kind !== 'region' || isUnion(target))
    return roles
      .filter((role) => ![...names, ...roles].some((name) => isLonger(name, role) && covers(name, role)))
      .flatMap((role) => holderOf(role, countries, language))
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

/** Names and roles that are the same words: the one or the other is meant. */
type RoleFilter = (
  names: readonly Mention[],
  holders: readonly Holder[],
  article: ArticleText,
) => { readonly names: readonly Mention[]; readonly holders: readonly Holder[] }

/**
 * A body's name that is what every country calls its own is that of the country named: the «data protection agency» of Brazil is not
 * Angola's. It stays its own in the press of its country, and in capitals: Rekabet Kurumu has its say on America's firms. Not in
 * German, where every noun has one.
 */
export const createRoleFilter = ({ entities }: Taxonomy): RoleFilter => {
  const countryOf = createLanguageCountries()
  return (names, holders, article) => {
    const [country] = countryOf(article.language)
    const isOwn = ({ field, start, target }: Mention): boolean =>
      (country !== undefined && entities[target]?.place === country) ||
      (article.language !== 'de' && /\p{Lu}/u.test(article[field].charAt(start)))
    const isTaken = (name: Mention): boolean =>
      holders.some(({ role, target, isNamed }) => isSameSpan(role, name) && target !== name.target && isNamed) && !isOwn(name)
    const left = names.filter((name) => !isTaken(name))
    return { names: left, holders: holders.filter(({ role }) => !left.some((name) => isSameSpan(name, role))) }
  }
}

const isLonger = (one: Mention, other: Mention): boolean => one.end - one.start > other.end - other.start
