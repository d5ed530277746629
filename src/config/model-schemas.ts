/** The settings of the models that find out which reports say the same, and of the one that translates. */
import { z } from 'zod'
import { UNDERSTANDING_MODELS } from '../model/configuration.ts'
import * as field from './fields.ts'

const endPoint = field.webAddress.refine(
  (url) => !/^https?:\/\/[^/?#]*@/i.test(url),
  'holds a user name; write what lets you in as key',
)

export const understandingSection = field.section({
  model: z
    .enum(UNDERSTANDING_MODELS, { error: 'expected built-in or none' })
    .optional()
    .describe('built-in: the encoder that is shipped; none: reports are compared by their words alone'),
})

export const embeddingsSection = field.section({
  url: endPoint.describe('An OpenAI-compatible end point: http://127.0.0.1:11434/v1/embeddings'),
  model: field.line.describe('As the end point calls it'),
  key: field.token.optional().describe('Sent as Authorization: Bearer; write ${NAME} and set it in the environment'),
})

export const translationSection = field
  .section({
    kind: z.enum(['libretranslate', 'deepl', 'openai'], { error: 'expected libretranslate, deepl or openai' }),
    url: endPoint.describe('The end point: http://127.0.0.1:5000/translate'),
    key: field.token.optional().describe('Sent as the kind asks for it; write ${NAME} and set it in the environment'),
    model: field.line.optional().describe('Of kind openai: the model, as the end point calls it'),
    to: z
      .array(field.languageTag)
      .min(1, 'name a language')
      .max(12, 'at most 12')
      .describe('Languages to translate into: [en, fr]'),
    excerpts: field.yesOrNo.optional().describe('true: excerpts too; left out: headlines only'),
    timeout: field.timeout.optional().describe('For one request'),
    filter: z
      .string({ error: 'expected a filter, as "topic:ec.payments"' })
      .optional()
      .describe('Which stories are translated; left out: those with a topic'),
    per_day: field.whole(1, 100_000_000).optional().describe('Characters sent in a day (UTC), at most; 250000 if left out'),
    per_minute: field.whole(1, 6000).optional().describe('Texts sent in a minute, at most'),
  })
  .refine(({ kind, model }) => kind !== 'openai' || model !== undefined, {
    path: ['model'],
    error: 'kind openai needs a model',
  })
