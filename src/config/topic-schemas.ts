/** What topics.yaml holds. */
import { z } from 'zod'
import * as field from './fields.ts'

/** A text, whose language is found out, or a text with its language, in two ways to write it. */
const exampleText = field.text.max(2000, 'at most 2000 characters')
const example = z
  .union(
    [
      exampleText,
      z.strictObject({
        text: exampleText,
        language: field.languageTag.optional(),
        was: z
          .number()
          .min(0)
          .max(1)
          .optional()
          .describe('How likely its article was when "polywire topic try" asked about it'),
      }),
      z.record(z.string(), exampleText),
    ],
    {
      error: 'expected text, { text: …, language: en } or { en: … }',
    },
  )
  .superRefine((written, context) => {
    if (typeof written === 'string' || 'text' in written) return
    const [key = '', ...more] = Object.keys(written)
    if (more.length === 0 && field.languageTag.safeParse(key).success) return
    const message = 'expected one language and its text: { en: … }; a text with a colon stands in quotes'
    context.addIssue({ code: 'custom', message })
  })

const topicEntry = field.section({
  id: field.identifier,
  parent: field.identifier.optional(),
  label: field.label,
  scope: field.section({ in: field.text.optional(), out: field.text.optional() }).optional(),
  about: field.text
    .max(2000, 'at most 2000 characters')
    .optional()
    .describe('One sentence: what the topic is about, and what it is not; with examples it needs no words'),
  weight: z
    .number()
    .positive()
    .max(2)
    .optional()
    .describe('How much its evidence counts against that of other topics; 1 if left out'),
  certainty: z
    .number()
    .min(0.2)
    .max(0.99)
    .optional()
    .describe(
      'The least certainty with which an article gets the topic; 0.5 if left out. Below that for topics by example only',
    ),
  needs_field: field.yesOrNo.optional().describe('A word of the field must stand in the article'),
  iptc: z.array(field.text).optional().describe('IPTC Media Topics: medtop:20000247'),
  examples: field
    .section({ match: z.array(example).optional(), miss: z.array(example).optional() })
    .optional()
    .describe('Texts that are about the topic, and texts that only look so, in any language; "polywire check" tries them'),
})
export const topicsFile = field.section({
  field: field.names.optional().describe('Words of which one must stand in an article about a topic with needs_field'),
  topics: z.array(topicEntry).nullish(),
})
