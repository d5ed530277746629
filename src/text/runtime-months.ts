/** Folded names of the twelve Gregorian months, each name of one month only, and of days of the week. */
export type WrittenNames = { readonly months: readonly (readonly string[])[]; readonly weekdays: readonly string[] }

/** A name in lower case without dots; without accents where they are optional (Ιούλ, fevr). */
export const foldMonth = (word: string): string =>
  word
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f.'’]/g, '')
    .normalize('NFC')
    .trim()

/**
 * The names in a language by the runtime's own CLDR data: full and short, by themselves and inside a date (genitives). Empty for an unknown
 * language.
 */
export const runtimeNames = (language: string): WrittenNames => {
  if (!isLanguage(language)) return { months: [], weekdays: [] }
  const locale = `${language}-u-ca-gregory-nu-latn`
  const styles: readonly Intl.DateTimeFormatOptions[] = [
    { month: 'long', day: 'numeric', year: 'numeric' },
    { month: 'long' },
    { month: 'short', day: 'numeric', year: 'numeric' },
    { month: 'short' },
  ]
  const formats = styles.map((style) => new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' }))
  const known = new Set<string>()
  const months = Array.from({ length: 12 }, (_, month) => {
    const names = new Set(formats.map((format) => monthName(format, month)).filter((name) => isName(name) && !known.has(name)))
    for (const name of names) known.add(name)
    return [...names]
  })
  const weekdays = (['long', 'short'] as const).flatMap((weekday) => {
    const format = new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' })
    return Array.from({ length: 7 }, (_, day) => foldMonth(format.format(Date.UTC(2026, 1, day + 1))))
  })
  return { months, weekdays: [...new Set(weekdays)] }
}

const monthName = (format: Intl.DateTimeFormat, month: number): string =>
  foldMonth(format.formatToParts(Date.UTC(2026, month, 15)).find(({ type }) => type === 'month')?.value ?? '')
const isName = (name: string): boolean => name !== '' && !/\d/.test(name)

const isLanguage = (language: string): boolean => {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([language]).length > 0
  } catch {
    return false // A malformed tag from a feed or a configuration is no language.
  }
}
