import type { Taxonomy } from '../../model/taxonomy.ts'
import type { Found } from './found.ts'
import type { TopicEvidence } from './topic-evidence.ts'

/** Kinds of entity whose names say who, not what. */
export const COMPANIES: ReadonlySet<string> = new Set(['company', 'marketplace', 'platform', 'payment'])

/** A headline of fewer letters alone need not name the field: «Repair ship reaches severed submarine cable». */
const ENOUGH_TO_TELL = 130

type Article = {
  readonly found: Found
  readonly topics: ReadonlyMap<number, TopicEvidence>
  /** Characters of title and text. */
  readonly length: number
}

/** Which topics need a word of the field and find none, nor a company, nor a clear word of a topic that doesn't need one. */
export const outsideTheField = (taxonomy: Taxonomy, { found, topics, length }: Article): ((topic: number) => boolean) => {
  const needsField = (topic: number): boolean => taxonomy.topics[topic]?.needsField === true
  const isCompany = (entity: number): boolean => COMPANIES.has(taxonomy.entities[entity]?.kind ?? '')
  const isInside =
    length < ENOUGH_TO_TELL ||
    found.of('field').length > 0 ||
    found.of('entity').some(({ target }) => isCompany(target)) ||
    [...topics].some(([topic, { reasons }]) => !needsField(topic) && reasons.some(({ kind }) => kind !== 'weak'))
  return (topic) => !isInside && needsField(topic)
}
