/** One rule for all texts of the configuration, wherever they stand. */
import { describe, expect, test } from 'vitest'
import { draftProblem } from '../../src/config/edit-sources.ts'
import { configurationOf, problemsOf } from './folder.ts'

const SOURCE = (name: string) => `sources:\n  - id: a\n    url: https://a.example/feed\n    name: ${name}\n`

describe('what no text may hold is refused with its place', () => {
  test.each([
    ['NUL', '\\u0000', '0000'],
    ['ESC', '\\u001b[2J', '001B'],
    ['a carriage return alone', '\\r', '000D'],
    ['DEL', '\\u007f', '007F'],
    ['a control of C1', '\\u009b', '009B'],
    ['what turns the direction', '\\u202e', '202E'],
    ['an isolate', '\\u2066', '2066'],
    ['a lone surrogate', '\\ud800', 'D800'],
    ['a noncharacter', '\\uffff', 'FFFF'],
    ['a noncharacter beyond the first plane', '\\U0001fffe', '1FFFE'],
  ])('%s', async (_, written, code) =>
    expect(await problemsOf({ 'sources.yaml': SOURCE(`"Post ${written} now"`) })).toEqual([
      `sources.yaml:4:11: holds the character U+${code}, which is not seen and would garble what is shown; remove it`,
    ]),
  )

  test.each([
    ['polywire.yaml', 'title: "a\u202Eb"\n', '1:8'],
    ['polywire.yaml', 'contact: "mailto:a\\u0000@example.org"\n', '1:10'],
    ['polywire.yaml', '"ti\\u001btle": a\n', '1:1'],
    ['feeds.yaml', 'feeds:\n  - id: f\n    title: { en: "a\\u001b" }\n', '3:18'],
    ['feeds.yaml', 'feeds:\n  - id: f\n    title: a\n    filter: "a\\u0000"\n', '4:13'],
    ['topics.yaml', 'topics:\n  - { id: t, label: { en: t }, scope: { in: "\\ud800" } }\n', '2:45'],
    ['lexicon/en.yaml', 'language: en\ntopics:\n  t: { terms: ["a\u0007"] }\n', '3:16'],
    ['corrections.yaml', 'corrections:\n  - { pin: a00000000000000000000, note: "\\e[31m" }\n', '2:41'],
    ['takedowns.yaml', 'takedowns:\n  - { note: "\\u202e" }\n', '2:13'],
    ['alerts.yaml', 'alerts:\n  - { id: "\\0" }\n', '2:11'],
    ['digests.yaml', 'digests:\n  - { title: "\\x9b" }\n', '2:14'],
  ])('in %s: %j', async (file, text, place) => {
    const problems = await problemsOf({ [file]: text })
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${file}:${place}: holds the character U\\+`))])
    // The message itself can be shown anywhere.
    expect(problems.join('')).not.toMatch(/[\p{Cc}\p{Cs}\u202E]/u)
  })

  test('a megabyte of text', async () =>
    expect(await problemsOf({ 'sources.yaml': SOURCE('x'.repeat(1_000_000)) })).toEqual([
      'sources.yaml:4:11: this text has 1000000 characters; at most 10000',
    ]))

  test('what the environment gives is held to the same rule, and is not repeated', async () =>
    expect(await problemsOf({ 'polywire.yaml': 'title: "${NAME}"\n' }, { NAME: 'secret\u001b' })).toEqual([
      'polywire.yaml:1:8: holds the character U+001B, which is not seen and would garble what is shown; remove it',
    ]))

  test('what is added to the sources', () => {
    const draft = { id: 'a', name: 'a\u202Eb', url: 'https://a.example/feed' }
    expect(draftProblem(draft, {})).toMatch(/^name: holds the character U\+202E/)
  })
})

test('lines, tabs, marks of direction and joiners are texts of people', async () => {
  const name = 'Zwei\nZeilen\tد\u200F.\u200E می\u200Cخواهم 👨\u200D👩\u200D👧'
  const { configuration } = await configurationOf({ 'sources.yaml': SOURCE(JSON.stringify(name)) })
  expect(configuration.sources[0]?.name).toBe(name)
})
