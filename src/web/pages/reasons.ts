import { html } from 'hono/html'
import type { StoredArticle } from '../../model/article.ts'
import type { PlacementReason, Story } from '../../model/story.ts'
import type { Label } from '../../model/taxonomy.ts'
import { sourceName } from './lookup.ts'
import type { Html, Visit } from './visit.ts'

/** Why an article is where it is: the words of the decision, with names for ids and links to the articles that it speaks of. */
export const reasonList = (visit: Visit, { articles }: Story, reasons: readonly PlacementReason[]): Html => {
  const known = new Map<string, StoredArticle>(articles.map((article) => [article.id, article]))
  return html`<ul class="reasons">${reasons.map(
    ({ kind, detail, score }) =>
      html`<li lang="en" dir="ltr"><b>${kind}</b> <bdi>${detail.split(' ').map((word) => html`${wordOf(visit, known, word)} `)}</bdi>${score === null ? '' : html`<span class="quiet">${visit.words.number(Math.round(score * 100) / 100)}</span>`}</li>`,
  )}</ul>`
}

/** `a…` or `a…,` → the source, linked to the article; `place:CN-GD` → Guangdong; `amount:4e+7` → 40,000,000; `money:EUR4e+7` → 40,000,000 EUR. */
const wordOf = (visit: Visit, known: ReadonlyMap<string, StoredArticle>, word: string): Html | string => {
  const [, id = '', rest = ''] = /^(a[0-9a-z]{20})(\W*)$/.exec(word) ?? []
  const article = known.get(id)
  if (article !== undefined) return html`<a href="#${id}">${sourceName(visit.configuration, article.source)}</a>${rest}`
  const [, kind = '', value = ''] = /^([a-z]+):(.+)$/.exec(word) ?? []
  return nameOf(visit, kind, value) ?? word
}

const nameOf = ({ words, configuration }: Visit, kind: string, value: string): string | null => {
  const { topics, entities, places } = configuration.knowledge
  switch (kind) {
    case 'topic':
      return labelOf(words, topics, value)
    case 'entity':
      return labelOf(words, entities, value)
    case 'place':
      return labelOf(words, places, value)
    case 'amount':
      return Number.isFinite(Number(value)) ? words.number(Number(value)) : null
    case 'money':
      return moneyOf(words, value)
    case 'day':
    case 'url':
      return value
    default:
      return null
  }
}

const moneyOf = (words: Visit['words'], value: string): string | null => {
  const [, currency, sum] = /^([a-z]+)([\d.]+e\+\d+)$/i.exec(value) ?? []
  return currency === undefined ? null : `${words.number(Number(sum))} ${currency}`
}

const labelOf = (
  words: Visit['words'],
  named: readonly { readonly id: string; readonly label: Label }[],
  id: string,
): string | null => {
  const found = named.find((one) => one.id === id)
  return found === undefined ? null : `“${words.label(found.label)}”`
}
