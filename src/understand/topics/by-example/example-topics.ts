/** Which topics are described by examples, and by which texts. */
import type { LanguageTag, TopicId } from '../../../model/ids.ts'
import { labelIn, type Topic } from '../../../model/taxonomy.ts'

/** `language` null: to be found out. `at`: where it stands in the topic's entry. */
export type ExampleText = {
  readonly text: string
  readonly language: LanguageTag | null
  readonly role: 'name' | 'match' | 'miss'
  readonly at: readonly (string | number)[]
}
/** The least probability of a tag where the topic names none. */
const CHOSEN = 0.5
/** `lineage`: the topics above it, with which it does not compete. `least`: the least probability of a tag. */
export type ExampleTopic = {
  readonly id: TopicId
  readonly least: number
  readonly lineage: ReadonlySet<TopicId>
  readonly index: number
  readonly texts: readonly ExampleText[]
}

type Known = { readonly learned: ReadonlySet<TopicId>; readonly hasWords: (topic: TopicId) => boolean }

/** Examples without a sentence about the topic describe it if there are so many. */
const FEWEST_MATCHES = 2

/**
 * The topics with `about`, and those with some examples and no words. Topics that the shipped decision has learned need none: their examples are only tried.
 */
export const exampleTopics = (topics: readonly Topic[], { learned, hasWords }: Known): readonly ExampleTopic[] => {
  const parents = new Map(topics.map(({ id, parent }) => [id, parent]))
  return topics.flatMap((topic, index) => {
    const { id, about = null, examples, certainty: least = CHOSEN } = topic
    if (learned.has(id)) return []
    if (about === null && (examples.match.length < FEWEST_MATCHES || hasWords(id))) return []
    return [{ id, least, index, lineage: lineageOf(id, parents), texts: textsOf(topic) }]
  })
}

const textsOf = ({ label, about, examples }: Topic): readonly ExampleText[] => [
  { text: labelIn(label, 'en'), language: 'en' in label ? 'en' : null, role: 'name', at: ['label'] },
  ...(about === undefined ? [] : [{ text: about, language: null, role: 'name', at: ['about'] } as const]),
  ...(['match', 'miss'] as const).flatMap((role) =>
    examples[role].map((example, nth) => ({ ...example, role, at: ['examples', role, nth] })),
  ),
]

const lineageOf = (id: TopicId, parents: ReadonlyMap<TopicId, TopicId | null>): ReadonlySet<TopicId> => {
  const above = new Set<TopicId>()
  for (let at = parents.get(id) ?? null; at !== null && !above.has(at); at = parents.get(at) ?? null) above.add(at)
  return above
}
