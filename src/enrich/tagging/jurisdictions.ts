import type { Taxonomy } from '../../model/taxonomy.ts'
import { type Mention, isSameName, termOf } from './mentions.ts'

/** For a place of the taxonomy, its id and the ids of the places that contain it, the nearest first. */
export type PlaceChains = (place: number) => readonly string[]

export const createPlaceChains = ({ places }: Taxonomy): PlaceChains => {
  const within = new Map<string, string | null>(places.map((place) => [place.id, place.within]))
  const chains = places.map(({ id }) => {
    const chain: string[] = []
    for (let at: string | null = id; at !== null && !chain.includes(at); at = within.get(at) ?? null) chain.push(at)
    return chain
  })
  return (place) => chains[place] ?? []
}

export type ArticleText = { readonly title: string; readonly text: string; readonly language: string }
type Beside = ArticleText & {
  readonly all: readonly Mention[]
  readonly places: readonly Mention[]
  /** True: the name is ambiguous, and no context word confirms it. */
  readonly isDoubtful: (name: Mention) => boolean
}

type JurisdictionFilter = {
  /** True: the article names the body's country, or a place in it. */
  readonly isInJurisdiction: (name: Mention, places: readonly Mention[]) => boolean
  readonly withoutForeignBodies: (names: readonly Mention[], beside: Beside) => readonly Mention[]
  /**
   * The places without namesakes: of two places in different countries with one name, a place is left out where the article names other
   * places of the other's country and none of its own.
   */
  readonly withoutNamesakes: (places: readonly Mention[]) => readonly Mention[]
}

/**
 * Kinds of body that belong to a state: where the state is named, NCC is its NCC. Where a company has its seat does not count: visas of the
 * US are not Visa's.
 */
export const OF_A_STATE: ReadonlySet<string> = new Set(['regulator', 'public-body', 'court', 'law'])

