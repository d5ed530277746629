import type { Hint } from './hints.ts'
import type { Mention } from './mentions.ts'
import type { Reason, TopicEvidence } from './topic-evidence.ts'

export type ArticleEvidence = {
  readonly topics: ReadonlyMap<number, TopicEvidence>
  readonly hints: readonly Hint[]
  /** Topics that the source mostly writes about. */
  readonly usual: ReadonlySet<number>
  /** Words of the field: «online», «platform», whatever the topic. */
  readonly fieldWords: readonly Mention[]
  /** Public bodies, regulators, courts, laws. */
  readonly authorities: readonly Mention[]
  readonly companies: readonly Mention[]
  readonly places: readonly Mention[]
  /** The weight of a topic's evidence beside that of others; 1 unless the topic is broad. */
  readonly weightOf: (topic: number) => number
  /** True: the topic's words are also found in news of other fields, and nothing else in the article is of our field. */
  readonly isOutside: (topic: number) => boolean
  /** Distinct words of the article's beginning, see `learned-words.ts`. */
  readonly words: readonly string[]
  readonly language: string
  readonly titleLength: number
  readonly textLength: number
}

/** Where evidence stands: the headline says what an article is about, the text may only mention it. */
export type Spot = 'headline' | 'lead' | 'text'

/** Characters of the text that count as its lead. */
const LEAD = 400

export const spotOf = ({ headline, field, start }: Mention): Spot => {
  if (headline) return 'headline'
  return field === 'title' || start < LEAD ? 'lead' : 'text'
}

/** Where a reason stands; a pair stands where its later word does. */
export const spotOfReason = ({ mentions }: Reason): Spot => {
  const [one, other] = mentions
  if (one === undefined) return 'text'
  return spotOf(other !== undefined && other.start > one.start ? other : one)
}
