import { z } from 'zod'
import { clockTime, mailAddress, muted, preferred, timeZone } from './alert-schemas.ts'
import * as field from './fields.ts'

/** In the order of `Date.prototype.getDay`. */
export const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

const digestEntry = field.section({
  id: field.identifier.describe('The paths are /digests/ID and /digests/ID.atom'),
  title: field.label.optional().describe('Stands above each issue'),
  filter: z.string({ error: 'expected a filter, as "topic:ec.payments lang:fr"' }).optional(),
  mute: muted.optional(),
  at: clockTime.describe('When an issue is made: "07:30"'),
  zone: timeZone.describe('By whose clock: Europe/Brussels'),
  days: z
    .array(z.enum(DAYS, { error: `expected a day: ${DAYS.slice(1).join(', ')} or sun` }))
    .min(1, 'names none; leave it out for every day')
    .optional()
    .describe('On which days; left out: on every day'),
  language: field.languageTag.optional().describe('Of the sentences; en if left out'),
  prefer: preferred.optional().describe('Languages of the headlines, best first; left out: language'),
  top: field.whole(1, 50).optional().describe('Stories of an issue at most; 10 if left out'),
  gaps: field.languageTag.optional().describe('A language: an issue also tells stories that it does not report'),
  empty: z
    .enum(['skip', 'send'], { error: 'expected skip or send' })
    .optional()
    .describe('skip (default): where there is nothing to tell, there is no issue; send: it says so'),
  to: z.array(mailAddress).max(500, 'at most 500 addresses').optional().describe('Who gets it by mail'),
  private: field.yesOrNo
    .optional()
    .describe('true: only addresses with a key open its pages and feeds; polywire token new digest:ID makes one'),
})
export const digestsFile = field.section({ digests: z.array(digestEntry).nullish() })
