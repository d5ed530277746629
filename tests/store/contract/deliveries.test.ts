import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Delivery, Notice } from '../../../src/model/alert.ts'
import { articleId, storyId } from '../../../src/model/ids.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { HOUR, NOON } from '../samples.ts'
import { engines } from './engines.ts'

const NOTICE = { headline: 'Parcels taxed' } as Notice
const delivery = (id: string, over: Partial<Delivery> = {}): Delivery => ({
  id,
  alert: 'parcels',
  story: storyId('s1'),
  kind: 'webhook',
  recipient: 'desk',
  host: 'hooks.example',
  notice: NOTICE,
  createdAt: NOON,
  due: NOON,
  ...over,
})

describe.each(engines)('messages of alerts, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
  })
  afterEach(async () => await store.close())

  const announce = async (sources: number, deliveries: readonly Delivery[], at = NOON) =>
    await store.deliveries.announce({
      alert: 'parcels',
      story: storyId('s1'),
      articles: [articleId('a1'), articleId('a2')],
      coverage: { sources, languages: 1, origins: 1 },
      at,
      deliveries,
    })
  const due = async (now: number, except: readonly string[] = []) =>
    (await store.deliveries.dueDeliveries(now, 9, except)).map(({ id }) => id)

  test('what was told is known by the story and by its articles, at its widest', async () => {
    await announce(5, [])
    await announce(3, [])
    const told = async (story: string, articles: readonly string[]) =>
      await store.deliveries.announced('parcels', storyId(story), articles.map(articleId))
    expect(await told('s1', [])).toEqual({ sources: 5, languages: 1, origins: 1, at: expect.any(Number) as number })
    expect(await told('another', ['a2', 'a9'])).toMatchObject({ sources: 5, languages: 1, origins: 1 })
    expect(await told('another', ['a9'])).toBeNull()
  })

  test('messages that wait for one recipient become one; what is being sent, has failed or is for others stays', async () => {
    const titled = (id: string, over: Partial<Delivery> = {}) => delivery(id, { notice: { headline: id } as Notice, ...over })
    await announce(3, [
      titled('m1'),
      titled('m2', { createdAt: NOON + 1, due: NOON + HOUR }),
      titled('sent'),
      titled('failed'),
      titled('other', { recipient: 'night' }),
      titled('another', { alert: 'tax' }),
    ])
    await store.deliveries.beginDelivery('sent', NOON)
    await store.deliveries.beginDelivery('failed', NOON)
    await store.deliveries.recordOutcome('failed', { kind: 'retry', due: NOON, failingSince: NOON, problem: 'x' })
    const beside = async (id: string) => (await store.deliveries.waitingBeside(id)).map((one) => one.id)
    expect(await beside('sent')).toEqual(['m2', 'm1'])
    expect(await beside('other')).toEqual(['other'])
    expect(await beside('m1')).toEqual(['m2', 'm1'])
    await store.deliveries.replaceWaiting('m1', { headline: 'm2,m1' } as Notice, ['m2'])
    expect(await beside('m1')).toEqual(['m1'])
    const left = await store.deliveries.dueDeliveries(NOON + HOUR, 9, [])
    expect(left.map(({ id, notice }) => `${id}: ${notice.headline}`).toSorted()).toEqual([
      'another: another',
      'failed: failed',
      'm1: m2,m1',
      'other: other',
    ])
    expect((await store.deliveries.interruptedDeliveries()).map(({ id }) => id)).toEqual(['sent'])
  })

  test('a message waits until it is due, is sent by one, and is gone when it has arrived', async () => {
    await announce(3, [delivery('m1'), delivery('m2', { due: NOON + HOUR, host: 'slow.example' })])
    expect([await due(NOON), await due(NOON + HOUR), await due(NOON + HOUR, ['slow.example'])]).toEqual([
      ['m1'],
      ['m1', 'm2'],
      ['m1'],
    ])
    expect(await store.deliveries.beginDelivery('m1', NOON)).toBe(true)
    expect(await store.deliveries.beginDelivery('m1', NOON)).toBe(false)
    expect((await store.deliveries.interruptedDeliveries()).map(({ id }) => id)).toEqual(['m1'])
    await store.deliveries.recordOutcome('m1', { kind: 'delivered' })
    expect(await due(NOON + HOUR)).toEqual(['m2'])
  })

  test('a message that nobody tried to send gives way to a newer one about its story; one that failed does not', async () => {
    await announce(3, [delivery('m1'), delivery('m2')])
    await store.deliveries.beginDelivery('m2', NOON)
    const retry = { kind: 'retry', due: NOON + HOUR, failingSince: NOON, problem: 'answered 500' } as const
    await store.deliveries.recordOutcome('m2', retry)
    await announce(5, [delivery('m3')])
    expect((await due(NOON + HOUR)).toSorted()).toEqual(['m2', 'm3'])
  })

  test('a dead letter says why, is counted, and is forgotten later', async () => {
    await announce(3, [delivery('m1'), delivery('m2')])
    await store.deliveries.beginDelivery('m1', NOON)
    await store.deliveries.recordOutcome('m1', { kind: 'dead', at: NOON, problem: 'answered 410' })
    expect(await store.deliveries.deadLetters(9)).toMatchObject([
      { id: 'm1', headline: 'Parcels taxed', problem: 'answered 410' },
    ])
    expect(await store.deliveries.deliveryCounts()).toEqual(new Map([['parcels', { waiting: 1, failing: 0, dead: 1 }]]))
    await store.deliveries.deleteOldDeliveries(NOON + 1)
    expect(await store.deliveries.deadLetters(9)).toEqual([])
    expect(await store.deliveries.announced('parcels', storyId('s1'), [])).toBeNull()
  })

  test('a dead letter that is sent again starts anew; what is none stays as it is', async () => {
    await announce(3, [delivery('m1'), delivery('m2')])
    await store.deliveries.recordOutcome('m1', { kind: 'dead', at: NOON, problem: 'answered 410' })
    expect(await store.deliveries.retryDeadLetter('m1', NOON + HOUR)).toBe(true)
    expect(await store.deliveries.retryDeadLetter('m1', NOON)).toBe(false)
    expect(await store.deliveries.retryDeadLetter('m2', NOON + 9 * HOUR)).toBe(false)
    expect(await store.deliveries.deadLetters(9)).toEqual([])
    const waiting = await store.deliveries.dueDeliveries(NOON + HOUR, 9, [])
    expect(waiting).toMatchObject([{ id: 'm2' }, { id: 'm1', failures: 0, failingSince: null, problem: null }])
  })

  test('times move with a clock that was wrong', async () => {
    await announce(3, [delivery('m1')])
    await store.shiftDue(HOUR)
    expect([await due(NOON), await due(NOON + HOUR)]).toEqual([[], ['m1']])
  })
})
