/** Articles as BibTeX: `@online` of biblatex, UTF-8. */
import type { Article } from './report-schemas.ts'

export const bibtexEntry = (article: Article): string => {
  const { id, title, authors, publisher, publishedAt, dated, link, links, language, summary, storyTopics } = article
  const day = publishedAt.slice(0, 10)
  const fields: readonly (readonly [name: string, value: string])[] = [
    // Twice braced: no style changes the case of a headline.
    ['title', `{${escaped(title)}}`],
    ['author', authors.map(authorName).join(' and ')],
    ['organization', `{${escaped(publisher.name)}}`],
    // What came without a date has none to cite.
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

/** “and” parts names, and a comma family and given name: a name that has one of them is one literal. */
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

/** An address is taken as it stands; braces and backslashes would still end the field. */
const encodedUrl = (url: string): string =>
  url.replaceAll(/[{}\\\s]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
