/** Vectors of what readers and operators search for, the latest of which are cached. */
import { createLanguageDetector } from '../enrich/language/detect.ts'
import { lazy } from '../lib/lazy.ts'
import type { SentenceVector } from '../model/sentence-vector.ts'
import type { Encoder } from '../understand/encoder/encoder.ts'

const MOST_CACHED = 500

/** `encoder`: the one in use; null: texts have no vectors. The language models are loaded for the first text. */
export const createQueryVectors = (encoder: () => Encoder | null) => {
  const detector = lazy(createLanguageDetector)
  const cached = new Map<string, SentenceVector>()
  const encoded = async (current: Encoder, text: string): Promise<Int8Array | null> => {
    const { language } = (await detector())(text, null)
    return (await current.encode([{ title: text, text: '', language }]))[0] ?? null
  }
  return async (text: string): Promise<SentenceVector | null> => {
    const current = encoder()
    if (current === null) return null
    const key = `${current.revision}\n${text}`
    const values = cached.get(key)?.values ?? (await encoded(current, text))
    if (values === null) return null
    const vector = { values, revision: current.revision }
    cached.delete(key)
    cached.set(key, vector)
    for (const oldest of cached.keys()) if (cached.size > MOST_CACHED) cached.delete(oldest)
    return vector
  }
}
