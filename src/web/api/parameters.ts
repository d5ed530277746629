/** The parameters of the API: their descriptions for the OpenAPI document, and how they are read. A wrong one throws 400 that names it. */
import type { Filter } from '../../model/filter.ts'
import type { Instant, LanguageTag } from '../../model/ids.ts'
import { COUNTED_BY, type CountedBy } from '../../store/ports/story-search.ts'
import { languagesIn } from '../feeds/feed-query.ts'
import { HttpError } from '../http/http-error.ts'
import { positionOf } from '../pages/paging.ts'
import { didYouMean } from '../pages/configuration-index.ts'
import type { PageContext } from '../pages/page-context.ts'
import { requiredFilter } from '../read-filter.ts'
import { COVERED_DAYS } from '../source-coverage.ts'

export type Parameter = {
  readonly name: string
  readonly description: string
  readonly schema: object
  readonly example?: string | number
}

const text = (maxLength: number) => ({ type: 'string', maxLength })
const LANGUAGES = { type: 'string', maxLength: 1_800, pattern: '^ *[A-Za-z0-9_-]+ *(, *[A-Za-z0-9_-]+ *)*$' }
const FACET = `(${COUNTED_BY.join('|')})`

export const Q: Parameter = {
  name: 'q',
  description:
    'A filter: words, “phrases”, topic: entity: place: lang: source: country: kind: affair: origins: missing: title: after: before:, -, OR, parentheses, /regex/.',
  schema: text(8_000),
  example: 'lang:fr,en -country:US',
}
export const NAME: Parameter = {
  name: 'q',
  description: 'Words that ids or names must contain.',
  schema: text(8_000),
  example: 'union',
}
export const LANG: Parameter = {
  name: 'lang',
  description:
    'Languages, the preferred one first. Only reports in one of them count, and the report in the first of them that a story has represents it. Names of topics, organisations and places come in the first that has one.',
  schema: LANGUAGES,
  example: 'fr,en',
}
export const PREFER: Parameter = {
  name: 'prefer',
  description: 'Languages, the preferred one first, of titles and names only: nothing is left out. Left out: those of lang.',
  schema: LANGUAGES,
  example: 'fr,en',
}
/** `lang` where it only chooses the language of names. */
export const NAMES_IN: Parameter = {
  name: 'lang',
  description: 'Languages, the preferred one first, of titles and names. Nothing is left out.',
  schema: LANGUAGES,
  example: 'fr,en',
}
export const BEFORE: Parameter = {
  name: 'before',
  description: 'Where to go on: “next” of an earlier answer.',
  schema: text(400),
}
export const POSITION: Parameter = {
  name: 'before',
  description: 'Where to go on: “next” of an earlier answer, or a date: only what stands before it in the list.',
  schema: text(300),
  example: '2026-11-24',
}
export const SORT: Parameter = {
  name: 'sort',
  description: 'date: newest first; relevance: best match first, the newest of equals first. Left out: date.',
  schema: { type: 'string', enum: ['date', 'relevance'], default: 'date' },
  example: 'relevance',
}
export const BY: Parameter = {
  name: 'by',
  description: 'What to count by, comma between.',
  schema: { type: 'string', pattern: `^${FACET}(,${FACET})*$` },
  example: 'language,day',
}
export const FROM: Parameter = {
  name: 'from',
  description: 'Published then or later: a date (UTC) or a date and time.',
  schema: text(40),
  example: '2026-11-01',
}
export const TO: Parameter = {
  name: 'to',
  description: 'Published before: a date (UTC) or a date and time.',
  schema: text(40),
  example: '2026-12-01',
}
export const AFTER: Parameter = {
  name: 'after',
  description: 'Begin after this event; 0: with everything that is stored. Left out: with what comes next.',
  schema: { type: 'string', pattern: '^[0-9]{1,15}$' },
  example: '0',
}
export const BOM: Parameter = {
  name: 'bom',
  description: '1: begin with a byte order mark, which some spreadsheets need.',
  schema: { type: 'string', enum: ['0', '1'] },
  example: '1',
}
export const WAIT: Parameter = {
  name: 'wait',
  description: '1: answer when done.',
  schema: { type: 'string', enum: ['0', '1', 'true', 'false'] },
  example: '1',
}
export const DAYS: Parameter = {
  name: 'days',
  description: 'So many days back.',
  schema: { type: 'integer', enum: COVERED_DAYS, default: 7 },
  example: 30,
}
export const MISSING: Parameter = {
  name: 'in',
  description: 'The language that has no report.',
  schema: text(40),
  example: 'en',
}
export const limit = (usual: number, most: number, of: string): Parameter => ({
  name: 'limit',
  description: `${of} at most.`,
  schema: { type: 'integer', minimum: 1, maximum: most, default: usual },
  example: Math.min(usual, 20),
})

