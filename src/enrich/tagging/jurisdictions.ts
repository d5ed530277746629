import type { Taxonomy } from '../../model/taxonomy.ts'
import { type Mention, type Mentions, covers, isSameName, termOf } from './mentions.ts'

/** The entity that holds a role in the country that an article is about, and where the role is named. */
export type Holder = { readonly target: number; readonly role: Mention }
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
  const holderAt = (role: number, chain: readonly string[]): number | undefined =>
    chain.map((place) => holders.get(role)?.get(place)).find((holder) => holder !== undefined)
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
  return (mentions, names, places, language) => {
    const none = mentions.of('not-name')
    const roles = [...mentions.of('role'), ...joined(mentions)].filter((role) => !none.some((word) => covers(word, role)))
    if (roles.length === 0) return []
    const countries = places.filter(({ target }) => taxonomy.places[target]?.kind !== 'region' || isUnion(target))
    return roles
      .filter((role) => ![...names, ...roles].some((name) => isLonger(name, role) && covers(name, role)))
      .flatMap((role) => {
        const target = holderAt(role.target, chainFor(role, countries, language))
        return target === undefined ? [] : [{ target, role }]
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

/** For a place of the taxonomy, itself and what contains it. */
type PlaceChains = (place: number) => readonly string[]

export const createPlaceChains = ({ places }: Taxonomy): PlaceChains => {
  const within = new Map<string, string | null>(places.map((place) => [place.id, place.within]))
  const chains = places.map(({ id }) => {
    const chain: string[] = []
    for (let at: string | null = id; at !== null && !chain.includes(at); at = within.get(at) ?? null) chain.push(at)
    return chain
  })
  return (place) => chains[place] ?? []
}

/** Which of several bodies an article means, by the countries that it names. */
type JurisdictionFilter = {
  /** True: the article names the body's country, or a place in it. */
  readonly isInJurisdiction: (name: Mention, places: readonly Mention[]) => boolean
  /** Without names of another country's body; `isDoubtful`: ambiguous, and no word beside it says whose it is. */
  readonly withoutForeignBodies: (
    names: readonly Mention[],
    places: readonly Mention[],
    isDoubtful: (name: Mention) => boolean,
  ) => readonly Mention[]
  /** Without places of which another country has one by the same name, where the article names the other and not theirs. */
  readonly withoutNamesakes: (places: readonly Mention[]) => readonly Mention[]
}

/** Bodies of a state: where it is named, NCC is its NCC. A company's seat alone says nothing: visas of the US are not Visa's. */
export const OF_A_STATE: ReadonlySet<string> = new Set(['regulator', 'public-body', 'court', 'law'])

export const createJurisdictionFilter = ({ entities }: Taxonomy, containing: PlaceChains): JurisdictionFilter => {
  const jurisdictionOf = ({ target }: Mention): string | null => entities[target]?.place ?? null
  const countryOf = ({ target }: Mention): string => containing(target).find((id) => /^[A-Z]{2}$/.test(id)) ?? ''
  const isIn = (place: Mention, jurisdiction: string): boolean => containing(place.target).includes(jurisdiction)
  const isInJurisdiction = (name: Mention, places: readonly Mention[]): boolean => {
    const jurisdiction = jurisdictionOf(name)
    return jurisdiction !== null && places.some((place) => isIn(place, jurisdiction))
  }
  /** 商务部 is China's, 英国商务部 is not; nor is 런던 경찰청 Korea's. Abbreviations are nobody else's. */
  const isOfAnotherState = (name: Mention, places: readonly Mention[]): boolean => {
    const entity = entities[name.target]
    const jurisdiction = jurisdictionOf(name)
    if (entity === undefined || jurisdiction === null || !OF_A_STATE.has(entity.kind) || termOf(name).letters === 'written')
      return false
    const before = places.find(({ field, end }) => field === name.field && end <= name.start && name.start - end <= 1)
    return before !== undefined && !isIn(before, jurisdiction)
  }
  /** 美国商务部 is 商务部 in the next sentence, unless China is named too. */
  const isOwnElsewhere = (name: Mention, foreign: readonly Mention[], places: readonly Mention[]): boolean =>
    !foreign.includes(name) && isInJurisdiction(name, places)
  return {
    isInJurisdiction,
    withoutForeignBodies(names, places, isDoubtful) {
      const foreign = names.filter((name) => isOfAnotherState(name, places))
      const own = names.filter(
        (name) => !foreign.some((other) => isSameTerm(other, name)) || isOwnElsewhere(name, foreign, places),
      )
      return own.filter((name) => {
        const others = own.filter((other) => isSameName(other, name))
        if (others.length === 0 || isInJurisdiction(name, places)) return true
        return !others.some((other) => isInJurisdiction(other, places) || (isDoubtful(name) && !isDoubtful(other)))
      })
    },
    withoutNamesakes(places) {
      const isBesideOwn = (place: Mention): boolean =>
        places.some((other) => other.target !== place.target && countryOf(place) === countryOf(other))
      return places.filter(
        (place) =>
          !places.some((other) => isSameName(other, place) && countryOf(other) !== countryOf(place) && isBesideOwn(other)) ||
          isBesideOwn(place),
      )
    },
  }
}

const isSameTerm = (one: Mention, other: Mention): boolean =>
  one.target === other.target && termOf(one).pattern === termOf(other).pattern
