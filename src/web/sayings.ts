/** What reports say differently, in a line: 16 in English, 17 in Italian since 14:00. */
import type { Instant } from '../model/ids.ts'
import type { Difference, Saying } from '../publish/differences.ts'
import type { Locale } from './locale.ts'

export const valueIn = (locale: Locale, { unit }: Difference, { value, written }: Saying): string => {
  if (typeof value === 'string') return written
  return unit === null ? locale.number(value) : `${locale.number(value)} ${unit}`
}

export const languagesIn = (locale: Locale, { languages }: Saying): string =>
  languages.map((language) => locale.languageName(language)).join(locale.message('list.comma'))

/** `moment` writes a time. */
export const sayingsIn = (locale: Locale, difference: Difference, moment: (at: Instant) => string): string =>
  difference.sayings
    .map((saying, nth) => {
      const said = { value: valueIn(locale, difference, saying), languages: languagesIn(locale, saying) }
      return nth === 0
        ? locale.message('differs.says', said)
        : locale.message('differs.since', { ...said, at: moment(saying.since) })
    })
    .join(locale.message('list.comma'))
