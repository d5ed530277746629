import { normalForm } from '../../text/normal-form.ts'
import { type Evidence, isSameSpan, type ReadArticle, type Tags } from '../../model/article.ts'
import { firstKeyOf } from '../embeddings/keys.ts'
import type { Interlingua } from '../embeddings/table.ts'
import { addressesOf } from './addresses.ts'
import { daysOf } from './days.ts'
import { hiddenIn } from './hidden.ts'
import { moneyOf } from './money.ts'
import { addNames } from './names.ts'
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
  const told = `${title}\n${text.slice(0, TEXT_LIMIT)}`
  const { text: normal } = normalForm(told)
  const counts = countsIn(normal)
  const isOrdinary = (word: string): boolean => shareOf(firstKeyOf(language, word)) > ORDINARY
  const traits = new Set<string>()
  for (const { id, evidence } of entities) if (!tellsPlace(evidence, places)) traits.add(`entity:${id}`)
  for (const { id } of places) traits.add(`place:${id}`)
  for (const { id } of topics) traits.add(`topic:${id}`)
  for (const amount of amountsAmong(counts)) traits.add(`amount:${amount}`)
  for (const sum of moneyOf(normal, counts)) traits.add(`money:${sum}`)
  for (const day of daysOf(normal, language, publishedAt)) traits.add(`day:${day}`)
  for (const address of addressesOf(article.html, article.canonicalUrl)) traits.add(`url:${address}`)
  // The name of a place that is tagged is no second piece of evidence.
  const known = [...entities, ...places].flatMap(({ evidence }) => evidence)
  addNames(traits, told, language, isOrdinary, hiddenIn(title, told.length, known))
  return traits
}

/** True: by its name, it is a place as well, and more than one piece of evidence it is not: the European Union, Brussels. */
const tellsPlace = (evidence: readonly Evidence[], places: Tags['places']): boolean =>
  evidence.every((name) => places.some((place) => place.evidence.some((other) => isSameSpan(name, other))))
