import { describe, expect, test } from 'vitest'
import { configurationOf, problemsOf } from './folder.ts'

const digests = (entry: string): Readonly<Record<string, string>> => ({ 'digests.yaml': `digests:\n  - ${entry}\n` })
const AT = 'at: "07:30", zone: Europe/Brussels'

test('a digest comes every day, in English, with ten stories and to nobody, unless it says otherwise', async () => {
  const { configuration } = await configurationOf(digests(`{ id: a, ${AT} }`))
  expect(configuration.digests).toEqual([
    {
      id: 'a',
      title: { en: 'a' },
      filter: '',
      times: { minutes: 450, zone: 'Europe/Brussels', days: [0, 1, 2, 3, 4, 5, 6] },
      language: 'en',
      mute: [],
      preferred: ['en'],
      top: 10,
      gaps: null,
      empty: 'skip',
      to: [],
      private: false,
      secrets: new Map(),
    },
  ])
})

test('everything that a digest may say; an address that is named twice gets one mail', async () => {
  const entry = `{ id: a, title: { en: A, fr: B }, filter: lang:fr, at: "00:05", zone: Asia/Kolkata, days: [mon, sun], language: fr, prefer: [ar, zh-Hans], top: 3, empty: send, to: ["\${DESK}", b@x.example, b@x.example], private: true }`
  const { configuration, warnings } = await configurationOf(digests(entry), { DESK: 'desk@x.example' })
  expect(configuration.digests).toMatchObject([
    {
      title: { en: 'A', fr: 'B' },
      times: { minutes: 5, zone: 'Asia/Kolkata', days: [1, 0] },
      mute: [],
      preferred: ['ar', 'zh-Hans'],
      top: 3,
      empty: 'send',
      to: ['desk@x.example', 'b@x.example'],
      private: true,
    },
  ])
  expect(configuration.digests[0]?.secrets.get('desk@x.example')).toBe(`\${DESK}`)
  expect(warnings.map(({ message }) => message)).toContain('no mail can be sent: POLYWIRE_SMTP_URL is not set')
})

test('headlines are in the language of the digest where it prefers none', async () => {
  const { configuration } = await configurationOf(digests(`{ id: a, ${AT}, language: hi }`))
  expect(configuration.digests[0]?.preferred).toEqual(['hi'])
})

describe('one message a mistake, at its place', () => {
  test.each([
    [`{ id: a, zone: UTC }`, /^digests\.yaml:2:5: "at" is missing/],
    [`{ id: a, at: "07:30" }`, /^digests\.yaml:2:5: "zone" is missing/],
    [`{ id: a, at: "7.30", zone: UTC }`, /^digests\.yaml:2:18: not a time of day/],
    [`{ id: a, at: "07:30", zone: Europe/Bruxelles }`, /^digests\.yaml:2:33: no such time zone/],
    [`{ id: a, ${AT}, days: [monday] }`, /^digests\.yaml:2:\d+: expected a day: mon/],
    [`{ id: a, ${AT}, days: [] }`, /^digests\.yaml:2:\d+: names none/],
    [`{ id: a, ${AT}, top: 51 }`, /^digests\.yaml:2:\d+: at most 50/],
    [`{ id: a, ${AT}, empty: never }`, /^digests\.yaml:2:\d+: expected skip or send/],
    [`{ id: a, ${AT}, to: [nobody] }`, /^digests\.yaml:2:\d+: not a mail address/],
    [`{ id: a, ${AT}, prefer: [english] }`, /^digests\.yaml:2:\d+: not a language tag/],
    [`{ id: a, ${AT}, time: "07:30" }`, /^digests\.yaml:2:\d+: .*"time"/],
    [`{ id: a, ${AT} }\n  - { id: a, ${AT} }`, /^digests\.yaml:3:\d+: the id "a" is already used/],
  ])('%s', async (entry, expected) => expect(await problemsOf(digests(entry))).toEqual([expect.stringMatching(expected)]))
})
