import { comparesMeaning, type Configuration } from '../model/configuration.ts'
import type { VectorOf } from '../model/sentence-vector.ts'
import { MODEL_FOLDER, openConfiguredEncoder } from '../server/configured-encoder.ts'
import { createQueryVectors } from '../server/query-vectors.ts'

/** Vectors of the texts in a command's filters: the model is opened for the first one. An end point for vectors is not asked. */
export const filterVectors = (
  configuration: Configuration,
): { readonly vectorOf: VectorOf; readonly close: () => Promise<void> } => {
  let encoder: ReturnType<typeof openConfiguredEncoder> = null
  const open = () => {
    if (encoder === null && comparesMeaning(configuration))
      encoder = openConfiguredEncoder(configuration.service.understanding.model, {}, MODEL_FOLDER)
    return encoder
  }
  return { vectorOf: createQueryVectors(open), close: async () => await encoder?.close() }
}
