import words from '../../words/dates.json' with { type: 'json' }
import { anyOf } from '../../text/phrases.ts'

export type Unit = 'second' | 'minute' | 'hour' | 'day' | 'week'
type Relative = Partial<Readonly<Record<Unit | 'today' | 'yesterday', readonly string[]>>>
const RELATIVE: readonly Relative[] = Object.values(words.relative)

const beginning = (group: keyof Relative): RegExp =>
  new RegExp(`^(?:${anyOf(RELATIVE.flatMap((words) => words[group] ?? []))})`)
export const TODAY = beginning('today')
export const YESTERDAY = beginning('yesterday')

const UNITS = (['second', 'minute', 'hour', 'day', 'week'] as const).map((unit) => ({ unit, words: beginning(unit) }))
/** The unit of time that a word in lower case means; null: none. */
export const unitOf = (word: string): Unit | null => UNITS.find(({ words }) => words.test(word))?.unit ?? null

/** A word in a script without blanks counts anywhere, any other between characters that are no letters. */
const halves = (half: 'morning' | 'afternoon'): RegExp => {
  const all = Object.values(words.halves).flatMap((language): readonly string[] => language[half])
  const isEastAsian = (word: string): boolean => /[\p{sc=Han}\p{sc=Hangul}]/u.test(word)
  const [anywhere, alone] = [all.filter(isEastAsian), all.filter((word) => !isEastAsian(word))]
  return new RegExp(`(?:${anyOf(anywhere)})|(?<!\\p{L})(?:${anyOf(alone)})(?!\\p{L})`, 'iu')
}
export const MORNING = halves('morning')
export const AFTERNOON = halves('afternoon')

/** Hour and minute with a full stop between them, after words such as `kl.`. */
export const STOPPED_CLOCK = new RegExp(
  `(?<=(?:${anyOf(Object.values(words.beforeTime).flat())})\\s)(\\d{1,2})[.:](\\d{2})`,
  'i',
)
