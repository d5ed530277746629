/** What is told, when, and never twice: a real store, and a real receiver. */
import { expect, test } from 'vitest'
import { formatReason } from '../../src/model/assignment-reason.ts'
import { articleId } from '../../src/model/ids.ts'
import { DAY, HOUR, MINUTE, NOON, correct, topic } from '../store/samples.ts'
import { listenOn127, type Listener } from '../websub/listener.ts'
import { alert, openDesk, SECRET } from './desk.ts'
import { turnsDuring } from '../event-loop-turns.ts'

const receiver = async (): Promise<Listener> => {
  const listener = await listenOn127()
  listener.answer = () => ({ status: 204 })
  return listener
}
const webhook = (listener: Listener) => ({ kind: 'webhook', url: `${listener.url}/in`, secret: SECRET }) as const
const told = (listener: Listener) =>
  listener.posts().map(({ body }) => {
    const { data } = JSON.parse(body.toString()) as { data: { report: { title: string }; story: { sources: number } } }
    return `${data.report.title}: ${data.story.sources}`
  })

test('a story is told at once, and not again when others report it', async () => {
  const hook = await receiver()
  const desk = await openDesk([alert(webhook(hook))])
  const story = await desk.report('one', 'a')
  await desk.settle()
  await desk.join(story, 'two', 'b')
  await desk.settle()
  expect(told(hook)).toEqual(['Report a: 1'])
})

test.each([true, false])('with developments: %s, a story is told again when its phase turns', async (developments) => {
  const hook = await receiver()
  const desk = await openDesk([alert(webhook(hook), { developments })])
  const story = await desk.report('one', 'a')
  await desk.settle()
  desk.now += 3 * HOUR
  await desk.join(story, 'two', 'b', {}, [{ kind: 'phase', detail: formatReason.phase(null), score: 0.1 }])
  await desk.settle()
  expect(told(hook)).toEqual(['Report a: 1'])
  const first = await desk.store.findArticle('https://news.example/b')
  await desk.join(story, 'three', 'c', {}, [{ kind: 'phase', detail: formatReason.phase(first?.id ?? ''), score: 0.9 }])
  await desk.settle()
  await desk.join(story, 'four', 'd')
  await desk.settle()
  expect(told(hook)).toEqual(developments ? ['Report a: 1', 'Report c: 3'] : ['Report a: 1'])
})

test('what was there before the alert is not told, until it goes on', async () => {
  const hook = await receiver()
  const desk = await openDesk([])
  const story = await desk.report('one', 'a')
  desk.alerts = [alert(webhook(hook))]
  await desk.settle()
  expect(told(hook)).toEqual([])
  await desk.join(story, 'two', 'b')
  await desk.settle()
  expect(told(hook)).toHaveLength(1)
})

test('each threshold is told once; two that are crossed at once give one message', async () => {
  const hook = await receiver()
  const thresholds = [
    { sources: 2, languages: 1, origins: 1 },
    { sources: 3, languages: 2, origins: 1 },
    { sources: 5, languages: 2, origins: 1 },
  ]
  const desk = await openDesk([alert(webhook(hook), { thresholds })])
  const story = await desk.report('one', 'a')
  await desk.settle()
  expect(told(hook)).toEqual([])
  await desk.join(story, 'two', 'b')
  await desk.settle()
  await desk.join(story, 'three', 'c')
  await desk.settle()
  expect(told(hook)).toEqual(['Report a: 2'])
  await desk.join(story, 'four', 'd', { language: 'fr' })
  await desk.join(story, 'five', 'e', { language: 'fr' })
  await desk.settle()
  expect(told(hook)).toEqual(['Report a: 2', 'Report a: 5'])
})

test('only what the filter meets is told', async () => {
  const hook = await receiver()
  const desk = await openDesk([alert(webhook(hook))])
  desk.filter = topic('trade')
  await desk.report('one', 'a', { topics: ['cables'] })
  await desk.report('one', 'b', { topics: ['trade'] })
  await desk.settle()
  expect(told(hook)).toEqual(['Report b: 1'])
})

test('reports of last week are no news', async () => {
  const hook = await receiver()
  const desk = await openDesk([alert(webhook(hook))])
  await desk.report('one', 'old', { publishedAt: NOON - 7 * DAY })
  await desk.settle()
  expect(told(hook)).toEqual([])
})

