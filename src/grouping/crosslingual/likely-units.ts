import { NONE } from '../index/interner.ts'
import type { Units } from './units.ts'
import type { WeighedTraits } from './weighed-traits.ts'

/** Traits in more units than this tell little, and cost much. */
const MOST_UNITS = 400
/** Postings looked at for one report, of the rarest traits first. */
const MOST_POSTINGS = 800
/** As many units are looked at closely. */
const MOST_LIKELY = 16

/** Working space: units of one trait, and all that were met. */
const read = new Int32Array(MOST_POSTINGS)
const touched = new Int32Array(MOST_POSTINGS)

/** Units that fit and share the most telling of these traits: the likeliest first. */
export const likelyUnits = (units: Units, told: WeighedTraits, isFit: (unit: number) => boolean): readonly number[] => {
  const { found } = units.columns
  const count = touch(units, told)
  const likely: number[] = []
  /** What the last of them shares, once there are enough. */
  let least = 0
  for (let nth = 0; nth < count; nth += 1) {
    const unit = touched[nth] ?? NONE
    const value = found[unit] ?? 0
    if (value <= least || !isFit(unit)) continue
    let rank = Math.min(likely.length, MOST_LIKELY - 1)
    for (; rank > 0 && (found[likely[rank - 1] ?? 0] ?? 0) < value; rank -= 1) likely[rank] = likely[rank - 1] ?? NONE
    likely[rank] = unit
    if (likely.length === MOST_LIKELY) least = found[likely[MOST_LIKELY - 1] ?? 0] ?? 0
  }
  for (let nth = 0; nth < count; nth += 1) found[touched[nth] ?? 0] = 0
  return likely
}

/** Finds the units that have the rarest of these traits, each with the squares of what it shares. Gives how many. */
const touch = (units: Units, told: WeighedTraits): number => {
  const { found } = units.columns
  const { postings } = units.traits
  let count = 0
  let left = MOST_POSTINGS
  for (const place of rarestFirst(units, told)) {
    const weight = told.weights[place] ?? 0
    const size = postings.read(told.traits[place] ?? NONE, left, read)
    left -= size
    for (let nth = 0; nth < size; nth += 1) {
      const unit = read[nth] ?? 0
      const value = found[unit] ?? 0
      if (value === 0) touched[count++] = unit
      found[unit] = value + weight * weight
    }
  }
  return count
}

/** Places of traits that some units have and not too many; of two that as many have, the one of the lesser key. */
const rarestFirst = ({ traits: { numbers, postings } }: Units, { size, traits }: WeighedTraits): readonly number[] => {
  const places: number[] = []
  const sizes: number[] = []
  for (let place = 0; place < size; place += 1) {
    const trait = traits[place] ?? NONE
    const held = postings.sizeOf(trait)
    if (held === 0 || held > MOST_UNITS) continue
    let rank = places.length
    for (; rank > 0; rank -= 1) {
      const other = sizes[rank - 1] ?? 0
      if (other < held || (other === held && numbers.nameOf(traits[places[rank - 1] ?? 0] ?? NONE) < numbers.nameOf(trait)))
        break
      places[rank] = places[rank - 1] ?? 0
      sizes[rank] = other
    }
    places[rank] = place
    sizes[rank] = held
  }
  return places
}
