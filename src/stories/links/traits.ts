import type { Tags } from '../../model/article.ts'
import { nameKeysOf } from './names.ts'
import { amountsOf } from './numbers.ts'

/**
 * What a report has in common with one in another language, each with its kind before the colon: `entity`, `place`, `topic`,
 * `amount`, `word` (Latin letters in any script), `name` (how it sounds).
 */
export type Traits = ReadonlySet<string>

const TEXT_LIMIT = 600

export const traitsOf = ({ title, text, topics, entities, places }: Tags & { title: string; text: string }): Traits => {
  const beginning = `${title}\n${text.slice(0, TEXT_LIMIT)}`
  return new Set([
    ...entities.map(({ id }) => `entity:${id}`),
    ...places.map(({ id }) => `place:${id}`),
    ...topics.map(({ id }) => `topic:${id}`),
    ...[...amountsOf(beginning)].map((amount) => `amount:${amount}`),
    ...[...nameKeysOf(beginning)].map((key) => (key.startsWith('=') ? `word:${key.slice(1)}` : `name:${key.slice(1)}`)),
  ])
}

export const kindOf = (trait: string): string => trait.slice(0, trait.indexOf(':'))
