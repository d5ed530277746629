import { NONE } from '../index/interner.ts'
import {
  bit,
  costOf,
  evidenceAmong,
  isOneSided,
  isSound,
  isWeighed,
  isWord,
  MEANING_WEIGHT,
  owesWords,
  UNKNOWN,
} from './compare.ts'
import type { Told } from './told.ts'
import { DIMENSIONS, MOST_TRAITS } from './unit-columns.ts'
import type { Units } from './units.ts'
import type { Weighing } from './weigh-units.ts'

/** More than a sum differs by in another order. */
const SLACK = 1e-9

/**
 * Could a unit be as like as `least`? No is certain. Only what it shares is weighed, and of the rest as much as it takes to say no: most units
 * that share something are not like at all.
 */
export const createReach = (units: Units, weighing: Weighing, told: Told) => {
  const placeOf = (posting: number): number => (told.places[units.columns.traits[posting] ?? 0] ?? 0) - 1
  const sharedWith = createSharing(units, weighing, told, placeOf)
  return (unit: number, isLatin: boolean, least: number): boolean => {
    const { columns } = units
    const { kinds, sounds, dot, words, oneSided, square: sharedSquare } = sharedWith(unit)
    if (evidenceAmong(kinds, sounds, 0) === 0) return false
    const meaning = told.meaning.likeness(columns.sums, unit * DIMENSIONS)
    const evidence = evidenceAmong(kinds, sounds, meaning)
    const cost = costOf(evidence)
    if (cost === null) return false
    const needed = least - SLACK - MEANING_WEIGHT * meaning + cost
    if (needed <= 0) return true
    const { weighed } = told
    const own = UNKNOWN + weighed.square + oneSided + (owesWords(weighed, { isLatin }, evidence) ? weighed.words : words)
    // The larger its square, the less alike it is: no larger than this.
    const most = dot ** 2 / (needed ** 2 * own)
    const owesItsWords = owesWords({ isLatin }, weighed, evidence)
    const end = unit * MOST_TRAITS + (columns.lengths[unit] ?? 0)
    let square = UNKNOWN + sharedSquare
    for (let posting = unit * MOST_TRAITS; posting < end && square <= most; posting += 1)
      if (placeOf(posting) === NONE && isWeighed(columns.kinds[posting] ?? 0, owesItsWords))
        square += weighing.weightAt(unit, posting) ** 2
    return square <= most
  }
}

/**
 * What a unit shares: kinds as bits, but for short sounds, of which how many; the sum of the products of what both weigh it; squares of what
 * the one that is told of weighs of its words, and of what counts only where it is shared; squares of what the unit weighs.
 */
const createSharing =
  (units: Units, { weightAt }: Weighing, told: Told, placeOf: (posting: number) => number) =>
  (unit: number) => {
    const { columns } = units
    const from = unit * MOST_TRAITS
    let [kinds, sounds] = [0, 0]
    let [dot, words, oneSided, square] = [0, 0, 0, 0]
    for (let posting = from; posting < from + (columns.lengths[unit] ?? 0); posting += 1) {
      const place = placeOf(posting)
      if (place === NONE) continue
      const kind = columns.kinds[posting] ?? 0
      const weight = told.traits.weights[place] ?? 0
      const matching = weightAt(unit, posting)
      if (isSound(kind)) sounds += 1
      else kinds |= bit(kind)
      dot += weight * matching
      square += matching * matching
      if (isOneSided(kind)) oneSided += weight * weight
      else if (isWord(kind)) words += weight * weight
    }
    return { kinds, sounds, dot, words, oneSided, square }
  }
