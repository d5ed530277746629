import { lazy } from '../lib/lazy.ts'
import written from '../words/months.json' with { type: 'json' }
import { foldMonth, runtimeNames, type WrittenNames } from './runtime-months.ts'

/**
 * Names of months in the languages of the world's feeds: full and short, by themselves and inside a date (genitives), Gregorian. They are
 * stored in a table: computing those of 30 languages at run time takes 10 MB that stay, and 140 ms (measured).
 */
const WRITTEN: Readonly<Record<string, WrittenNames>> = written
const LANGUAGES = Object.keys(WRITTEN)

const ENGLISH = 'january february march april may june july august september october november december'.split(' ')
const PERSIAN = [
  'فروردین', 'اردیبهشت', 'خرداد', 'تیر', 'مرداد', 'شهریور', 'مهر', 'آبان', 'آذر', 'دی', 'بهمن', 'اسفند',
] // biome-ignore format: twelve months

export type Month = { readonly month: number; readonly calendar: 'gregorian' | 'persian' }

const english = new Map<string, Month>()
for (const [at, name] of ENGLISH.entries()) {
  english.set(name, { month: at + 1, calendar: 'gregorian' })
  english.set(name.slice(0, 3), { month: at + 1, calendar: 'gregorian' })
}
english.set('sept', { month: 9, calendar: 'gregorian' })

type Names = { readonly months: ReadonlyMap<string, Month>; readonly weekdays: ReadonlySet<string> }
const byLanguage = new Map<string, Names>()

/** `jan`, `January`, `Sept` → 1–12; null if it is not English. */
export const englishMonth = (name: string): number | null => english.get(name.toLowerCase())?.month ?? null

/**
 * The month that a word (or two words) names in English or in the text's own language; null if none. The language decides about names that
 * two languages give to different months (Polish and Croatian listopad).
 */
export const nearMonth = (written: string, language: string | null): Month | null => {
  const word = foldMonth(written)
  const hinted = language === null ? null : namesIn(language)
  return hinted?.months.get(word) ?? english.get(word) ?? null
}

/** The month that a word names in any language, also abbreviated; null if none. */
export const anyMonth = (written: string): Month | null => monthInAny(foldMonth(written))

export const monthOf = (written: string, language: string | null): Month | null =>
  nearMonth(written, language) ?? anyMonth(written)

type Index = { readonly names: ReadonlyMap<string, Month>; readonly starts: ReadonlyMap<string, Month> }
const monthInAny = (word: string): Month | null => {
  const { names, starts } = everyLanguage()
  // Febr, Ιαν, janu: publishers abbreviate at any letter.
  return names.get(word) ?? starts.get(word) ?? null
}

/** Indexes all names, and their beginnings of three letters or more that are not the name of a weekday; languages in order of trust. */
const buildIndex = (): Index => {
  const names = new Map<string, Month>()
  const starts = new Map<string, Month>()
  const weekdays = new Set(LANGUAGES.flatMap((language) => [...namesIn(language).weekdays]))
  for (const language of LANGUAGES) {
    for (const [name, month] of namesIn(language).months) {
      if (!names.has(name)) names.set(name, month)
      for (let length = 3; length < name.length; length += 1) {
        const start = name.slice(0, length)
        if (!starts.has(start) && !weekdays.has(start)) starts.set(start, month)
      }
    }
  }
  return { names, starts }
}

const everyLanguage = lazy(buildIndex)

const namesIn = (language: string): Names => {
  const known = byLanguage.get(language)
  if (known !== undefined) return known
  const names = buildNames(language)
  if (byLanguage.size < 200) byLanguage.set(language, names)
  return names
}

const buildNames = (language: string): Names => {
  const { months: named, weekdays } = WRITTEN[language] ?? runtimeNames(language)
  const months = new Map<string, Month>()
  for (const [at, names] of named.entries())
    for (const name of names) months.set(name, { month: at + 1, calendar: 'gregorian' })
  if (language === 'fa')
    for (const [at, name] of PERSIAN.entries()) months.set(foldMonth(name), { month: at + 1, calendar: 'persian' })
  return { months, weekdays: new Set(weekdays) }
}
