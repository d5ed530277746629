/** Whether two reports are one text, told by their headlines and first words: feeds often carry too little text for a fingerprint. */

export type Wording = { readonly title: string; readonly opening: string }

/** The words of a headline and of what follows it; in scripts without blanks, pairs of signs. */
export type Worded = { readonly title: ReadonlySet<string>; readonly opening: ReadonlySet<string> }

export const OPENING = 200
/** Fewer words say too little: `Maltempo in Grecia, dieci morti`. */
const FEWEST_WORDS = 6
/** The shares of common words from which headlines, and openings, are one text; tuned on judged stories (`tests/eval/origins/`). */
const SAME_TITLE = 0.7
const SAME_OPENING = 0.6

export const wordedAs = ({ title, opening }: Wording): Worded => ({
  title: wordsIn(title),
  opening: opening.startsWith(title) ? new Set() : wordsIn(opening),
})

/** One opening is enough; headlines count where one of the two has no more than its headline. */
export const isSameText = (one: Worded, other: Worded): boolean => {
  if (isLike(one.opening, other.opening, SAME_OPENING)) return true
  return (one.opening.size === 0 || other.opening.size === 0) && isLike(one.title, other.title, SAME_TITLE)
}

const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u

const wordsIn = (text: string): ReadonlySet<string> => {
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return new Set(words.flatMap((word) => (UNSPACED.test(word) ? pairsIn(word) : [word])))
}

const pairsIn = (word: string): readonly string[] =>
  word.length < 3 ? [word] : Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2))

/** Jaccard's coefficient reaches `least`. */
const isLike = (one: ReadonlySet<string>, other: ReadonlySet<string>, least: number): boolean => {
  const [fewer, more] = one.size < other.size ? [one.size, other.size] : [other.size, one.size]
  // The coefficient is at most the quotient of the sizes.
  if (fewer < FEWEST_WORDS || fewer < least * more) return false
  // Two texts that differ mostly do so in their first words: only so many words may be missing.
  const wanted = (least / (1 + least)) * (fewer + more)
  let common = one.size
  for (const word of one) if (!other.has(word) && --common < wanted) return false
  return common >= wanted
}
