import { describe, expect, test } from 'vitest'
import { configurationOf, problemsOf } from './folder.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')
const alerts = (entry: string): Readonly<Record<string, string>> => ({ 'alerts.yaml': `alerts:\n  - ${entry}\n` })
const SLACK = 'target: { kind: slack, url: "https://hooks.example/x" }'

test('an alert is told from three origins on, in English, unless it says otherwise', async () => {
  const { configuration } = await configurationOf(alerts(`{ id: a, ${SLACK} }`))
  expect(configuration.alerts).toMatchObject([
    {
      id: 'a',
      title: { en: 'a' },
      filter: '',
      thresholds: [{ sources: 1, languages: 1, origins: 3 }],
      quiet: null,
      hourly: null,
      language: 'en',
      target: { kind: 'slack', url: 'https://hooks.example/x' },
    },
  ])
})

test('thresholds, quiet hours and every kind of target', async () => {
  const kinds = [
    `{ kind: webhook, url: "https://a.example/", secret: "\${KEY}" }`,
    '{ kind: teams, url: "https://a.example/" }',
    '{ kind: mattermost, url: "https://a.example/" }',
    '{ kind: ntfy, url: "https://ntfy.sh/desk" }',
    '{ kind: telegram, token: "1:abc", chat: -100 }',
    '{ kind: matrix, url: "https://m.example", room: "!a:m.example", token: abc }',
    '{ kind: mail, to: [a@b.example] }',
  ]
  const list = kinds.map(
    (target, n) =>
      `  - { id: a${n}, thresholds: [{ sources: 3 }, { languages: 2 }], quiet: { from: "22:00", to: "07:30", zone: Europe/Brussels }, target: ${target} }`,
  )
  const files = { 'alerts.yaml': `alerts:\n${list.join('\n')}\n` }
  const { configuration, warnings } = await configurationOf(files, { KEY: `whsec_${KEY}` })
  expect(configuration.alerts[0]).toMatchObject({
    thresholds: [
      { sources: 3, languages: 1 },
      { sources: 1, languages: 2 },
    ],
    quiet: { from: 1_320, to: 450, zone: 'Europe/Brussels' },
    target: { secret: `whsec_${KEY}` },
  })
  expect(configuration.alerts.map(({ target }) => target.kind)).toHaveLength(7)
  expect(warnings.map(({ message }) => message)).toContain('no mail can be sent: POLYWIRE_SMTP_URL is not set')
})

describe('one message a mistake, at its place', () => {
  test.each([
    [`{ id: a }`, /^alerts\.yaml:2:5: "target" is missing/],
    [`{ id: a, target: { kind: pager } }`, /^alerts\.yaml:2:\d+: .*webhook, slack, teams/],
    [`{ id: a, target: { kind: slack } }`, /^alerts\.yaml:2:22: "url" is missing/],
    [`{ id: a, target: { kind: slack, url: nowhere } }`, /^alerts\.yaml:2:42: not an address/],
    [`{ id: a, ${SLACK}, threshold: 3 }`, /^alerts\.yaml:2:\d+: .*thresholds/],
    [`{ id: a, ${SLACK}, thresholds: [{}] }`, /^alerts\.yaml:2:\d+: a threshold has origins/],
    [`{ id: a, ${SLACK}, thresholds: [{ sources: 0 }] }`, /^alerts\.yaml:2:\d+: at least 1/],
    [`{ id: a, ${SLACK}, quiet: { from: "25:00", to: "07:00", zone: UTC } }`, /not a time of day/],
    [`{ id: a, ${SLACK}, quiet: { from: "22:00", to: "07:00", zone: Europe/Bruxelles } }`, /no such time zone/],
    [`{ id: a, ${SLACK}, quiet: { from: "22:00", to: "22:00", zone: UTC } }`, /from and to are the same/],
    [`{ id: a, target: { kind: webhook, url: "https://a.example", secret: hush } }`, /not a secret of Standard Webhooks/],
    [`{ id: a, target: { kind: mail, to: [nobody] } }`, /not a mail address/],
    [`{ id: a, ${SLACK}, hourly: 0 }`, /^alerts\.yaml:2:\d+: at least 1/],
    [`{ id: a, target: { kind: ntfy, url: "https://ntfy.sh/" } }`, /ends with the topic/],
    [`{ id: a, target: { kind: slack, url: "\${UNSET}" } }`, /variable UNSET is not set/],
  ])('%s', async (entry, expected) => expect(await problemsOf(alerts(entry))).toEqual([expect.stringMatching(expected)]))

  test('an id that is used twice', async () =>
    expect(await problemsOf(alerts(`{ id: a, ${SLACK} }\n  - { id: a, ${SLACK} }`))).toEqual([
      expect.stringMatching(/^alerts\.yaml:3:\d+: the id "a" is already used/),
    ]))
})

test('no message repeats a secret', async () => {
  const env = { TOKEN: 'not a secret of the right form' }
  const problems = await problemsOf(
    alerts(`{ id: a, target: { kind: webhook, url: "https://a.example", secret: "\${TOKEN}" } }`),
    env,
  )
  expect(problems).toHaveLength(1)
  expect(problems.join()).not.toContain(env.TOKEN)
})
