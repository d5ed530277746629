/** The three suites on a few invented rows, of which it is certain what belongs together. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Outcome, Suite } from '../suite.ts'
import { copies } from './copies.ts'
import { cross } from './cross.ts'
import { ntrex } from './rows.ts'
import { stories } from './stories.ts'

const folder = mkdtempSync(join(tmpdir(), 'polywire-eval-'))
const write = (name: string, rows: readonly object[]): void =>
  writeFileSync(join(folder, name), rows.map((row) => JSON.stringify(row)).join('\n'))

const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
/** Sentences of words that no other subject has, more than 400 characters of them. */
const longText = (subject: string): string =>
  NUMBERS.map(
    (one) =>
      `${NUMBERS.slice(0, 5)
        .map((other) => `${subject}${one}${other}`)
        .join(' ')}.`,
  ).join(' ')
/** `event/language` or the event alone. */
const row = (id: string, lang: string, event: string, title: string, text = '') => ({
  id,
  lang,
  title,
  text,
  date: new Date(Date.UTC(2021, 6, 1, 8, Number(/\d+/.exec(id) ?? 0))).toISOString(),
  cluster: event,
  xcluster: event.split('/')[0],
})

const QUAKE = 'Earthquake of magnitude 7.1 shakes the coast of Chile near Valparaíso'
const FERRY = 'Ferry runs aground off Gotland, all passengers are safe'

beforeAll(() => {
  for (const name of ['stories', 'exam']) mkdirSync(join(folder, name))
  write('stories/ntrex.dev.jsonl', [
    row('bakery-en', 'en', 'bakery', 'The bakery', longText('bakery')),
    row('harbour-en', 'en', 'harbour', 'The harbour', longText('harbour')),
    // No language of ours could join it with either.
    row('harbour-sw', 'sw', 'harbour', 'Habari za leo', 'Mvua kubwa ilinyesha kijijini.'),
  ])
  write('stories/ecbplus.dev.jsonl', [
    row('q1', 'en', 'quake', QUAKE, 'The ground shook for a minute.'),
    row('q2', 'en', 'quake', QUAKE, 'The ground shook for a minute.'),
    row('f1', 'en', 'ferry', FERRY, 'The captain saw the rock too late.'),
  ])
  write('stories/og2021.dev.jsonl', [
    row('og-1', 'en', 'quake/en', QUAKE),
    row('og-2', 'en', 'quake/en', QUAKE),
    // Truth says that these two are one event; nothing in them does.
    row('og-3', 'en', 'ferry/en', FERRY),
    row('og-4', 'en', 'ferry/en', 'Harvest of apricots begins early'),
  ])
  write('exam/events.dev.jsonl', [
    { id: 'e1', time: '2026-03-02T08:00Z', topics: ['ig.dns'], lookalike: null },
    { id: 'e2', time: '2026-03-03T08:00Z', topics: [], lookalike: null },
  ])
  write('exam/reports.dev.jsonl', [
    { id: 'r1', event: 'e1', lang: 'en', outlet: 'A', minutes: 0, title: 'The registry', text: longText('registry') },
    {
      id: 'r2',
      event: 'e1',
      lang: 'en',
      outlet: 'B',
      minutes: 9,
      title: 'The registry',
      text: longText('registry'),
      copy_of: 'r1',
    },
    { id: 'd1', event: 'e2', lang: 'en', outlet: 'A', minutes: 0, title: 'The orchard', text: longText('orchard') },
  ])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const figuresOf = async (suite: Suite): Promise<{ readonly figures: Record<string, number>; readonly outcome: Outcome }> => {
  const outcome = await suite(folder)
  return { figures: Object.fromEntries(outcome.figures.map(({ name, value }) => [name, value])), outcome }
}

test('copies: every edit of two long texts is found, a twin event is nobody’s copy', async () => {
  const { figures, outcome } = await figuresOf(copies)
  expect(figures).toMatchObject({
    precision: 100,
    'wrong joins': 0,
    recall: 100,
    'field: wrong joins': 0,
    'field: recall': 100,
  })
  const [byEdit, byLanguage] = outcome.tables ?? []
  expect(byEdit?.rows.map(({ cases }) => cases)).toEqual([2, 2, 2, 2, 2])
  expect(byLanguage?.rows).toEqual([{ name: 'en', value: 100, cases: 10 }])
})

test('stories: what is joined is right, what was missed is shown', async () => {
  const { figures, outcome } = await figuresOf(stories)
  expect(figures).toMatchObject({ 'OG2021: pair precision': 100, 'OG2021: pair recall': 50, 'ECB+: pair precision': 100 })
  // Of four articles two have all of their event, two half of it: recall 75, F1 of 100 and 75.
  expect(figures['OG2021: B³']).toBeCloseTo(85.714, 3)
  expect(outcome.figures[0]?.name).toBe('OG2021: pair precision')
  const missed = outcome.decisions?.filter(({ kind, set }) => kind === 'missed' && set === 'OG2021') ?? []
  expect(missed.map(({ articles }) => articles.map(({ id }) => id))).toEqual([['og-3', 'og-4']])
})

test('cross: a translation that stands alone is joined with nobody', async () => {
  const { figures, outcome } = await figuresOf(cross)
  expect(figures).toMatchObject({
    'NTREX: joined with another': 0,
    'NTREX: joined with another affair': 0,
    'NTREX: joined with its own alone': 0,
    'field: look-alikes joined': 0,
  })
  expect(outcome.tables?.[0]?.rows).toEqual([{ name: 'sw', value: 0, cases: 1 }])
})

test('documents that were read as one event are one event; two events of an affair are two', () => {
  const documents = mkdtempSync(join(tmpdir(), 'polywire-ntrex-'))
  mkdirSync(join(documents, 'stories'))
  const rows = ['reuters.218863', 'euronews-en.153797', 'newsweek.51340', 'bakery'].map((id) => row(id, 'en', id, id))
  writeFileSync(join(documents, 'stories/ntrex.dev.jsonl'), rows.map((one) => JSON.stringify(one)).join('\n'))
  const { articles, affairOf } = ntrex(documents)
  rmSync(documents, { recursive: true })
  const [toll, same, hero, unread] = articles.map(({ crossEvent }) => crossEvent)
  expect(same).toBe(toll)
  expect(hero).not.toBe(toll)
  expect(affairOf(hero ?? '')).toBe(affairOf(toll ?? ''))
  expect(unread).toBe('bakery')
  expect(affairOf('bakery')).toBe('bakery')
})