test('stories that a correction joins or splits are not told again', async () => {
  const hook = await receiver()
  const desk = await openDesk([alert(webhook(hook))])
  const one = await desk.report('one', 'a')
  await desk.join(one, 'two', 'b')
  await desk.settle()
  expect(told(hook)).toHaveLength(1)
  const b = (await desk.store.findArticle('https://news.example/b'))?.id ?? articleId('')
  await correct(desk.store, [b], [{ key: 'k', kind: 'split', articles: [b], since: 0, note: null, by: null, date: null }])
  const split = (await desk.store.findArticle('https://news.example/b'))?.story
  expect(split).not.toBe(one)
  if (split !== undefined) await desk.join(split, 'three', 'c')
  await desk.settle()
  expect(told(hook)).toHaveLength(1)
})

test('a restart tells nothing twice and misses nothing', async () => {
  const hook = await receiver()
  const desk = await openDesk([alert(webhook(hook))])
  await desk.report('one', 'a')
  await desk.settle()
  await desk.service.close()
  await desk.report('two', 'b')
  await desk.restart()
  expect(told(hook)).toEqual(['Report a: 1', 'Report b: 1'])
})

test('in quiet hours nothing is sent; at their end one message a story, as it stands then', async () => {
  const hook = await receiver()
  // NOON is 14:00 in Brussels in June.
  const quiet = { from: 13 * 60, to: 15 * 60 + 30, zone: 'Europe/Brussels' }
  const thresholds = [
    { sources: 1, languages: 1, origins: 1 },
    { sources: 2, languages: 1, origins: 1 },
  ]
  const desk = await openDesk([alert(webhook(hook), { quiet, thresholds })])
  const story = await desk.report('one', 'a')
  await desk.settle()
  await desk.join(story, 'two', 'b')
  await desk.settle()
  desk.now = NOON + HOUR + 29 * MINUTE
  await desk.settle()
  expect(told(hook)).toEqual([])
  desk.now = NOON + HOUR + 30 * MINUTE
  await desk.settle()
  expect(told(hook)).toEqual(['Report a: 2'])
})

test('of many stories an alert tells so many an hour; the others wait, and none is lost', async () => {
  const hook = await listenOn127()
  hook.answer = () => ({ status: 200 })
  const desk = await openDesk([alert(webhook(hook), { hourly: 2 }), alert(webhook(hook), { id: 'all' })])
  for (const key of ['a', 'b', 'c', 'd', 'e']) await desk.report('one', key)
  const sent = (): readonly number[] =>
    ['desk', 'all'].map((id) => hook.posts().filter(({ body }) => body.toString().includes(`"alert":{"id":"${id}"`)).length)
  await desk.settle()
  expect(sent()).toEqual([2, 5])
  desk.now += HOUR - 1
  await desk.settle()
  expect(sent()).toEqual([2, 5])
  desk.now += 1
  await desk.settle()
  expect(sent()).toEqual([4, 5])
  desk.now += HOUR
  await desk.settle()
  expect(sent()).toEqual([5, 5])
})

test('an alert without a limit of its own sends sixty messages an hour, and then one that tells of all others', async () => {
  const hook = await receiver()
  const desk = await openDesk([alert(webhook(hook))])
  for (let nth = 0; nth < 100; nth += 1) await desk.report('one', `n${nth}`)
  await desk.settle()
  expect(told(hook)).toHaveLength(60)
  desk.now += HOUR - 1
  await desk.report('one', 'late')
  await desk.settle()
  expect(told(hook)).toHaveLength(60)
  desk.now += 1
  await desk.settle()
  await desk.settle()
  const bodies = hook.posts().map(({ body }) => JSON.parse(body.toString()).data)
  expect(bodies).toHaveLength(61)
  expect(bodies.at(-1)).toMatchObject({ alert: { id: 'desk' }, more: 41, report: { title: '41 more stories' } })
  expect(bodies.at(-1).report.summary).toMatch(/^Report late · Report n\d+ · /)
  expect(await desk.store.deliveries.deliveryCounts()).toEqual(new Map())
  await desk.report('one', 'after')
  await desk.settle()
  expect(told(hook).at(-1)).toBe('Report after: 1')
})

