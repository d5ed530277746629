/** Tries the topics' own examples: is each found as it should be? */
import { createLanguageDetector } from '../enrich/language/detect.ts'
import { createReportTagger } from '../enrich/report-tagger.ts'
import { createTagger } from '../enrich/tagging/tagger.ts'
import type { ValuePath } from '../config/yaml-text.ts'
import type { Taxonomy, Topic, TopicExample } from '../model/taxonomy.ts'
import { type LearnedTopics, topicsByExample } from '../server/learn-topics.ts'
import type { ExampleText, ExampleTopic } from '../understand/topics/by-example/example-topics.ts'
import { learnTopics } from '../understand/topics/by-example/likeness.ts'

/** `path`: within topics.yaml. */
export type Finding = { readonly path: ValuePath; readonly message: string }

/** Topics that are found by words: an example that is not found as it should be is a mistake. */
export const wrongByWords = async (taxonomy: Taxonomy): Promise<readonly Finding[]> => {
  const tag = createReportTagger(createTagger(taxonomy).tag)
  const examples = taxonomy.topics.flatMap(({ examples: { match, miss } }) => [...match, ...miss])
  // Loading the languages takes longer than all the rest, and the shipped examples name theirs.
  const detect = examples.some(({ language }) => language === null) ? await createLanguageDetector() : null
  const byExample = new Set(topicsByExample(taxonomy).map(({ id }) => id))
  const isTagged = ({ id }: Topic, { language, text }: TopicExample): boolean =>
    tag({ title: text, text: '', language: language ?? detect?.(text, null).language ?? 'und', sourceTopics: [] }).topics.some(
      (topic) => topic.id === id,
    )
  return taxonomy.topics.flatMap((topic, index) =>
    byExample.has(topic.id)
      ? []
      : (['match', 'miss'] as const).flatMap((role) =>
          topic.examples[role].flatMap((example, nth) =>
            isTagged(topic, example) === (role === 'match')
              ? []
              : [
                  {
                    path: ['topics', index, 'examples', role, nth],
                    message: `${role === 'match' ? `should get ${topic.id} and does not` : `should not get ${topic.id} and does`}: "${example.text}". Run "polywire lab read" on it to see the deciding words.`,
                  },
                ],
          ),
        ),
  )
}

/** Examples by which a topic is hardly known better than by this many are too few. */
const FEW = 5

/**
 * What is doubtful in topics by example: too few examples, and examples that are not found as they should be by the others of their topic. Only a
 * warning: a text may be right and still be far from the others.
 */
export const doubtfulExamples = ({ topics, vectorOf, likeness }: LearnedTopics): readonly Finding[] =>
  likeness === null ? [] : topics.flatMap((topic) => [...fewExamples(topic), ...notFound(topic, topics, vectorOf)])

const fewExamples = ({ id, index, texts }: ExampleTopic): readonly Finding[] => {
  const howMany = texts.filter(({ role }) => role === 'match').length
  if (howMany >= FEW) return []
  const message = `topic ${id} has ${howMany === 1 ? 'one example' : `${howMany === 0 ? 'no' : howMany} examples`}: what it finds is uncertain, give it ten`
  return [{ path: ['topics', index], message }]
}

const notFound = (
  topic: ExampleTopic,
  topics: readonly ExampleTopic[],
  vectorOf: LearnedTopics['vectorOf'],
): readonly Finding[] =>
  topic.texts.flatMap((text) => {
    const vector = vectorOf(text)
    if (text.role === 'name' || vector === null) return []
    const others = topics.map((one) => (one.id === topic.id ? { ...one, texts: one.texts.filter((own) => own !== text) } : one))
    const best = learnTopics(others, vectorOf)(vector)[0]
    const message = doubtOf(topic, text, best?.id ?? null, best?.probability ?? 0)
    return message === null ? [] : [{ path: ['topics', topic.index, ...text.at], message }]
  })

/** Below this an example is not even nearly found. */
const FAR = 0.1

const doubtOf = (
  { id }: ExampleTopic,
  { role, text }: ExampleText,
  best: string | null,
  probability: number,
): string | null => {
  if (role === 'miss')
    return best === id && probability >= 0.5 ? `topic ${id}: this miss is like its examples: "${text}"` : null
  if (best !== null && best !== id && probability >= 0.5) return `topic ${id}: this example is more like ${best}: "${text}"`
  return best === id && probability >= FAR ? null : `topic ${id}: this example is unlike the others: "${text}"`
}
