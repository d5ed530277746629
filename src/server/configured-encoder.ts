/** The built-in encoder, as the configuration asks for it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { UnderstandingModel } from '../model/configuration.ts'
import type { LanguageMeans } from '../understand/encoder/centring.ts'
import type { Encoder } from '../understand/encoder/encoder.ts'
import { checkModel } from '../understand/encoder/model-files.ts'
import { type EncoderParts, openEncoder } from '../understand/encoder/open-encoder.ts'

const SHIPPED = fileURLToPath(new URL('../../models/encoder', import.meta.url))
/** Where the built-in model lies. */
export const MODEL_FOLDER = SHIPPED

/** Null: reports are compared by their words alone, since the configuration says so or, having told `failed` the reason, since the model can't be used. */
export const openConfiguredEncoder = (
  model: UnderstandingModel,
  parts: EncoderParts = {},
  folder = MODEL_FOLDER,
): Encoder | null => {
  if (model === 'none') return null
  const opened = openEncoder(folder, parts)
  if (!('failure' in opened)) return opened
  parts.failed?.(withoutModel(opened.failure))
  return null
}

/** What `polywire check` says about the model; null: nothing. */
export const modelNote = (model: UnderstandingModel, folder = MODEL_FOLDER): string | null => {
  if (model === 'none') return 'understanding.model is none: reports are compared by their words alone.'
  const check = checkModel(folder)
  return check.ok ? null : withoutModel(check.failure)
}

const withoutModel = (failure: string): string =>
  `The built-in model can't be used, reports are compared by their words alone: ${failure}. Install Polywire again, or write understanding: { model: none }.`

/** By which vectors of the model are centred, wherever they were computed. */
export const languageMeans = (folder = MODEL_FOLDER): LanguageMeans =>
  JSON.parse(readFileSync(join(folder, 'languages.json'), 'utf8')) as LanguageMeans
