/**
 * Names of months in the languages of the world's feeds, from the runtime's own CLDR data: full and short, by
 * themselves and inside a date (genitives), Gregorian. Built at the first name that is not English.
 */
const LANGUAGES = (
  'en fr de es pt it nl ru uk be bg sr sr-Latn mk hr bs sl cs sk pl hu ro el tr az kk uz ky ar ar-LB ar-DZ ar-MA ar-TN ' +
  'fa he hi bn ta te mr gu ur ne th lo km my id ms tl sw da sv nb nn fi et lv lt is ga cy ca eu gl sq hy ka mn af fr-CA ' +
  'am ti ps fil pa ml kn si'
).split(' ')

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
 * The month that a word (or two words) names in English or in the text's own language; null if none. The language settles
 * names that two give to different months (Polish and Croatian listopad).
 */
export const nearMonth = (written: string, language: string | null): Month | null => {
  const word = foldMonth(written)
  const hinted = language === null ? null : namesIn(language)
  return hinted?.months.get(word) ?? english.get(word) ?? null
}

/** The same in any language, also cut short. */
export const anyMonth = (written: string): Month | null => monthInAny(foldMonth(written))

export const monthOf = (written: string, language: string | null): Month | null =>
  nearMonth(written, language) ?? anyMonth(written)

/** What the months are called in a language, under names as `foldMonth` writes them, wherever it is spoken (ar: also Levantine and Maghrebi). */
export const monthsOf = (language: string): ReadonlyMap<string, Month> =>
  new Map(
    LANGUAGES.filter((one) => one === language || one.startsWith(`${language}-`)).flatMap((one) => [...namesIn(one).months]),
  )

type Index = { readonly names: ReadonlyMap<string, Month>; readonly starts: ReadonlyMap<string, Month> }
let everyLanguage: Index | null = null

const monthInAny = (word: string): Month | null => {
  everyLanguage ??= buildIndex()
  // Febr, Ιαν, janu: cut where a publisher liked to.
  return everyLanguage.names.get(word) ?? everyLanguage.starts.get(word) ?? null
}

/** All names, and their beginnings from three letters on that are not the name of a weekday; languages in order of trust. */
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

/** Lower case without dots; without accents where they are optional (Ιούλ, fevr). */
export const foldMonth = (word: string): string =>
  word
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f.'’]/g, '')
    .normalize('NFC')
    .trim()

const namesIn = (language: string): Names => {
  const known = byLanguage.get(language)
  if (known !== undefined) return known
  const names = buildNames(language)
  if (byLanguage.size < 200) byLanguage.set(language, names)
  return names
}

const buildNames = (language: string): Names => {
  const months = new Map<string, Month>()
  const weekdays = new Set<string>()
  if (!isLanguage(language)) return { months, weekdays }
  const locale = `${language}-u-ca-gregory-nu-latn`
  const styles: readonly Intl.DateTimeFormatOptions[] = [
    { month: 'long', day: 'numeric', year: 'numeric' },
    { month: 'long' },
    { month: 'short', day: 'numeric', year: 'numeric' },
    { month: 'short' },
  ]
  const formats = styles.map((style) => new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' }))
  for (let month = 1; month <= 12; month += 1) {
    for (const format of formats) addMonth(months, format, month)
  }
  for (const weekday of ['long', 'short'] as const) {
    const format = new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' })
    for (let day = 1; day <= 7; day += 1) weekdays.add(foldMonth(format.format(Date.UTC(2026, 1, day))))
  }
  if (language === 'fa')
    for (const [at, name] of PERSIAN.entries()) months.set(foldMonth(name), { month: at + 1, calendar: 'persian' })
  return { months, weekdays }
}

const addMonth = (months: Map<string, Month>, format: Intl.DateTimeFormat, month: number): void => {
  const shown = format.formatToParts(Date.UTC(2026, month - 1, 15)).find(({ type }) => type === 'month')?.value ?? ''
  const name = foldMonth(shown)
  if (name !== '' && !/\d/.test(name) && !months.has(name)) months.set(name, { month, calendar: 'gregorian' })
}

const isLanguage = (language: string): boolean => {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([language]).length > 0
  } catch {
    return false // A malformed tag from a feed or a configuration is no language.
  }
}
