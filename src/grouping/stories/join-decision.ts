/** How likely two reports tell of one happening, and of one affair: learned decisions about pairs. */
import { probabilityOf } from '../../lib/probability.ts'
import { contributionsOf, readTrees, scoreOf, type WrittenTrees } from '../../lib/decision-trees.ts'
import { PAIR_FEATURES } from './pair-features.ts'

/** What `npm run build:joins` writes. */
export type JoinTable = {
  /** What the table was built from, and how well it does. */
  readonly about: Readonly<Record<string, unknown>>
  /** One happening, where both reports have a vector. */
  readonly meaning: WrittenTrees
  /** One happening, where one of the two has none. */
  readonly words: WrittenTrees
  /** One affair, where both have a vector. */
  readonly affair: WrittenTrees
}

export type PairDecision = {
  /** 0 to 1. */
  readonly probabilityOf: (features: Float64Array) => number
  /** What moved the decision, in log-odds, the greatest move first. */
  readonly because: (features: Float64Array) => readonly Moved[]
}
export type Moved = { readonly what: (typeof PAIR_FEATURES)[number]; readonly value: number; readonly moved: number }

export type JoinDecision = Readonly<Record<'meaning' | 'words' | 'affair', PairDecision>>

export const createJoinDecision = ({ meaning, words, affair }: JoinTable): JoinDecision => ({
  meaning: pairDecision(meaning),
  words: pairDecision(words),
  affair: pairDecision(affair),
})

const pairDecision = (written: WrittenTrees): PairDecision => {
  const trees = readTrees(written, PAIR_FEATURES)
  return {
    probabilityOf: (features) => probabilityOf(scoreOf(trees, features)),
    because(features) {
      const moved = contributionsOf(trees, features)
      return PAIR_FEATURES.map((what, column) => ({ what, value: features[column] ?? 0, moved: moved[column] ?? 0 }))
        .filter((one) => one.moved !== 0)
        .toSorted((one, other) => Math.abs(other.moved) - Math.abs(one.moved))
    },
  }
}