export const createJurisdictionFilter = (taxonomy: Taxonomy, containing: PlaceChains): JurisdictionFilter => {
  const jurisdictions = createJurisdictions(taxonomy, containing)
  const { of, isIn, countryOf } = jurisdictions
  const isOfAnotherState = anotherStates(jurisdictions)
  const isNamesake = namesakes(jurisdictions)
  const isInJurisdiction = (name: Mention, places: readonly Mention[]): boolean => {
    const jurisdiction = of(name)
    return jurisdiction !== null && places.some((place) => isIn(place, jurisdiction))
  }
  /**
   * True: the name stands for its own country's body elsewhere in the article. 商务部 in the sentence after 美国商务部 does not, unless China is
   * named too.
   */
  const isOwnElsewhere = (name: Mention, foreign: readonly Mention[], places: readonly Mention[]): boolean =>
    !foreign.includes(name) && isInJurisdiction(name, places)
  return {
    isInJurisdiction,
    withoutForeignBodies(names, { all, places, isDoubtful, ...article }) {
      const foreign = all.filter((name) => isOfAnotherState(name, { places, ...article }))
      const own = names
        .filter((name) => !foreign.some((other) => isSameTerm(other, name)) || isOwnElsewhere(name, foreign, places))
        .filter((name, _, ours) => !isNamesake(name, ours, places))
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

type Jurisdictions = {
  readonly kindOf: (name: Mention) => string
  readonly of: (name: Mention) => string | null
  readonly countryOf: (place: Mention) => string
  readonly isIn: (place: Mention, jurisdiction: string) => boolean
  /** True: the jurisdiction is a part of the place: Delhi's High Court is an Indian one. */
  readonly contains: (place: Mention, jurisdiction: string) => boolean
  /** True: the place is in the jurisdiction, or in a member of it: the GDPR is French law. */
  readonly isUnder: (place: Mention, jurisdiction: string) => boolean
}

const createJurisdictions = ({ entities, places }: Taxonomy, containing: PlaceChains): Jurisdictions => {
  const members = new Map(places.map(({ id, contains = [] }) => [String(id), new Set<string>(contains)]))
  const indexOf = new Map<string, number>(places.map(({ id }, index) => [id, index]))
  const isIn = (place: Mention, jurisdiction: string): boolean => containing(place.target).includes(jurisdiction)
  return {
    kindOf: ({ target }) => entities[target]?.kind ?? '',
    of: ({ target }) => entities[target]?.place ?? null,
    countryOf: ({ target }) => containing(target).find((id) => /^[A-Z]{2}$/.test(id)) ?? '',
    isIn,
    contains: ({ target }, jurisdiction) => containing(indexOf.get(jurisdiction) ?? -1).includes(places[target]?.id ?? ''),
    isUnder: (place, jurisdiction) =>
      isIn(place, jurisdiction) || containing(place.target).some((id) => members.get(jurisdiction)?.has(id) === true),
  }
}

type Placed = ArticleText & Pick<Beside, 'places'>

/**
 * True: the place beside a state body's name makes it another state's. 商务部 is China's, 英国商务部 is not; nor is 런던 경찰청 Korea's, or 美商务部 China's.
 * Abbreviations never become another state's.
 */
const anotherStates = ({ kindOf, of, isIn, contains }: Jurisdictions): ((name: Mention, article: Placed) => boolean) => {
  return (name, { places, ...article }) => {
    const jurisdiction = of(name)
    if (jurisdiction === null || !OF_A_STATE.has(kindOf(name)) || isAbbreviation(name)) return false
    const text = article[name.field]
    const state = HAN_NAME.test(termOf(name).raw) ? STATE_LETTERS.get(text.charAt(name.start - 1)) : undefined
    if (state !== undefined && state !== jurisdiction) return true
    const whose = places.filter(
      (place) => place.field === name.field && isWhose(name, place, { text, language: article.language }),
    )
    return whose.length > 0 && !whose.some((place) => isIn(place, jurisdiction) || contains(place, jurisdiction))
  }
}

/** A name belongs to the place right before it, or to the one behind it after a word for «of». */
type Written = { readonly text: string; readonly language: string }
const isWhose = ({ start, end }: Mention, place: Mention, { text, language }: Written): boolean => {
  if (place.end <= start) return start - place.end <= 1
  const between = place.start > end ? text.slice(end, place.start) : ''
  return OF.test(between) || (between === ' ' && COUNTRY_LAST.has(language))
}
const OF = /^ (?:of|of the|de|de la|de l['’]|du|des|d['’]|del|do|da|di|della|dell['’]|van|der|ya|la|của|của nước|של|في|ב) ?$/u
/** Languages in which the country follows the name without a word for «of»: министерство связи Ирака. */
const COUNTRY_LAST: ReadonlySet<string> = new Set(['ru', 'uk', 'pl', 'cs', 'ro', 'ar', 'fa', 'id', 'ms', 'vi', 'th'])

/** States by the one letter that headlines write before a ministry: 美商务部, 米商務省. Letters that often end a word are left out. */
const STATE_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    美: 'US',
    米: 'US',
    英: 'GB',
    俄: 'RU',
    露: 'RU',
    韩: 'KR',
    韓: 'KR',
    菲: 'PH',
    澳: 'AU',
    豪: 'AU',
    仏: 'FR',
    独: 'DE',
  }),
)
const HAN_NAME = /^\p{sc=Han}/u

type Namesakes = (name: Mention, names: readonly Mention[], places: readonly Mention[]) => boolean

/**
 * True: a name that every country may give to a body of its own, where the article names only other countries: «the AI act» of Mongolia,
 * «régulateur des télécoms» of Togo.
 */
const namesakes = ({ kindOf, of, countryOf, isUnder }: Jurisdictions): Namesakes => {
  const isBodyOf = (name: Mention, jurisdiction: string): boolean => of(name) === jurisdiction && OF_A_STATE.has(kindOf(name))
  return (name, names, places) => {
    const jurisdiction = of(name)
    if (jurisdiction === null || !isCommonName(name, kindOf(name))) return false
    if (!places.some((place) => countryOf(place) !== '') || places.some((place) => isUnder(place, jurisdiction))) return false
    return !names.some((one) => one.target !== name.target && !isSameName(one, name) && isBodyOf(one, jurisdiction))
  }
}

/** True for any name of a law, and for a body's name in small letters; false for abbreviations, which other countries do not share. */
const isCommonName = (name: Mention, kind: string): boolean =>
  !isAbbreviation(name) && (kind === 'law' || (OF_A_STATE.has(kind) && /^\p{Ll}[^\p{Lu}]*$/u.test(termOf(name).raw)))

/** True for one word with two capitals: FTC, KeNIC. */
const isAbbreviation = (name: Mention): boolean => /^(?=(?:\S*\p{Lu}){2})[\p{Lu}\p{Ll}\d&.-]+$/u.test(termOf(name).raw)

const isSameTerm = (one: Mention, other: Mention): boolean =>
  one.target === other.target && termOf(one).pattern === termOf(other).pattern
