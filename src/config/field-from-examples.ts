/** A field made of a sheet of headlines with their topics: no words, no list of organisations. */
import { stringify } from 'yaml'
import { readCsv, type SheetRow } from '../lib/csv.ts'
import { createFreeIds, idFrom } from './source-names.ts'

export type SheetProblem = { readonly line: number; readonly message: string }
/** `files`: the text of each file of the configuration by its name. */
export type FieldFromExamples =
  | { readonly ok: true; readonly topics: number; readonly files: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly problems: readonly SheetProblem[] }

const COLUMNS = ['topic', 'headline', 'language', 'match', 'about'] as const
type Column = (typeof COLUMNS)[number]
type Example = {
  readonly line: number
  readonly topic: string
  readonly text: string
  readonly language: string
  readonly isMatch: boolean
  readonly about: string
}

/** Fewer describe nothing. */
const FEWEST = 2

/** Columns: `topic`, `headline`, and if wanted `language`, `match` (`no`: it only looks like the topic) and `about` (a sentence, once for each topic). */
export const fieldFromExamples = (field: string, sheet: string): FieldFromExamples => {
  const [header, ...rows] = readCsv(sheet)
  const places = placesOf(header)
  if (typeof places === 'string') return { ok: false, problems: [{ line: 1, message: places }] }
  const read = rows.map((row) => exampleIn(row, places))
  const examples = read.flatMap((one) => ('message' in one ? [] : [one]))
  const topics = Map.groupBy(examples, ({ topic }) => topic)
  const problems = [
    ...read.flatMap((one) => ('message' in one ? [one] : [])),
    ...[...topics].flatMap(([topic, own]) => problemsOf(topic, own)),
    ...(topics.size === 0 ? [{ line: 1, message: 'the sheet has no headlines' }] : []),
  ]
  return problems.length > 0
    ? { ok: false, problems: problems.toSorted((one, other) => one.line - other.line) }
    : { ok: true, topics: topics.size, files: filesOf(field, topics) }
}

const placesOf = (header: SheetRow | undefined): Readonly<Record<Column, number>> | string => {
  const names = (header?.cells ?? []).map((name) => name.toLowerCase())
  const missing = (['topic', 'headline'] as const).filter((name) => !names.includes(name))
  if (missing.length > 0) return `the first line names the columns, and there is no column ${missing.join(' and no column ')}`
  const unknown = names.find((name) => name !== '' && !COLUMNS.some((column) => column === name))
  if (unknown !== undefined) return `there is no column "${unknown}"; known: ${COLUMNS.join(', ')}`
  const [topic, headline, language, match, about] = COLUMNS.map((column) => names.indexOf(column))
  return { topic: topic ?? -1, headline: headline ?? -1, language: language ?? -1, match: match ?? -1, about: about ?? -1 }
}

const exampleIn = ({ line, cells }: SheetRow, places: Readonly<Record<Column, number>>): Example | SheetProblem => {
  const cell = (column: Column): string => cells[places[column]] ?? ''
  if (cell('topic') === '') return { line, message: 'no topic' }
  if (cell('headline') === '') return { line, message: 'no headline' }
  if (!/^(?:yes|no|)$/i.test(cell('match'))) return { line, message: `match is yes or no, not "${cell('match')}"` }
  const isMatch = cell('match').toLowerCase() !== 'no'
  return { line, topic: cell('topic'), text: cell('headline'), language: cell('language'), isMatch, about: cell('about') }
}

const problemsOf = (topic: string, own: readonly Example[]): readonly SheetProblem[] => {
  const [first] = own
  if (first === undefined) return []
  const { line } = first
  if (!/[\p{L}\p{N}]/u.test(topic)) return [{ line, message: `the topic "${topic}" has no letter for an id` }]
  const matches = own.filter(({ isMatch }) => isMatch).length
  return matches >= FEWEST
    ? []
    : [{ line, message: `the topic "${topic}" has fewer than ${FEWEST} headlines that match; ten are a good number` }]
}

const filesOf = (field: string, topics: ReadonlyMap<string, readonly Example[]>): Readonly<Record<string, string>> => {
  const freeId = createFreeIds(['all'])
  const entries = [...topics].map(([label, own]) => ({ id: freeId(idFrom(label)), label, own }))
  const written = (own: readonly Example[], isMatch: boolean) =>
    own.filter((one) => one.isMatch === isMatch).map(({ text, language }) => (language === '' ? text : { text, language }))
  const topicsYaml = entries.map(({ id, label, own }) => {
    const miss = written(own, false)
    const about = own.find((one) => one.about !== '')?.about
    return {
      id,
      label,
      ...(about === undefined ? {} : { about }),
      examples: { match: written(own, true), ...(miss.length === 0 ? {} : { miss }) },
    }
  })
  const feeds = [
    { id: 'all', title: `${field}: everything` },
    ...entries.map(({ id, label }) => ({ id, title: label, filter: `topic:${id}` })),
  ]
  return {
    'field.yaml': yaml('field', {
      id: idFrom(field),
      title: field,
      description: `${entries.length} topics, described by examples`,
    }),
    'topics.yaml': yaml('topics', { topics: topicsYaml }),
    'feeds.yaml': yaml('feeds', { feeds }),
    'polywire.yaml': yaml('polywire', { title: field }),
  }
}

const yaml = (schema: string, value: unknown): string =>
  `# yaml-language-server: $schema=schema/${schema}.json\n${stringify(value, { lineWidth: 0 })}`
