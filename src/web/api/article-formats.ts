/** Articles as CSV (RFC 4180), BibTeX (`@online` of biblatex, UTF-8) and RIS (type NEWS, UTF-8). */
import type { Article } from './report-schemas.ts'

export type CsvColumn<Row> = readonly [name: string, value: (row: Row) => string | number | null]

export const several = (values: readonly string[]): string => values.join('; ')
const idsOf = (tags: readonly { readonly id: string }[]): string => several(tags.map(({ id }) => id))

const COLUMNS: readonly CsvColumn<Article>[] = [
  ['id', ({ id }) => id],
  ['story', ({ story }) => story],
  ['published_at', ({ publishedAt }) => publishedAt],
  ['title', ({ title }) => title],
  ['link', ({ link }) => link],
  ['language', ({ language }) => language],
  ['source', ({ source }) => source],
  ['source_name', ({ publisher }) => publisher.name],
  ['country', ({ publisher }) => publisher.country],
  ['authors', ({ authors }) => several(authors)],
  ['summary', ({ summary }) => summary],
  ['topics', ({ storyTopics }) => several(storyTopics)],
  ['entities', ({ entities }) => idsOf(entities)],
  ['places', ({ places }) => idsOf(places)],
  ['copy_of', ({ copyOf }) => copyOf],
  ['also_in', ({ alsoIn }) => several(alsoIn)],
  ['story_page', ({ links }) => links.page],
  ['kind', ({ kind }) => kind],
]

const lineOf = (cells: readonly string[]): string => `${cells.join(',')}\r\n`

export const csvHead = <Row>(columns: readonly CsvColumn<Row>[]): string => lineOf(columns.map(([name]) => name))
export const csvLineOf = <Row>(columns: readonly CsvColumn<Row>[], row: Row): string =>
  lineOf(columns.map(([, value]) => cellOf(String(value(row) ?? ''))))

export const CSV_HEAD = csvHead(COLUMNS)
export const csvLine = (article: Article): string => csvLineOf(COLUMNS, article)

/**
 * A spreadsheet evaluates a cell that begins with one of these, also in full width, as a formula, so that a publisher's title could send a
 * request to another site. Where the separator is a semicolon (most of Europe), text after a semicolon begins a cell and text after a line
 * break a row, even within our quotes, because these open in the middle of such a cell.
 */
const FORMULA = /(?<=^|[;\t\r\n])(?:(?![\t\r\n])[\s\p{Cc}])*[=+\-@＝＋－＠]/gu

const cellOf = (value: string): string => {
  const safe = value.replaceAll(FORMULA, "'$&")
  return /[",\r\n;\t']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const bibtexEntry = (article: Article): string => {
  const { id, title, authors, publisher, publishedAt, dated, link, links, language, summary, storyTopics } = article
  const day = publishedAt.slice(0, 10)
  const fields: readonly (readonly [name: string, value: string])[] = [
    // Double braces keep bibliography styles from changing the case of the headline.
    ['title', `{${escaped(title)}}`],
    ['author', authors.map(authorName).join(' and ')],
    ['organization', `{${escaped(publisher.name)}}`],
    // An item without a date has none to cite.
    ['date', dated ? day : ''],
    ['url', encodedUrl(link ?? links.page)],
    ['language', language === 'und' ? '' : escaped(language)],
    ['abstract', escaped(summary ?? '')],
    ['keywords', storyTopics.map(escaped).join(', ')],
  ]
  const lines = fields.filter(([, value]) => value !== '' && value !== '{}').map(([name, value]) => `  ${name} = {${value}},\n`)
  return `@online{${keyOf(id)},\n${lines.join('')}}\n\n`
}

const keyOf = (id: string): string => id.replaceAll(/[^A-Za-z0-9_:.-]/g, '-')

/** BibTeX separates names at “and”, and the family name from the given name at a comma: a name with one of them is braced as one literal. */
const authorName = (name: string): string => {
  const written = escaped(name)
  return /,|\band\b/i.test(name) ? `{${written}}` : written
}

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
}
const escaped = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\{}%$&#_~^]/g, (character) => SPECIAL[character] ?? `\\${character}`)

/** BibTeX takes an address verbatim, but braces and backslashes in it would end the field, so they are percent-encoded. */
const encodedUrl = (url: string): string =>
  url.replaceAll(/[{}\\\s]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

export const risRecord = (article: Article): string => {
  const { id, title, authors, publisher, publishedAt, dated, link, links, language, summary, storyTopics } = article
  const day = publishedAt.slice(0, 10)
  const lines: readonly (readonly [tag: string, value: string])[] = [
    ['ID', id],
    ['TI', title],
    ...authors.map((author) => ['AU', author] as const),
    ['T2', publisher.name],
    // An item without a date has none to cite.
    ['PY', dated ? day.slice(0, 4) : ''],
    ['DA', dated ? `${day.replaceAll('-', '/')}/` : ''],
    ['UR', link ?? links.page],
    ['LA', language === 'und' ? '' : language],
    ['AB', summary ?? ''],
    ...storyTopics.map((topic) => ['KW', topic] as const),
  ]
  const written = lines.map(([tag, value]) => [tag, onOneLine(value)] as const).filter(([, value]) => value !== '')
  return `${[['TY', 'NEWS'], ...written, ['ER', '']].map(([tag, value]) => `${tag}  - ${value}\r\n`).join('')}\r\n`
}

/** A line break would begin another tag. */
const onOneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim()
