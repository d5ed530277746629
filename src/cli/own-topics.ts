import type { Configuration } from '../model/configuration.ts'
import { MODEL_FOLDER, modelNote } from '../server/configured-encoder.ts'
import { type LearnedTopics, learnOwnTopics, topicsByExample } from '../server/learn-topics.ts'
import type { Encoder } from '../understand/encoder/encoder.ts'
import { openLocalEncoder } from '../understand/encoder/local-encoder.ts'

/** Learns the topics by example for `use`; null without any, or without the model, which takes a second to load. */
export const withOwnTopics = async <T>(
  { taxonomy, service }: Configuration,
  use: (learned: LearnedTopics, encoder: Encoder) => T | Promise<T>,
): Promise<T | null> => {
  if (topicsByExample(taxonomy).length === 0 || modelNote(service.understanding.model) !== null) return null
  const encoder = await openLocalEncoder(MODEL_FOLDER)
  try {
    return await use(await learnOwnTopics(taxonomy, encoder), encoder)
  } finally {
    await encoder.close()
  }
}
