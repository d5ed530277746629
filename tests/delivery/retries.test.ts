/** Targets that refuse, hang, move or go. */
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { AlertDefinition } from '../../src/model/alert.ts'
import { DAY, HOUR, MINUTE, NOON } from '../store/samples.ts'
import { listenOn127 } from '../websub/listener.ts'
import { alert, openDesk, SECRET } from './desk.ts'

const webhook = (url: string): AlertDefinition['target'] => ({ kind: 'webhook', url, secret: SECRET })
const slack = (url: string): AlertDefinition['target'] => ({ kind: 'slack', url })

test('a target that answers 500 is asked again with growing pauses, under the same id and with the same body', async () => {
  const hook = await listenOn127()
  hook.answer = () => ({ status: hook.posts().length < 3 ? 500 : 200 })
  const desk = await openDesk([alert(webhook(hook.url))])
  await desk.report('one', 'a')
  await desk.settle()
  expect(hook.posts()).toHaveLength(1)
  desk.now += 9_000
  await desk.settle()
  expect(hook.posts()).toHaveLength(1)
  desk.now += 1_000
  await desk.settle()
  expect(hook.posts()).toHaveLength(2)
  desk.now += 20_000
  await desk.settle()
  desk.now += HOUR
  await desk.settle()
  const posts = hook.posts()
  expect(posts).toHaveLength(3)
  expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(new Set(posts.map(({ body }) => body.toString())).size).toBe(1)
  expect(await desk.store.deliveries.deadLetters(9)).toEqual([])
})

test('Retry-After is obeyed', async () => {
  const hook = await listenOn127()
  hook.answer = () => ({ status: 429, headers: { 'retry-after': '600' } })
  const desk = await openDesk([alert(slack(hook.url))])
  await desk.report('one', 'a')
  await desk.settle()
  desk.now += 9 * MINUTE
  await desk.settle()
  expect(hook.posts()).toHaveLength(1)
  desk.now += MINUTE
  await desk.settle()
  expect(hook.posts()).toHaveLength(2)
})

test('what fails for a day is a dead letter, which says why', async () => {
  const hook = await listenOn127()
  hook.answer = () => ({ status: 503, text: 'a secret of the target' })
  const desk = await openDesk([alert(slack(`${hook.url}/services/T0/SECRET`))])
  await desk.report('one', 'a')
  await desk.settle()
  for (; desk.now <= NOON + DAY + HOUR; desk.now += 80 * MINUTE) await desk.settle()
  const letters = await desk.store.deliveries.deadLetters(9)
  expect(letters).toMatchObject([{ alert: 'desk', headline: 'Report a', problem: 'the target answered 503' }])
  const attempts = hook.posts().length
  expect(attempts).toBeGreaterThan(10)
  desk.now += DAY
  await desk.settle()
  expect(hook.posts()).toHaveLength(attempts)
  expect(JSON.stringify([letters, desk.events])).not.toMatch(/SECRET|a secret/)
})

test('a target that answers 410 is not asked again', async () => {
  const hook = await listenOn127()
  hook.answer = () => ({ status: 410 })
  const desk = await openDesk([alert(webhook(hook.url))])
  await desk.report('one', 'a')
  await desk.settle()
  desk.now += DAY
  await desk.settle()
  expect(hook.posts()).toHaveLength(1)
  expect(await desk.store.deliveries.deadLetters(9)).toMatchObject([{ problem: expect.stringContaining('410 Gone') }])
})

test('a redirect is not followed, to a private address least of all', async () => {
  const [hook, inner] = [await listenOn127(), await listenOn127()]
  hook.answer = () => ({ status: 307, headers: { location: `${inner.url}/admin` } })
  const desk = await openDesk([alert(webhook(hook.url))])
  desk.allowPrivate = [new URL(hook.url).host]
  desk.service.applyConfiguration()
  await desk.report('one', 'a')
  await desk.settle()
  expect(hook.posts()).toHaveLength(1)
  expect(inner.heard).toEqual([])
  expect(desk.events).toContainEqual(expect.objectContaining({ event: 'alert-failed', detail: expect.stringContaining('307') }))
})

