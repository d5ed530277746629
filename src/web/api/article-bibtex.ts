/** Articles as BibTeX: `@online` of biblatex, UTF-8. */
import type { Article } from './report-schemas.ts'

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
