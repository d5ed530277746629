/** Learns the topics by example of a configuration: each of their texts gets a vector once, whatever else changes. */
import { createHash } from 'node:crypto'
import { createLanguageDetector } from '../enrich/language/detect.ts'
import { DAY } from '../lib/durations.ts'
import { lazy } from '../lib/lazy.ts'
import { topicId } from '../model/ids.ts'
import type { Taxonomy } from '../model/taxonomy.ts'
import type { Encoder } from '../understand/encoder/encoder.ts'
import type { OwnTopics } from '../understand/read-by-meaning.ts'
import { type ExampleText, type ExampleTopic, exampleTopics } from '../understand/topics/by-example/example-topics.ts'
import { learnTopics, type VectorOf } from '../understand/topics/by-example/likeness.ts'
import { LEARNED_MEANING } from '../understand/topics/learned-meaning.ts'

/** Vectors of examples by a hash of model, language and text. */
export type ExampleVectors = Map<string, Int8Array>
export type LearnedTopics = OwnTopics & {
  readonly topics: readonly ExampleTopic[]
  readonly vectorOf: VectorOf
}

/** Topics by example are found in articles that were published at most so long ago: each needs a vector. */
export const EXAMPLES_MS = 31 * DAY

const LEARNED = new Set(LEARNED_MEANING.weights.topics.map(topicId))

export const topicsByExample = ({ topics, lexicons }: Described): readonly ExampleTopic[] =>
  exampleTopics(topics, { learned: LEARNED, hasWords: (id) => lexicons.some((lexicon) => lexicon.topics[id] !== undefined) })
type Described = Pick<Taxonomy, 'topics' | 'lexicons'>

/**
 * `encoder` null: topics by example are found by their words alone. `known` gets the vectors of new texts and loses those of texts that are gone. A text
 * without a vector is left out.
 */
export const learnOwnTopics = async (
  taxonomy: Described,
  encoder: Encoder | null,
  known: ExampleVectors = new Map(),
): Promise<LearnedTopics> => {
  const demanded = new Map<string, number>(taxonomy.topics.map(({ id, certainty = 0 }) => [id, certainty]))
  const topics = topicsByExample(taxonomy)
  const of = {
    configured: (id: string): boolean => demanded.has(id),
    certainty: (id: string): number => demanded.get(id) ?? 0,
  }
  if (encoder === null || topics.length === 0) return { ...of, likeness: null, topics, vectorOf: () => null }
  const keyOf = ({ text, language }: ExampleText): string =>
    createHash('sha256')
      .update(JSON.stringify([encoder.revision, language, text]))
      .digest('base64url')
  const texts = new Map(topics.flatMap(({ texts: own }) => own.map((text) => [keyOf(text), text] as const)))
  for (const key of known.keys()) if (!texts.has(key)) known.delete(key)
  const missing = [...texts].filter(([key]) => !known.has(key))
  const inputs = await inputsOf(missing.map(([, text]) => text))
  const vectors = await encoder.encode(inputs)
  for (const [nth, [key]] of missing.entries()) {
    const vector = vectors[nth] ?? null
    if (vector !== null) known.set(key, vector)
  }
  const vectorOf: VectorOf = (text) => known.get(keyOf(text)) ?? null
  return { ...of, likeness: learnTopics(topics, vectorOf), topics, vectorOf }
}

/** The language models are loaded only for texts whose language is not written. */
const inputsOf = async (texts: readonly ExampleText[]) => {
  const detector = lazy(createLanguageDetector)
  const inputs: { readonly title: string; readonly text: string; readonly language: string }[] = []
  for (const { text, language } of texts)
    inputs.push({ title: text, text: '', language: language ?? (await detector())(text, null).language })
  return inputs
}
