import { afterEach, expect, test } from 'vitest'
import type { TopicTrial } from '../../src/model/topic-trial.ts'
import { type Newsroom, openNewsroom } from './newsroom.ts'

const TOKEN = 'correct-horse'
const HEADERS = { authorization: `Bearer ${TOKEN}` }
const share = { value: 0.8, low: 0.55, high: 0.93 }
const TRIAL: TopicTrial = {
  tagged: 12,
  doubtful: 30,
  precision: share,
  recall: share,
  answers: 15,
  isEnough: false,
  thresholds: [
    { name: 'score from 0.6', least: 0.6, tagged: 9, right: 8, asked: 9, value: 0.89, low: 0.56, high: 0.98, lost: 2 },
  ],
  next: Array.from({ length: 12 }, (_, nth) => ({
    id: `a${nth}`,
    probability: 0.5 + nth / 100,
    chosen: true,
    title: `Cable & ship ${nth}`,
    language: 'ar',
    link: 'https://news.example/c?a=1&b=2',
  })),
}
const answers: unknown[] = []
let room: Newsroom
afterEach(async () => await room.close())
const open = async (trial: TopicTrial | null, why: string | null = null) => {
  answers.length = 0
  room = await openNewsroom({
    adminToken: TOKEN,
    trials: {
      of: async () => trial,
      answer: async (...given) => {
        answers.push(given)
        const example = { text: 'Cable', language: 'en', was: 0.5, isRight: given[2] }
        return trial === null ? null : why === null ? { saved: true, example } : { saved: false, why }
      },
    },
  })
}

test('the page shows ten articles with two buttons each, the figures, and what a higher certainty would leave', async () => {
  await open(TRIAL)
  const page = await (await room.get('/topics/cables/trial', HEADERS)).text()
  expect(page.match(/<form method="post">/g)).toHaveLength(10)
  expect(page).toContain('<blockquote lang="ar" dir="auto"><p><strong>Cable &amp; ship 0</strong>')
  expect(page).toContain('<dt>Precision</dt><dd>0.80 (0.55 to 0.93)</dd>')
  expect(page).toMatch(/<th scope="row">0\.60<\/th><td>9<\/td><td>8 of 9<\/td><td>0\.56 to 0\.98<\/td><td>2<\/td>/)
  const answer = await room.get('/topics/cables/trial', HEADERS)
  expect(answer.headers.get('cache-control')).toBe('private, no-store')
  // Else a browser's form would come from the origin “null”.
  expect(answer.headers.get('referrer-policy')).toBe('same-origin')
})

test('the page says when it is enough, and when there is nothing to ask about', async () => {
  await open({ ...TRIAL, isEnough: true, next: [] })
  const page = await (await room.get('/topics/cables/trial', HEADERS)).text()
  expect(page).toContain('More answers would hardly change these figures.')
  expect(page).not.toContain('<form method="post">')
})

test('an answer of the page goes back to it; one by API is an example; others are refused', async () => {
  await open(TRIAL)
  const post = async (path: string, body: string, headers: Readonly<Record<string, string>> = HEADERS) =>
    await fetch(room.url + path, { method: 'POST', body, headers, redirect: 'manual' })
  const answered = await post('/topics/cables/trial?ui=de', 'asked=a3&verdict=wrong')
  expect([answered.status, answered.headers.get('location')]).toEqual([303, '/topics/cables/trial?ui=de'])
  expect((await post('/api/v1/topics/cables/examples', '{"article":"a4","match":true}')).status).toBe(201)
  expect(answers).toEqual([
    ['cables', 'a3', false],
    ['cables', 'a4', true],
  ])
  expect((await post('/topics/cables/trial', 'asked=a3')).status).toBe(400)
  expect((await post('/api/v1/topics/cables/examples', 'no JSON')).status).toBe(400)
  expect((await post('/topics/cables/trial', 'asked=a3&verdict=right', {})).status).toBe(401)
  expect(
    (await post('/topics/cables/trial', 'asked=a3&verdict=right', { ...HEADERS, origin: 'https://evil.example' })).status,
  ).toBe(403)
  expect(answers).toHaveLength(2)
})

test('a topic without examples has no trial, and a folder that cannot be written is said', async () => {
  await open(null)
  expect((await room.get('/topics/cables/trial', HEADERS)).status).toBe(404)
  await room.close()
  await open(TRIAL, 'topics.yaml could not be written')
  const answer = await fetch(`${room.url}/api/v1/topics/cables/examples`, {
    method: 'POST',
    body: '{"article":"a4","match":true}',
    headers: HEADERS,
  })
  expect([answer.status, await answer.json()]).toMatchObject([409, { detail: 'topics.yaml could not be written' }])
})
