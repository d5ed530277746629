import { z } from 'zod'
import * as field from './fields.ts'

const { section } = field

export const translationSection = section({
  kind: z.enum(['libretranslate', 'deepl', 'openai'], { error: 'expected libretranslate, deepl or openai' }),
  url: field.webAddress
    .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'holds a user name; write what lets you in as key')
    .describe('The end point: http://127.0.0.1:5000/translate'),
  key: field.token.optional().describe('Sent as the kind asks for it; write ${NAME} and set it in the environment'),
  model: field.line.optional().describe('Of kind openai: the model, as the end point calls it'),
  to: z
    .array(field.languageTag)
    .min(1, 'name a language')
    .max(12, 'at most 12')
    .describe('Languages to translate into: [en, fr]'),
  excerpts: field.yesOrNo.optional().describe('true: excerpts too; left out: headlines only'),
  timeout: field.timeout.optional().describe('For one request'),
  per_minute: field.whole(1, 6000).optional().describe('Texts sent in a minute, at most'),
}).refine(({ kind, model }) => kind !== 'openai' || model !== undefined, {
  path: ['model'],
  error: 'kind openai needs a model',
})
