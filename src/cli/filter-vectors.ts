import { lazy } from '../lib/lazy.ts'
import { comparesMeaning, type Configuration } from '../model/configuration.ts'
import type { VectorOf } from '../model/sentence-vector.ts'
import { MODEL_FOLDER, openConfiguredEncoder } from '../server/configured-encoder.ts'
import { createQueryVectors } from '../server/query-vectors.ts'
import type { Encoder } from '../understand/encoder/encoder.ts'

/** Gives `use` vectors of the texts in filters: the model is opened for the first one. An end point for vectors is not asked. */
export const withFilterVectors = async <T>(
  configuration: Configuration,
  use: (vectorOf: VectorOf) => Promise<T>,
): Promise<T> => {
  const opened: Encoder[] = []
  const open = lazy(() => {
    if (!comparesMeaning(configuration)) return null
    const encoder = openConfiguredEncoder(configuration.service.understanding.model, {}, MODEL_FOLDER)
    if (encoder !== null) opened.push(encoder)
    return encoder
  })
  try {
    return await use(createQueryVectors(open))
  } finally {
    for (const encoder of opened) await encoder.close()
  }
}
