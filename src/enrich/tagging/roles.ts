import { isSameSpan } from '../../model/article.ts'
import type { Role, Taxonomy } from '../../model/taxonomy.ts'
import type { ArticleText, PlaceChains } from './jurisdictions.ts'
import { type Mention, type Mentions, covers, termOf } from './mentions.ts'

/** The entity that holds a role in the country that an article is about, and where the role is named. */
export type Holder = {
  readonly target: number
  readonly role: Mention
  /** False: the article names no country, and the language implies this one. */
  readonly isNamed: boolean
}
type RoleReader = (
  mentions: Mentions,
  names: readonly Mention[],
  places: readonly Mention[],
  language: string,
) => readonly Holder[]

/** Characters between a role's name and the place that it belongs to, at most: the Dutch data protection authority. */
const NEAR = 30
/** Characters between an everyday word and the place that makes it a body, at most: la douane française, aduanas de los Estados Unidos. */
const ADJACENT = 8
/** Characters between the two parts of a role's name, at most; room for a word: autoridad (neerlandesa) de protección de datos. */
const GAP = 24

/**
 * Finds the body that «the data protection authority» means: that of the place beside it, otherwise of the country that the article names
 * first, otherwise of the country that its language implies.
 */
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
  /** True: the place is a region with bodies of its own. */
  const isUnion = (place: number): boolean => withBodies.has(taxonomy.places[place]?.id ?? '')
  /** The body of the place that is meant, or of a place that contains it; empty: there is none. */
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

/** For a country, the regions that contain it. */
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
      // The first holder listed for a place counts.
      return [index, new Map(targets.toReversed().map((target) => [entities[target]?.place ?? '', target]))]
    }),
  )
}

/** The nearest place in the role's sentence, at most `distance` characters away. */
const placeBeside = (role: Mention, places: readonly Mention[], distance: number): Mention | undefined =>
  places
    .filter((place) => place.field === role.field && place.sentence === role.sentence)
    .map((place) => ({ place, gap: Math.max(0, place.start - role.end, role.start - place.end) }))
    .filter(({ gap }) => gap <= distance)
    .sort((one, other) => one.gap - other.gap)[0]?.place

/** Languages of many countries, which imply none of them. */
const OF_MANY: ReadonlySet<string> = new Set(['en', 'es', 'fr', 'ar', 'pt', 'de', 'ru', 'bn', 'sw', 'und'])

/**
 * The country that a language implies: a Polish paper that names no country writes of Poland. Empty for languages of many countries. Cached,
 * as `Intl.Locale` is slow.
 */
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

/** Joins the two parts of role names that have at most a word between them. */
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

/** Decides, where a name and a role are the same words, which of them is meant. */
type RoleFilter = (
  names: readonly Mention[],
  holders: readonly Holder[],
  article: ArticleText,
) => { readonly names: readonly Mention[]; readonly holders: readonly Holder[] }

/**
 * Where every country has a body of a name, the body of the country named is meant: the «data protection agency» of Brazil is not Angola's.
 * The name keeps its own body in the press of its country, and in capitals: Rekabet Kurumu may decide about American firms. Capitals do not
 * count in German, where every noun has one.
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
