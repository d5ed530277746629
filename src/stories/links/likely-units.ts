import { NONE } from '../numbering.ts'
import type { WeighedTraits } from './compare.ts'
import type { TraitKey } from './trait-keys.ts'
import type { Units } from './units.ts'

/** Traits in more units than this tell little, and cost much. */
const MOST_UNITS = 400
/** Postings looked at for one report, of the rarest traits first. */
const MOST_POSTINGS = 800
/** As many units are looked at closely. */
const MOST_LIKELY = 16

/** Units that fit and share the most telling of these traits: the likeliest first. */
export const likelyUnits = (units: Units, told: WeighedTraits, isFit: (unit: number) => boolean): readonly number[] => {
  const { found } = units.columns
  const touched = touch(units, told)
  const likely: number[] = []
  for (const unit of touched) {
    const value = found[unit] ?? 0
    const isFull = likely.length === MOST_LIKELY
    if ((isFull && value <= (found[likely[MOST_LIKELY - 1] ?? 0] ?? 0)) || !isFit(unit)) continue
    let rank = isFull ? MOST_LIKELY - 1 : likely.length
    for (; rank > 0 && (found[likely[rank - 1] ?? 0] ?? 0) < value; rank -= 1) likely[rank] = likely[rank - 1] ?? NONE
    likely[rank] = unit
  }
  for (const unit of touched) found[unit] = 0
  return likely
}

/** Working space: units of one trait. */
const read = new Int32Array(MOST_POSTINGS)

/** Units that have the rarest of these traits, each with the squares of what it shares. */
const touch = (units: Units, { traits, weights }: WeighedTraits): readonly number[] => {
  const { found } = units.columns
  const { numbers, postings } = units.traits
  const sizes = traits.map(postings.sizeOf)
  const held = [...traits.keys()].filter((place) => (sizes[place] ?? 0) > 0 && (sizes[place] ?? 0) <= MOST_UNITS)
  const keyAt = (place: number): TraitKey => numbers.nameOf(traits[place] ?? NONE)
  held.sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0) || keyAt(a) - keyAt(b))
  const touched: number[] = []
  let left = MOST_POSTINGS
  for (const place of held) {
    const weight = weights[place] ?? 0
    const count = postings.read(traits[place] ?? NONE, left, read)
    left -= count
    for (let nth = 0; nth < count; nth += 1) {
      const unit = read[nth] ?? 0
      if (found[unit] === 0) touched.push(unit)
      found[unit] = (found[unit] ?? 0) + weight * weight
    }
  }
  return touched
}
