import { isSameSpan } from '../../model/article.ts'
import type { Role, Taxonomy } from '../../model/taxonomy.ts'
import { type Coordination, createCoordination } from './coordination.ts'
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
  article: ArticleText,
) => readonly Holder[]

/** Characters between a role's name and the place that it belongs to, at most: the Dutch data protection authority. */
const NEAR = 30
/** Characters between an everyday word and the place that makes it a body, at most: la douane française, aduanas de los Estados Unidos. */
const ADJACENT = 8
/** Characters between the two parts of a role's name, at most; room for a word: autoridad (neerlandesa) de protección de datos. */
const GAP = 24

/**
 * Finds the body that «the data protection authority» means: that of the place beside it, otherwise of the country that the article names
 * first, otherwise of the country that its language implies. Of «the central banks of Laos and Malaysia» both are meant.
 */
export const createRoleReader = (
  taxonomy: Taxonomy,
  chainOf: PlaceChains,
  coordinatedWith: Coordination = createCoordination(),
): RoleReader => {
  const countryOf = createLanguageCountries()
  const { holderAt, isUnion } = createHolders(taxonomy)
  const placesOf = (
    role: Mention,
    places: readonly Mention[],
    article: ArticleText,
    isEveryday: boolean,
  ): readonly Mention[] => {
    const beside = placeBeside(role, places, isEveryday ? ADJACENT : NEAR)
    if (beside !== undefined) return coordinatedWith(beside, places, article)
    return isEveryday ? [] : places.slice(0, 1)
  }
  const bodiesOf = (role: Mention, places: readonly Mention[], article: ArticleText): readonly Holder[] => {
    const isEveryday = taxonomy.roles?.[role.target]?.ambiguous?.includes(termOf(role).raw) === true
    const meant = placesOf(role, places, article, isEveryday)
    const chains =
      meant.length > 0 ? meant.map(({ target }) => chainOf(target)) : isEveryday ? [] : [countryOf(article.language)]
    return chains.flatMap((chain) => {
      const target = holderAt(role.target, chain)
      return target === undefined ? [] : [{ target, role, isNamed: meant.length > 0 }]
    })
  }
  /** The bodies that share the role within a body's own name with it: of «Bank of Laos and Malaysia» Malaysia's. */
  const furtherBodies = (role: Mention, name: Mention, places: readonly Mention[], article: ArticleText): readonly Holder[] => {
    const own = places.find((place) => covers(name, place))
    if (own === undefined) return []
    const others = coordinatedWith(own, places, article).filter((place) => !covers(name, place))
    return others.length === 0 ? [] : bodiesOf(role, others, article)
  }
  return (mentions, names, places, article) => {
    const none = mentions.of('not-name')
    const roles = [...mentions.of('role'), ...joined(mentions)].filter((role) => !none.some((word) => covers(word, role)))
    if (roles.length === 0) return []
    const countries = places.filter(({ target }) => taxonomy.places[target]?.kind !== 'region' || isUnion(target))
    const isWithin = (role: Mention) => (name: Mention) => isLonger(name, role) && covers(name, role)
    return roles
      .filter((role) => !roles.some(isWithin(role)))
      .flatMap((role) => {
        const name = names.find(isWithin(role))
        return name === undefined ? bodiesOf(role, countries, article) : furtherBodies(role, name, countries, article)
      })
  }
}

type Holders = {
  readonly holderAt: (role: number, chain: readonly string[]) => number | undefined
  /** True: the place is a region with bodies of its own. */
  readonly isUnion: (place: number) => boolean
}

const createHolders = (taxonomy: Taxonomy): Holders => {
  const holders = holdersByPlace(taxonomy)
  const unionsOf = createUnions(taxonomy)
  const areLaws = (taxonomy.roles ?? []).map((role) => holdsLaws(role, taxonomy))
  const withBodies = new Set([...holders.values()].flatMap((byPlace) => [...byPlace.keys()]))
  return {
    holderAt: (role, chain) =>
      // A union's laws are its members' too; its bodies are not.
      [...chain, ...(areLaws[role] === true ? chain.flatMap(unionsOf) : [])]
        .map((place) => holders.get(role)?.get(place))
        .find((holder) => holder !== undefined),
    isUnion: (place) => withBodies.has(taxonomy.places[place]?.id ?? ''),
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
