import type { Hint } from './hints.ts'
import type { Mention } from './mentions.ts'
import type { Reason, TopicEvidence } from './topic-evidence.ts'

/** All that an article says of topics: what the decision is made from. */
export type ArticleEvidence = {
  readonly topics: ReadonlyMap<number, TopicEvidence>
  readonly hints: readonly Hint[]
  /** Topics that the source mostly writes of. */
  readonly usual: ReadonlySet<number>
  /** Words of the field: «online», «platform», whatever the topic. */
  readonly fieldWords: readonly Mention[]
  /** Public bodies, regulators, courts, laws. */
  readonly authorities: readonly Mention[]
  readonly companies: readonly Mention[]
  readonly places: readonly Mention[]
  /** What a topic's evidence is worth beside others'; 1 unless the topic is broad. */
  readonly weightOf: (topic: number) => number
  /** True: the topic's words stand in news of other fields too, and nothing else in the article is of ours. */
  readonly isOutside: (topic: number) => boolean
  /** Distinct words of the beginning, see `learned-words.ts`. */
  readonly words: readonly string[]
  readonly language: string
  /** Characters. */
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

/** The last word of a pair says where it stands. */
export const spotOfReason = ({ mentions }: Reason): Spot => {
  const [one, other] = mentions
  if (one === undefined) return 'text'
  return spotOf(other !== undefined && other.start > one.start ? other : one)
}
