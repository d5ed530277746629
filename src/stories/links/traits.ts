import type { Evidence, Tags } from '../../model/article.ts'
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
  const unknown = withoutKnown(
    title,
    text.slice(0, TEXT_LIMIT),
    [...entities, ...places].flatMap(({ evidence }) => evidence),
  )
  return new Set([
    ...entities.map(({ id }) => `entity:${id}`),
    ...places.map(({ id }) => `place:${id}`),
    ...topics.map(({ id }) => `topic:${id}`),
    ...[...amountsOf(beginning)].map((amount) => `amount:${amount}`),
    ...[...nameKeysOf(unknown)].map((key) => (key.startsWith('=') ? `word:${key.slice(1)}` : `name:${key.slice(1)}`)),
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
