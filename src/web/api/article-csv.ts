/** Articles as CSV (RFC 4180). */
import type { Article } from './report-schemas.ts'

type Column = readonly [name: string, value: (article: Article) => string | number | null]

const several = (values: readonly string[]): string => values.join('; ')
const idsOf = (tags: readonly { readonly id: string }[]): string => several(tags.map(({ id }) => id))

const COLUMNS: readonly Column[] = [
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
]

const lineOf = (cells: readonly string[]): string => `${cells.join(',')}\r\n`

export const CSV_HEAD = lineOf(COLUMNS.map(([name]) => name))

export const csvLine = (article: Article): string => lineOf(COLUMNS.map(([, value]) => cellOf(String(value(article) ?? ''))))

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
