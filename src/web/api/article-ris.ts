/** Articles as RIS, for reference managers: type NEWS, UTF-8. */
import type { Article } from './report-schemas.ts'

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
