import { normalForm } from '../../lib/normal-form.ts'
import type { Evidence, ReadArticle, Tags } from '../../model/article.ts'
import { keysOf } from '../interlingua/keys.ts'
import type { Interlingua } from '../interlingua/table.ts'
import { addressesOf } from './addresses.ts'
import { daysOf } from './days.ts'
import { moneyOf } from './money.ts'
import { nameKeysOf } from './names.ts'
import { amountsAmong, countsIn } from './numbers.ts'

/**
 * What a report has in common with one in another language, each with its kind before the colon: `entity`, `place`, `topic`,
 * `amount`, `money`, `day`, `url` (where it leads), `word` (Latin letters in any script), `name` (how it sounds).
 */
export type Traits = ReadonlySet<string>

const TEXT_LIMIT = 600

export type Telling = Tags & Pick<ReadArticle, 'language' | 'title' | 'text' | 'html' | 'canonicalUrl' | 'publishedAt'>

/** Words that more texts hold than this name nobody, however they are written. */
const ORDINARY = 0.005

/** `shareOf`: of texts, in general, that hold a word. */
export const traitsOf = (article: Telling, shareOf: Interlingua['shareOf']): Traits => {
  const { title, text, topics, entities, places, language, publishedAt } = article
  const { text: normal } = normalForm(`${title}\n${text.slice(0, TEXT_LIMIT)}`)
  const counts = countsIn(normal)
  const unknown = withoutKnown(
    title,
    text.slice(0, TEXT_LIMIT),
    [...entities, ...places].flatMap(({ evidence }) => evidence),
  )
  const isOrdinary = (word: string): boolean => shareOf(keysOf(language, word)[0]?.[0] ?? 0) > ORDINARY
  return new Set([
    ...entities.map(({ id }) => `entity:${id}`),
    ...places.map(({ id }) => `place:${id}`),
    ...topics.map(({ id }) => `topic:${id}`),
    ...[...amountsAmong(counts)].map((amount) => `amount:${amount}`),
    ...[...moneyOf(normal, counts)].map((sum) => `money:${sum}`),
    ...[...daysOf(normal, language, publishedAt)].map((day) => `day:${day}`),
    ...[...addressesOf(article.html, article.canonicalUrl)].map((address) => `url:${address}`),
    ...[...nameKeysOf(unknown, language, isOrdinary)].map((key) =>
      key.startsWith('=') ? `word:${key.slice(1)}` : `name:${key.slice(1)}`,
    ),
  ])
}

export const kindOf = (trait: string): string => trait.slice(0, trait.indexOf(':'))

/** The name of a place that is tagged is no second piece of evidence: it is left out. */
const withoutKnown = (title: string, text: string, known: readonly Evidence[]): string => {
  const cut = (whole: string, field: Evidence['field']): string => {
    let kept = ''
    let from = 0
    for (const { start, end } of known.filter((evidence) => evidence.field === field).toSorted((a, b) => a.start - b.start)) {
      if (start < from) continue
      kept += `${whole.slice(from, start)} `
      from = end
    }
    return kept + whole.slice(from)
  }
  return `${cut(title, 'title')}\n${cut(text, 'text')}`
}
