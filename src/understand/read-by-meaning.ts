/** What an item is and what it is about, once its vector is known: its kind, and its topics by words and meaning together. */
import { hundredths } from '../lib/probability.ts'
import type { Tags } from '../model/article.ts'
import { isReport, type Kind } from '../model/kind.ts'
import type { KindDecision } from './kinds/kind-decision.ts'
import type { Likeness } from './topics/by-example/likeness.ts'
import { tagByExample } from './topics/by-example/tag-by-example.ts'
import type { TopicsByMeaning } from './topics/topics-by-meaning.ts'

export type MeantItem = Tags & { readonly title: string; readonly text: string; readonly language: string }
/**
 * Whether a topic is one of the configuration, the least certainty that it demands (0: none), and how like a text is to those that examples describe;
 * `likeness` null: there are none.
 */
export type OwnTopics = {
  readonly configured: (id: string) => boolean
  readonly certainty: (id: string) => number
  readonly likeness: Likeness | null
}
/** Those of the learned decision, none by example. */
export const LEARNED_TOPICS: OwnTopics = { configured: () => true, certainty: () => 0, likeness: null }

/**
 * `vector` null: by words alone. `named`: the kind that a person named. Deals, services and digests have no topics; those that their words speak for
 * are doubtful.
 */
export type ReadByMeaning = (
  item: MeantItem,
  vector: Int8Array | null,
  own: OwnTopics,
  named?: Kind,
) => { readonly kind: Kind; readonly tags: Tags }

export const createReadByMeaning =
  (kindOf: KindDecision, topicsOf: TopicsByMeaning): ReadByMeaning =>
  (item, vector, { configured, certainty, likeness }, named) => {
    const { topics, doubtful, entities, places } = item
    const kind = named ?? kindOf({ ...item, vector }).kind
    if (!isReport(kind)) {
      const said = [...topics.map(({ id, score }) => ({ id, score })), ...doubtful]
      return { kind, tags: { topics: [], doubtful: said, entities, places } }
    }
    if (vector === null) return { kind, tags: { ...asCertain({ topics, doubtful }, certainty), entities, places } }
    const weighed = topicsOf({ topics, doubtful }, vector, item.language).filter(({ id }) => configured(id))
    const evidenceOf = new Map(topics.map(({ id, evidence }) => [id, evidence]))
    const decided = {
      topics: weighed
        .filter(({ chosen }) => chosen)
        .map(({ id, probability }) => ({ id, score: hundredths(probability), evidence: evidenceOf.get(id) ?? [] })),
      doubtful: weighed.filter(({ chosen }) => !chosen).map(({ id, probability }) => ({ id, score: hundredths(probability) })),
    }
    const tagged = likeness === null ? decided : tagByExample(decided, likeness, vector, item.title)
    return { kind, tags: { ...asCertain(tagged, certainty), entities, places } }
  }

type Said = Pick<Tags, 'topics' | 'doubtful'>
const asCertain = ({ topics, doubtful }: Said, certainty: OwnTopics['certainty']): Said => {
  const isSure = ({ id, score }: Tags['doubtful'][number]): boolean => score >= certainty(id)
  const unsure = topics.filter((one) => !isSure(one)).map(({ id, score }) => ({ id, score }))
  return unsure.length === 0 ? { topics, doubtful } : { topics: topics.filter(isSure), doubtful: [...unsure, ...doubtful] }
}
