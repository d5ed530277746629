import { isSameSpan } from '../../model/article.ts'
import type { Taxonomy } from '../../model/taxonomy.ts'
import { type Occurrence, termOf } from './occurrence.ts'
import type { Jurisdictions } from './jurisdictions.ts'

/** Which of several bodies an article means, by the countries that it names. */
type Homes = {
  /** True: the article names the body's country, or a place in it. */
  readonly isAtHome: (name: Occurrence, places: readonly Occurrence[]) => boolean
  /** Without names that stand for another country's body; `isDoubtful`: ambiguous, and no word beside it says whose it is. */
  readonly withoutOthers: (
    names: readonly Occurrence[],
    places: readonly Occurrence[],
    isDoubtful: (name: Occurrence) => boolean,
  ) => readonly Occurrence[]
  /** Without places of which another country has one by the same name, where the article names the other and not theirs. */
  readonly withoutNamesakes: (places: readonly Occurrence[]) => readonly Occurrence[]
}

/** Bodies of a state: where it is named, NCC is its NCC. A company's seat alone says nothing: visas of the US are not Visa's. */
export const OF_A_STATE: ReadonlySet<string> = new Set(['regulator', 'public-body', 'court', 'law'])

export const createHomes = ({ entities }: Taxonomy, jurisdictions: Jurisdictions): Homes => {
  const homeOf = ({ target }: Occurrence): string | null => entities[target]?.place ?? null
  const countryOf = ({ target }: Occurrence): string => jurisdictions(target).find((id) => /^[A-Z]{2}$/.test(id)) ?? ''
  const isIn = (place: Occurrence, home: string): boolean => jurisdictions(place.target).includes(home)
  const isAtHome = (name: Occurrence, places: readonly Occurrence[]): boolean => {
    const home = homeOf(name)
    return home !== null && places.some((place) => isIn(place, home))
  }
  /** 商务部 is China's, 英国商务部 is not; nor is 런던 경찰청 Korea's. Abbreviations are nobody else's. */
  const isOfAnotherState = (name: Occurrence, places: readonly Occurrence[]): boolean => {
    const entity = entities[name.target]
    const home = homeOf(name)
    if (entity === undefined || home === null || !OF_A_STATE.has(entity.kind) || termOf(name).letters === 'written')
      return false
    const before = places.find(({ field, end }) => field === name.field && end <= name.start && name.start - end <= 1)
    return before !== undefined && !isIn(before, home)
  }
  /** 美国商务部 is 商务部 in the next sentence, unless China is named too. */
  const isOwnElsewhere = (name: Occurrence, foreign: readonly Occurrence[], places: readonly Occurrence[]): boolean =>
    !foreign.includes(name) && isAtHome(name, places)
  return {
    isAtHome,
    withoutOthers(names, places, isDoubtful) {
      const foreign = names.filter((name) => isOfAnotherState(name, places))
      const own = names.filter(
        (name) => !foreign.some((other) => isSameTerm(other, name)) || isOwnElsewhere(name, foreign, places),
      )
      return own.filter((name) => {
        const others = own.filter((other) => isSameName(other, name))
        if (others.length === 0 || isAtHome(name, places)) return true
        return !others.some((other) => isAtHome(other, places) || (isDoubtful(name) && !isDoubtful(other)))
      })
    },
    withoutNamesakes(places) {
      const isBesideOwn = (place: Occurrence): boolean =>
        places.some((other) => other.target !== place.target && countryOf(place) === countryOf(other))
      return places.filter(
        (place) =>
          !places.some((other) => isSameName(other, place) && countryOf(other) !== countryOf(place) && isBesideOwn(other)) ||
          isBesideOwn(place),
      )
    },
  }
}

/** One name of two bodies, NCC of Nigeria and of Taiwan, or of two places. */
const isSameName = (one: Occurrence, other: Occurrence): boolean => one.target !== other.target && isSameSpan(one, other)
const isSameTerm = (one: Occurrence, other: Occurrence): boolean =>
  one.target === other.target && termOf(one).key === termOf(other).key