test('what has waited for a day behind the limit is a dead letter, and can be sent when there is room', async () => {
  const hook = await receiver()
  const desk = await openDesk([alert(webhook(hook), { hourly: 1 })])
  for (const key of ['a', 'b', 'c', 'd']) await desk.report('one', key)
  await desk.settle()
  desk.now += DAY - 1
  await desk.settle()
  expect(told(hook)).toHaveLength(2)
  expect(await desk.store.deliveries.deadLetters(9)).toEqual([])
  desk.now += HOUR
  await desk.settle()
  expect(told(hook)).toHaveLength(3)
  const [letter, ...others] = await desk.store.deliveries.deadLetters(9)
  expect(letter?.problem).toBe('it waited for 24 hours behind the limit of 1 an hour: raise hourly, or narrow the filter')
  expect(others).toEqual([])
  expect(desk.events.filter(({ event }) => event === 'alert-dead')).toHaveLength(1)
  desk.now += HOUR
  await desk.store.deliveries.retryDeadLetter(letter?.id ?? '', desk.now)
  await desk.settle()
  expect(told(hook)).toHaveLength(4)
})

test('readers have their turn while many stories are announced and many messages wait', async () => {
  const hook = await receiver()
  const quiet = { from: 11 * 60, to: 13 * 60, zone: 'UTC' }
  const desk = await openDesk([alert(webhook(hook), { hourly: 1, quiet })])
  const STORIES = 60
  for (let nth = 0; nth < STORIES; nth += 1) await desk.report('one', `of ${nth}`)
  // One a story that is looked at.
  expect(await turnsDuring(async () => await desk.settle())).toBeGreaterThanOrEqual(STORIES)
  desk.now += HOUR
  // One or more for each two messages that are put off.
  expect(await turnsDuring(async () => await desk.settle())).toBeGreaterThan(STORIES * 0.4)
  expect(told(hook)).toHaveLength(1)
})

test('readers have their turn while hundreds of alerts are checked', async () => {
  const hook = await receiver()
  const ALERTS = 300
  const desk = await openDesk(Array.from({ length: ALERTS }, (_, nth) => alert(webhook(hook), { id: `of${nth}` })))
  desk.filter = { kind: 'not', of: { kind: 'everything' } }
  await desk.report('one', 'a')
  expect(await turnsDuring(async () => await desk.settle())).toBeGreaterThanOrEqual(ALERTS)
})

test('filters are read when there is news, and not because messages are sent', async () => {
  const hook = await receiver()
  const desk = await openDesk(['one', 'two'].map((id) => alert(webhook(hook), { id })))
  let read = 0
  desk.readFilter = async () => {
    read += 1
    return desk.filter
  }
  for (let nth = 0; nth < 10; nth += 1) await desk.report('one', `of ${nth}`)
  await desk.settle()
  await desk.settle()
  expect(told(hook)).toHaveLength(20)
  expect(read).toBe(2)
})

test('a message is sent while other alerts are still being checked', async () => {
  const hook = await receiver()
  const arrived = Promise.withResolvers<void>()
  hook.answer = () => {
    arrived.resolve()
    return { status: 204 }
  }
  const desk = await openDesk(['one', 'two'].map((id) => alert(webhook(hook), { id })))
  let read = 0
  desk.readFilter = async () => {
    read += 1
    if (read === 2) await arrived.promise
    return desk.filter
  }
  await desk.report('one', 'a')
  await desk.settle()
  expect(told(hook)).toHaveLength(2)
})

test('two alerts hear of the same story, each by its own rules', async () => {
  const [first, second] = [await receiver(), await receiver()]
  const desk = await openDesk([
    alert(webhook(first)),
    alert(webhook(second), { id: 'late', thresholds: [{ sources: 2, languages: 1, origins: 1 }] }),
  ])
  const story = await desk.report('one', 'a')
  await desk.settle()
  expect([told(first).length, told(second).length]).toEqual([1, 0])
  await desk.join(story, 'two', 'b')
  await desk.settle()
  expect([told(first).length, told(second).length]).toEqual([1, 1])
})
