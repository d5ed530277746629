/** Gregorian months by name, and days of the week. Of two months with the same name, the first one counts. */
export type WrittenNames = {
  readonly months: readonly (readonly [name: string, month: number])[]
  readonly weekdays: ReadonlySet<string>
}

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
  const months = new Map<string, number>()
  const weekdays = new Set<string>()
  if (!isLanguage(language)) return { months: [], weekdays }
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
  return { months: [...months], weekdays }
}

const addMonth = (months: Map<string, number>, format: Intl.DateTimeFormat, month: number): void => {
  const shown = format.formatToParts(Date.UTC(2026, month - 1, 15)).find(({ type }) => type === 'month')?.value ?? ''
  const name = foldMonth(shown)
  if (name !== '' && !/\d/.test(name) && !months.has(name)) months.set(name, month)
}

const isLanguage = (language: string): boolean => {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([language]).length > 0
  } catch {
    return false // A malformed tag from a feed or a configuration is no language.
  }
}
