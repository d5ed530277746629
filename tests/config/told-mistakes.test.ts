/** Mistakes that YAML and habit hide: each is told, with what to write instead. */
import { rename } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { mailSettingsFrom } from '../../src/config/process-settings.ts'
import { loadConfiguration } from '../../src/server/load-configuration.ts'
import { configurationOf, folderWith, problemsOf } from './folder.ts'

const COMMA = (key: string) =>
  expect.stringContaining(`"${key}" has no value: inside { } a comma ends a text. Put a text that holds a comma in quotes`)

describe('a key in braces without a value', () => {
  test('is the rest of a text with a comma', async () => {
    const feeds = 'feeds:\n  - { id: f, title: { en: Pay, fr: Paiements, virements }, filter: a }\n'
    expect(await problemsOf({ 'feeds.yaml': feeds })).toEqual([COMMA('virements')])
  })
  test('is told in a layer too, where null takes a setting away', async () => {
    const folder = await folderWith({ 'feeds.yaml': 'feeds:\n  - { id: f, title: { en: Pay } }\n' })
    const layer = await folderWith({ 'feeds.yaml': 'feeds:\n  - { id: f, title: { fr: Paiements, cartes } }\n' })
    await rename(layer, `${folder}.d`)
    const read = await loadConfiguration(folder, {}, 0)
    expect(read.ok ? [] : read.problems).toEqual([
      { file: `${folder}.d/feeds.yaml`, line: 2, column: 38, message: COMMA('cartes') },
    ])
  })
  test('is an address that stands too near to its key', async () => {
    const sources = 'sources:\n  - { id: a, name: A, url:https://a.example/feed }\n'
    expect(await problemsOf({ 'sources.yaml': sources })).toEqual([
      'sources.yaml:2:23: a space is missing after the colon: write "url: https://a.example/feed"',
    ])
  })
  test.each(['{ en: a, fr: null }', '{ en: a, fr: ~ }', '{ en: a, fr: }', '{ en: a, ? fr : b }'])(
    '%s is no such key',
    async (title) => {
      const problems = await problemsOf({ 'feeds.yaml': `feeds:\n  - { id: f, title: ${title} }\n` })
      expect(problems.filter((problem) => problem.includes('has no value'))).toEqual([])
    },
  )
})

test('an address that stands too near to its key, on a line of its own', async () =>
  expect(await problemsOf({ 'sources.yaml': 'sources:\n  - id: a\n    name: A\n    url:https://a.example/feed\n' })).toEqual([
    'sources.yaml:4:5: a space is missing after the colon: write "url: https://a.example/feed"',
  ]))

test.each([
  ['feed_url', 'url'],
  ['feedUrl', 'url'],
  ['xmlUrl', 'url'],
  ['title', 'name'],
  ['lang', 'language'],
  ['enabled', 'active'],
  ['refresh', 'every'],
])('a source has no %s: %s is meant', async (key, meant) => {
  const sources = `sources:\n  - { id: a, name: A, url: https://a.example/feed, ${key}: "x" }\n`
  const [problem] = await problemsOf({ 'sources.yaml': sources })
  expect(problem).toContain(`unknown key "${key}"; did you mean "${meant}"?`)
})

test('an operator in small letters is a warning with its place and what to write', async () => {
  const folder = await folderWith({
    'feeds.yaml': 'feeds:\n  - { id: f, title: F, filter: "trade or tariffs" }\n',
    'alerts.yaml': 'alerts:\n  - { id: a, filter: not trade, target: { kind: slack, url: "https://hooks.example/x" } }\n',
  })
  const read = await loadConfiguration(folder, {}, 0)
  expect(read.ok && read.warnings.filter(({ message }) => message.startsWith('filter,'))).toEqual([
    {
      file: `${folder}/feeds.yaml`,
      line: 2,
      column: 32,
      message:
        'filter, column 7: “or” is searched for as a word; write OR to find either, or "or" in quotes if the word is meant',
    },
    expect.objectContaining({ file: `${folder}/alerts.yaml`, message: expect.stringContaining('write NOT') }),
  ])
})

describe('a mail server without a sender', () => {
  test('turns mail off and says what to set', () =>
    expect(mailSettingsFrom({ POLYWIRE_SMTP_URL: 'smtp://mail.example' })).toEqual({
      ok: false,
      problem: 'POLYWIRE_MAIL_FROM is not set; set it to the sender of mails, as "Polywire <news@example.org>"',
    }))
  test('is named where an alert or digest needs it', async () => {
    const digests = 'digests:\n  - { id: d, at: "07:30", zone: UTC, to: [a@b.example] }\n'
    const { warnings } = await configurationOf({ 'digests.yaml': digests }, { POLYWIRE_SMTP_URL: 'smtp://mail.example' })
    expect(warnings.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('no mail can be sent: POLYWIRE_MAIL_FROM is not set'),
    )
  })
  test('an address with a password is not repeated', () =>
    expect(JSON.stringify(mailSettingsFrom({ POLYWIRE_SMTP_URL: 'http://user:secret@mail.example' }))).not.toContain('secret'))
})