test('a target at a private address is not connected to unless the operator opens it; then it gets what waited', async () => {
  const hook = await listenOn127()
  hook.answer = () => ({ status: 204 })
  const desk = await openDesk([alert(webhook(hook.url))])
  desk.allowPrivate = []
  desk.service.applyConfiguration()
  await desk.report('one', 'a')
  await desk.settle()
  expect(hook.heard).toEqual([])
  expect(desk.events).toContainEqual(
    expect.objectContaining({ event: 'alert-failed', detail: expect.stringContaining('delivery.allow_private') }),
  )
  desk.allowPrivate = [new URL(hook.url).host]
  desk.service.applyConfiguration()
  desk.now += MINUTE
  await desk.settle()
  expect(hook.posts()).toHaveLength(1)
})

test('a message is delivered as soon as the target has taken it, whatever becomes of the rest of the answer', async () => {
  const paths: string[] = []
  const target = createHttpServer((request, response) => {
    paths.push(request.url ?? '')
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-length': '1000' }).write('o')
      if (request.url === '/breaks') setTimeout(() => response.destroy(), 20)
    })
  })
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    target.closeAllConnections()
    target.close()
  })
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`
  const desk = await openDesk(['breaks', 'hangs'].map((id) => alert(slack(`${url}/${id}`), { id })))
  await desk.report('one', 'a')
  await desk.settle()
  desk.now += HOUR
  await desk.settle()
  expect(paths.toSorted()).toEqual(['/breaks', '/hangs'])
  expect(desk.events.filter(({ event }) => event === 'alert-delivered')).toHaveLength(2)
})

test('a target that hangs keeps nobody else waiting', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const hook = await listenOn127()
  hook.answer = () => ({ status: 204 })
  onTestFinished(() => void silent.close())
  const desk = await openDesk([
    ...Array.from({ length: 40 }, (_, n) => alert(webhook(`http://127.0.0.1:${address.port}/${n}`), { id: `hangs${n}` })),
    alert(webhook(hook.url), { id: 'answers' }),
  ])
  await desk.report('one', 'a')
  desk.service.wake()
  await expect.poll(() => hook.posts().length).toBe(1)
  // One after the other, those that hang take 20 s.
  const counts = [...(await desk.store.deliveries.deliveryCounts()).values()]
  expect(counts.filter(({ waiting, failing }) => waiting === 1 && failing === 0).length).toBeGreaterThan(20)
  await desk.service.close()
})

test('a message of an alert that has left the configuration is not sent', async () => {
  const hook = await listenOn127()
  hook.answer = () => ({ status: 500 })
  const desk = await openDesk([alert(webhook(hook.url))])
  await desk.report('one', 'a')
  await desk.settle()
  desk.alerts = []
  desk.now += HOUR
  await desk.settle()
  expect(hook.posts()).toHaveLength(1)
  expect(await desk.store.deliveries.deadLetters(9)).toMatchObject([{ problem: expect.stringContaining('left') }])
})

test('a message that was being sent when the process was killed: a webhook gets it under the same id, a chat does not get it twice', async () => {
  const hook = await listenOn127()
  hook.answer = () => ({ status: 204 })
  const desk = await openDesk([
    alert(webhook(`${hook.url}/webhook`), { id: 'hook' }),
    alert(slack(`${hook.url}/chat`), { id: 'chat' }),
  ])
  // Killed between the mark and the answer.
  await desk.service.close()
  await desk.report('one', 'a')
  const quietly = await openMarked(desk)
  expect(quietly).toBe(2)
  await desk.restart()
  expect(hook.posts().map(({ path }) => path)).toEqual(['/webhook'])
  expect(await desk.store.deliveries.deadLetters(9)).toMatchObject([
    { alert: 'chat', problem: expect.stringContaining('may have arrived') },
  ])
})

/** Announces what is news and marks every message as being sent, as a process does just before it is killed. */
const openMarked = async (desk: Awaited<ReturnType<typeof openDesk>>): Promise<number> => {
  const { lookForNews } = await import('../../src/delivery/alert-watch.ts')
  const { noticeOf } = await import('../../src/delivery/notice.ts')
  const { publishContextFor } = await import('../../src/web/feeds/written-feed.ts')
  const { CONFIGURATION } = await import('../web/newsroom.ts')
  const context = publishContextFor({ configuration: CONFIGURATION, origin: 'https://news.example', hub: null }, 'en')
  await lookForNews({
    store: desk.store,
    alerts: () => desk.alerts,
    filterOf: async () => desk.filter,
    owners: () => context.sources,
    notice: (definition, match) => noticeOf(definition, match, context, true),
    now: () => desk.now,
    announced: () => {},
  })
  const due = await desk.store.deliveries.dueDeliveries(desk.now, 9, [])
  for (const { id } of due) await desk.store.deliveries.beginDelivery(id, desk.now)
  return due.length
}
