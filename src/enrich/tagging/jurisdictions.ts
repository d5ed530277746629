import type { Taxonomy } from '../../model/taxonomy.ts'
import { type Mention, isSameName, termOf } from './mentions.ts'

/** For a place of the taxonomy, itself and what contains it. */
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
