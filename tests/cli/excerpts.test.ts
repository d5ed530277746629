import { afterAll, beforeAll, expect, test } from 'vitest'
import { excerptLines } from '../../src/cli/excerpts.ts'
import type { Source } from '../../src/model/source.ts'
import { AFTERNOON, CONFIGURATION, type Newsroom, openNewsroom } from '../web/newsroom.ts'

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom()
})
afterAll(async () => await room.close())

const DAY = 86_400_000
const lines = async (articles: boolean, change: (source: Source) => Source = (source) => source, to = AFTERNOON + DAY) =>
  await Array.fromAsync(
    excerptLines(room.store, CONFIGURATION.sources.map(change), { from: AFTERNOON - 30 * DAY, to, articles }),
  )
const cells = (line: string): readonly string[] => line.trimEnd().split(',')

test('what is shown of each publisher is what the API shows, summed up', async () => {
  const [head = '', ...publishers] = await lines(false, (source) => ({ ...source, owner: 'One house' }))
  expect(cells(head)).toEqual(['publisher', 'sources', 'articles', 'excerpts', 'characters', 'longest', 'whole_texts'])
  expect(publishers).toHaveLength(1)
  const shown = (await (await room.get('/api/v1/articles.jsonl')).text()).trimEnd().split('\n')
  const summaries = shown.map((line) => (JSON.parse(line) as { summary: string | null }).summary ?? '')
  const [publisher, , articles, excerpts, characters, longest] = cells(publishers[0] ?? '')
  expect(publisher).toBe('One house')
  expect([articles, excerpts, characters, longest].map(Number)).toEqual([
    summaries.length,
    summaries.filter((summary) => summary !== '').length,
    summaries.reduce((sum, summary) => sum + summary.length, 0),
    Math.max(...summaries.map((summary) => summary.length)),
  ])
})

test('each source is its own publisher without an owner, and what shows titles alone shows no excerpt', async () => {
  const [, ...publishers] = await lines(false, (source) => ({ ...source, republish: 'title' }))
  expect(publishers.length).toBeGreaterThan(1)
  expect(publishers.map((line) => cells(line).slice(-4))).toEqual(publishers.map(() => ['0', '0', '0', '0']))
})

test('each article has a line, of the days that were asked for', async () => {
  expect((await lines(true)).length).toBeGreaterThan(3)
  expect(await lines(true, undefined, AFTERNOON - 29 * DAY)).toHaveLength(1)
})
