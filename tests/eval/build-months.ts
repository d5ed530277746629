/** Writes src/text/month-table.ts from the CLDR data of the Node that runs this. */
import { writeFileSync } from 'node:fs'
import { runtimeNames } from '../../src/text/runtime-months.ts'
import { commandLine } from '../command-line.ts'
import { CALENDARS, type Calendar, createCalendarReader, nameKey } from '../../src/grouping/crosslingual/other-calendars.ts'

/** Of the world's feeds, those first whose names count where two share one. */
const LANGUAGES = (
  'en fr de es pt it nl ru uk be bg sr sr-Latn mk hr bs sl cs sk pl hu ro el tr az kk uz ky ar ar-LB ar-DZ ar-MA ar-TN ' +
  'fa he hi bn ta te mr gu ur ne th lo km my id ms tl sw da sv nb nn fi et lv lt is ga cy ca eu gl sq hy ka mn af fr-CA ' +
  'am ti ps fil pa ml kn si'
).split(' ')
const partsOf = createCalendarReader()
const DAY = 86_400_000
/** Enough days to meet every month of a year. */
const YEAR = 380

const HEAD = `/**
 * Names of months, Gregorian, and after # of weekdays, folded; languages in order of trust. Written by \`npm run build:months\` from the
 * runtime's CLDR data.
 */
`

/** The file's text. */
export const monthTable = (): string => {
  const written = LANGUAGES.map((language): [string, string] => {
    const { months, weekdays } = runtimeNames(language)
    return [language, `${line(months)}#${[...weekdays].join('|')}`]
  })
  const others = Object.entries(CALENDARS).map(([language, calendar]): [string, string] => [
    language,
    line(namesOf(language, calendar)),
  ])
  return `${HEAD}export const WRITTEN: ${record(written)}
/** Months of the other calendar in which a language writes dates. */
export const OTHER_CALENDARS: ${record(others)}`
}

const line = (names: Iterable<readonly [name: string, month: number]>): string =>
  Array.from(names, ([name, month]) => `${month}${name}`).join('|')
/** As the formatter leaves it. */
const record = (lines: readonly (readonly [string, string])[]): string =>
  `Readonly<Record<string, string>> = {\n${lines.map(([key, text]) => `  ${/^\w+$/.test(key) ? `${key}: ` : `'${key}':\n    `}'${text}',\n`).join('')}}\n`

/** `ذو` is `ذي` inside a date. */
const namesOf = (language: string, calendar: Calendar): ReadonlyMap<string, number> => {
  const names = new Map<string, number>()
  const format = new Intl.DateTimeFormat(`${language}-u-ca-${calendar}`, { month: 'long', timeZone: 'UTC' })
  for (let at = Date.UTC(2026, 0, 1), day = 0; day < YEAR; day += 5, at += 5 * DAY) {
    const name = nameKey(format.format(at))
    const { month } = partsOf(calendar, at)
    names.set(name, month)
    names.set(name.replace(/^ذو /, 'ذي '), month)
  }
  return names
}

if (process.argv[1] === import.meta.filename) {
  commandLine('build:months', 'Writes src/text/month-table.ts anew, from the CLDR data of this Node.').parse()
  writeFileSync(new URL('../../src/text/month-table.ts', import.meta.url), monthTable())
}
