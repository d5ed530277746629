import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Newsroom } from './newsroom.ts'
import { openVariedNewsroom } from './varied-news.ts'

let room: Newsroom
beforeAll(async () => {
  room = await openVariedNewsroom()
})
afterAll(async () => await room.close())

/** Path, the parameter that is wrong, and what the sentence must say. */
const WRONG: readonly (readonly [path: string, parameter: string, says: string])[] = [
  ['stories?limt=3', 'limt', 'Did you mean “limit”? Known: q, lang, prefer, limit, before.'],
  ['stories?query=parcels', 'query', 'There is no parameter “query” here.'],
  ['stories?q=a&q=b', 'q', 'more than once'],
  ['stories?limit=201', 'limit', 'from 1 to 200'],
  ['stories?limit=0', 'limit', 'from 1 to 200'],
  ['stories?limit=-1', 'limit', 'from 1 to 200'],
  ['stories?limit=1.5', 'limit', 'from 1 to 200'],
  ['stories?limit=1e2', 'limit', 'from 1 to 200'],
  ['stories?before=never', 'before', '“next” link'],
  ['stories?before=2026-13-01', 'before', '“next” link'],
  ['stories?lang=english', 'lang', 'en'],
  ['stories?lang=en;fr', 'lang', 'language tags'],
  ['stories?prefer=xx-yy-zz-', 'prefer', 'language tags'],
  ['stories?prefer=qq', 'prefer', 'prefer:'],
  ['stories?q=topic:trad', 'q', 'column 7'],
  ['articles?q=(parcels', 'q', 'column'],
  ['articles?q=/[/', 'q', 'column'],
  ['articles?limit=1000', 'limit', 'from 1 to 200'],
  ['topics?limit=1001', 'limit', 'from 1 to 1000'],
  ['topics?before=bm8', 'before', 'Start again'],
  ['topics?prefer=fr', 'prefer', 'Known: q, lang, limit, before.'],
  ['topics/trade?q=x', 'q', 'Known: lang.'],
  ['status?verbose=1', 'verbose', 'There are none.'],
  ['stats?by=langauge', 'by', 'Did you mean “language”?'],
  ['stats?by=topic,weather', 'by', 'Known: topic, entity'],
  ['stats?from=yesterday', 'from', 'a date such as'],
  ['stats?from=2026-02-30', 'from', 'a date such as'],
  ['stats?to=2026-11-24T25:00Z', 'to', 'a date such as'],
  ['stats?from=2026-11-24&to=2026-11-24', 'to', 'later than from'],
  ['stats?limit=5000', 'limit', 'from 1 to 1000'],
  ['articles.csv?limit=10001', 'limit', 'from 1 to 10000'],
  ['articles.csv?bom=yes', 'bom', '0 or 1'],
  ['articles.ris?bom=1', 'bom', 'There is no parameter “bom” here.'],
  ['articles.bib?q=source:nobody', 'q', 'column 8'],
  ['stream?since=4', 'since', 'There is no parameter “since” here.'],
  ['stream?lang=qq', 'lang', 'lang:'],
]
test.each(WRONG)('%s is refused and says why', async (path, parameter, says) => {
  const answer = await room.get(`/api/v1/${path}`)
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  const problem = (await answer.json()) as { detail: string; parameter: string; column?: number }
  expect(problem).toMatchObject({ type: 'about:blank', title: 'Bad request', status: 400, parameter })
  expect(problem.detail).toContain(says)
  expect(problem.column !== undefined).toBe(says.startsWith('column'))
})

test('an id that is not there is told with the nearest that is', async () => {
  const nearest = {
    'topics/trads': '“trade”',
    'entities/port-unoin': '“port-union”',
    'places/KE-3': '“KE-30”',
    'sources/sahif': '“sahifa”',
    'feeds/parcel': '“parcels”',
  }
  for (const [path, near] of Object.entries(nearest)) {
    const answer = await room.get(`/api/v1/${path}`)
    expect([path, answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      path,
      404,
      expect.stringContaining(`Did you mean ${near}?`),
    ])
  }
})

test('an empty value is none', async () => {
  const empty = await room.get('/api/v1/stories?q=&lang=&prefer=&limit=&before=')
  expect(empty.status).toBe(200)
  const data = async (answer: Response) => ((await answer.json()) as { data: unknown }).data
  expect(await data(empty)).toEqual(await data(await room.get('/api/v1/stories')))
})