const wrong = (parameter: string, detail: string): HttpError =>
  new HttpError(400, detail, { extra: { parameter }, localized: { key: 'error.parameter', values: { name: parameter } } })

/** Throws 400 for an unknown or repeated parameter: otherwise it would be ignored, and nobody would notice. */
export const refuseUnknown = (query: URLSearchParams, known: readonly Parameter[]): void => {
  const names = known.map(({ name }) => name)
  for (const name of query.keys()) {
    const shown = name.slice(0, 80)
    if (!names.includes(name))
      throw wrong(
        shown,
        `There is no parameter “${shown}” here.${didYouMean(name, names)} ${names.length === 0 ? 'There are none.' : `Known: ${names.join(', ')}.`}`,
      )
    if (query.getAll(name).length > 1) throw wrong(name, `${name} is there more than once. Write it once.`)
  }
}

/** The parameter `limit`, from 1 to `most`. Throws 400 for more: a client that requests 1,000 must not take 200 rows for all there are. */
export const limitIn = (query: URLSearchParams, usual: number, most: number): number => {
  const written = query.get('limit') ?? ''
  if (written === '') return usual
  const number = Number(written)
  if (/^\d{1,9}$/.test(written) && number >= 1 && number <= most) return number
  throw wrong('limit', `limit must be a whole number from 1 to ${most}.`)
}

export type ReportQuery = {
  readonly filter: Filter
  /** Languages of titles and names, the preferred one first. */
  readonly preferred: readonly LanguageTag[]
}

/** Reads `q`, `lang` and `prefer`; throws 400 for a wrong one. */
export const reportQuery = async ({ query, parse }: Pick<PageContext, 'query' | 'parse'>): Promise<ReportQuery> => {
  const filter = requiredFilter(await parse((query.get('q') ?? '').trim()), 'q')
  const languages = await languagesIn(query.get('lang') ?? '', parse)
  const wished = await languagesIn(query.get('prefer') ?? '', parse, 'prefer')
  const narrowed: Filter = { kind: 'language', anyOf: languages }
  return {
    filter: languages.length === 0 ? filter : filter.kind === 'everything' ? narrowed : { kind: 'and', of: [filter, narrowed] },
    preferred: wished.length > 0 ? wished : languages,
  }
}

/** Reads `lang` where it only chooses the language of names; throws 400 if it is wrong. */
export const namesIn = async ({ query, parse }: Pick<PageContext, 'query' | 'parse'>): Promise<readonly LanguageTag[]> =>
  await languagesIn(query.get('lang') ?? '', parse)

export const sortIn = (query: URLSearchParams): 'date' | 'relevance' => {
  const written = query.get('sort') ?? ''
  if (written === '' || written === 'date') return 'date'
  if (written === 'relevance') {
    if (positionOf(query)?.id === '')
      throw wrong('before', 'before must be “next” of an earlier answer where sort is relevance.')
    return written
  }
  throw wrong('sort', 'sort must be date or relevance.')
}

export const facetsIn = (query: URLSearchParams): readonly CountedBy[] => {
  const written = (query.get('by') ?? '').split(',').map((name) => name.trim())
  const names = written.filter((name) => name !== '')
  const facets = COUNTED_BY.filter((facet) => names.includes(facet))
  const known: readonly string[] = COUNTED_BY
  const unknown = names.find((name) => !known.includes(name))
  if (unknown === undefined) return facets
  throw wrong(
    'by',
    `Nothing is counted by “${unknown.slice(0, 80)}”.${didYouMean(unknown, COUNTED_BY)} Known: ${COUNTED_BY.join(', ')}.`,
  )
}

const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/

/** The time that a parameter gives; a date means its beginning in UTC. Null: it is left out. Throws 400 for anything else. */
export const instantIn = (query: URLSearchParams, name: 'from' | 'to'): Instant | null => {
  const written = query.get(name) ?? ''
  if (written === '') return null
  const at = DATE.test(written) ? Date.parse(written) : Number.NaN
  // Date.parse takes 30 February for 2 March.
  const day = Date.parse(written.slice(0, 10))
  if (!Number.isNaN(at) && new Date(day).toISOString().slice(0, 10) === written.slice(0, 10)) return at
  throw wrong(name, `${name} must be a date such as 2026-11-24, or a date and time such as 2026-11-24T08:00Z.`)
}

export const bomIn = (query: URLSearchParams): boolean => {
  const written = query.get('bom') ?? '0'
  if (written === '0' || written === '1') return written === '1'
  throw wrong('bom', 'bom must be 0 or 1.')
}
