import { z } from 'zod'
import { isTimeZone, minutesOf } from '../lib/zoned-time.ts'
import * as field from './fields.ts'

const { section } = field

export const clockTime = z
  .string({ error: 'expected a time of day in quotes: "22:00"' })
  .refine((written) => minutesOf(written) !== null, 'not a time of day; write hours and minutes: "07:30"')
  .transform((written) => minutesOf(written) ?? 0)

export const timeZone = z
  .string({ error: 'expected a time zone: Europe/Brussels' })
  .refine(isTimeZone, 'no such time zone; write a name of the IANA database: Europe/Brussels, Asia/Shanghai, UTC')

export const mailAddress = z
  .string({ error: 'expected a mail address: desk@example.org' })
  .regex(/^[^\s@<>(),;:"[\]\\]{1,64}@[^\s@<>(),;:"[\]\\]{1,253}$/, 'not a mail address: desk@example.org')

/** The secret of https://www.standardwebhooks.com: `whsec_` and 24 to 64 bytes in base64. */
const webhookSecret = z
  .string({ error: 'expected whsec_ and a key in base64; write ${NAME} and set it in the environment' })
  .refine((written) => {
    const [, key = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(written) ?? []
    const { length } = Buffer.from(key, 'base64')
    return length >= 24 && length <= 64
  }, 'not a secret of Standard Webhooks: whsec_ and 24 to 64 random bytes in base64 ("openssl rand -base64 32" makes them)')

const url = field.webAddress.refine(
  (written) => !/^https?:\/\/[^/?#]*@/i.test(written),
  'holds a user name; write what lets you in as token',
)
const kind = <Kind extends string>(name: Kind) => z.literal(name)

const target = z.discriminatedUnion(
  'kind',
  [
    section({ kind: kind('webhook'), url, secret: webhookSecret }),
    section({ kind: kind('slack'), url }),
    section({ kind: kind('teams'), url }),
    section({ kind: kind('mattermost'), url }),
    section({
      kind: kind('ntfy'),
      url: url
        .refine((written) => /^\/[^/]/.test(URL.parse(written)?.pathname ?? ''), 'ends with the topic: https://ntfy.sh/TOPIC')
        .describe('Ends with the topic'),
      token: field.token.optional(),
    }),
    section({
      kind: kind('telegram'),
      token: z
        .string({ error: 'expected the token of a bot; write ${NAME} and set it in the environment' })
        .regex(/^\d+:[\w-]+$/, 'not the token of a bot: 123456:ABC…'),
      chat: z
        .union([z.string().min(1, 'is empty'), z.int()], { error: 'expected the id of a chat, or @channel' })
        .transform(String),
      url: url.optional().describe('Of a Bot API of your own'),
    }),
    section({
      kind: kind('matrix'),
      url: url.describe('Of the homeserver'),
      room: z
        .string({ error: 'expected the id of a room: "!abc:example.org"' })
        .regex(/^![^\s]+$/, 'not the id of a room: "!abc:example.org"'),
      token: field.token,
    }),
    section({ kind: kind('mail'), to: z.array(mailAddress).min(1, 'names nobody').max(100, 'at most 100 addresses') }),
  ],
  { error: 'expected kind: webhook, slack, teams, mattermost, ntfy, telegram, matrix or mail' },
)

const threshold = section({
  origins: field.whole(1, 10_000).optional().describe('Copies, what names one agency, and sources of one owner count once'),
  sources: field.whole(1, 10_000).optional(),
  languages: field.whole(1, 200).optional(),
}).refine(
  ({ origins, sources, languages }) => origins !== undefined || sources !== undefined || languages !== undefined,
  'a threshold has origins, sources or languages; write sources: 1 to be told at once',
)

export const muted = z
  .array(
    z
      .string({ error: 'expected the id of a story: s…' })
      .regex(/^s[0-9a-z]+$/, 'not the id of a story; it stands in the address of its page: /stories/s…'),
  )
  .max(200, 'at most 200 affairs')
  .describe('Affairs that are left out, each by the id of one of its stories')

export const preferred = z.array(field.languageTag).min(1, 'names none; leave it out for the language of the sentences')

const alertEntry = section({
  id: field.identifier,
  title: field.label.optional().describe('Stands above each message'),
  filter: z.string({ error: 'expected a filter, as "place:SN lang:fr"' }).optional(),
  thresholds: z
    .array(threshold)
    .min(1, 'names none; leave it out for 3 origins, write [{ sources: 1 }] to be told at once')
    .optional()
    .describe(
      'How widely a story is reported when a message is sent, and when another one; left out: from 3 origins on. [{ sources: 1 }]: at once',
    ),
  developments: z
    .boolean()
    .optional()
    .describe('true: a story is told again when a newer phase of the event gives its headline; false if left out'),
  quiet: section({ from: clockTime, to: clockTime, zone: timeZone })
    .refine(({ from, to }) => from !== to, 'from and to are the same; the alert would never be silent, or always')
    .optional()
    .describe('What comes in these hours is sent at their end'),
  hourly: field
    .whole(1, 1_000)
    .optional()
    .describe(
      'Messages an hour at most: what is more waits, and gives way to the next one about its story. If left out, 60 to each recipient, and one summary of what is more',
    ),
  mute: muted.optional(),
  language: field.languageTag.optional().describe('Of the sentences; en if left out'),
  prefer: preferred.optional().describe('Languages of the headline, best first; left out: language'),
  target,
})
export const alertsFile = section({ alerts: z.array(alertEntry).nullish() })
