/** Another process begins to lead while one announces or sends: nothing is told twice, and nothing is lost. */
import { expect, onTestFinished, test } from 'vitest'
import type { Delivery, Notice } from '../../src/model/alert.ts'
import { storyId } from '../../src/model/ids.ts'
import { ROLES } from '../../src/model/process-roles.ts'
import { openPostgres } from '../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { LeaseLost, type Store } from '../../src/store/ports/store.ts'
import { createDatabase } from '../store/postgres-databases.ts'
import { HOUR, NOON } from '../store/samples.ts'
import { listenOn127 } from '../websub/listener.ts'
import { alert, type Desk, openDesk, SECRET } from './desk.ts'

type TwoProcesses = { readonly first: Store; readonly second: Store; readonly takeOver: () => Promise<void> }

/** `takeOver`: as when the first stands still for longer than its lease. */
const openTwo = async (): Promise<TwoProcesses> => {
  const url = await createDatabase()
  const database = connectToPostgres({ url, readOnly: false })
  const [first, second] = [await openPostgres({ url }), await openPostgres({ url })]
  onTestFinished(async () => {
    await second.close()
    await database.close()
  })
  for (const store of [first, second]) {
    await store.processes.join({ roles: ROLES, isAlone: false, version: '1', configuration: 'c' })
    await store.processes.renew(NOON)
  }
  const takeOver = async (): Promise<void> => {
    await database.run("UPDATE process SET until = clock_timestamp() - interval '1 s' WHERE n = (SELECT min(n) FROM process)")
    expect((await second.processes.renew(NOON)).leads).toContain('jobs')
  }
  return { first, second, takeOver }
}

const settle = async (desk: Desk, store: Store): Promise<void> => {
  const service = desk.open(store)
  service.wake()
  await service.idle()
  await service.close()
}

test('a story is announced once, whichever process looked at it first', async () => {
  const hook = await listenOn127()
  const { first, second, takeOver } = await openTwo()
  let interrupt = async (): Promise<void> => {}
  const deliveries: Store['deliveries'] = {
    ...first.deliveries,
    async announced(...about) {
      const before = await first.deliveries.announced(...about)
      await interrupt()
      return before
    },
  }
  const target = { kind: 'webhook', url: hook.url, secret: SECRET } as const
  const desk = await openDesk([alert(target)], { store: { ...first, deliveries } })
  await desk.report('one', 'a')
  interrupt = async () => {
    interrupt = async () => {}
    await takeOver()
    await settle(desk, second)
  }
  await desk.settle()
  expect(hook.posts()).toHaveLength(1)
  expect(desk.events.map(({ event }) => event)).not.toContain('delivery-broken')
})

test('what one was sending when another took over: a webhook gets it again under its id, a chat never twice', async () => {
  const { promise: takenOver, resolve: goOn } = Promise.withResolvers<void>()
  const openTarget = async (status: number) => {
    const target = await listenOn127()
    target.answer = async () => {
      if (target.posts().length === 1) await takenOver
      return { status }
    }
    return target
  }
  const [hook, arriving, failing] = [await openTarget(200), await openTarget(200), await openTarget(500)]
  const { first, second, takeOver } = await openTwo()
  const desk = await openDesk(
    [
      alert({ kind: 'webhook', url: hook.url, secret: SECRET }, { id: 'hook' }),
      alert({ kind: 'slack', url: arriving.url }, { id: 'arriving' }),
      alert({ kind: 'slack', url: failing.url }, { id: 'failing' }),
    ],
    { store: first },
  )
  const posts = () => [hook, arriving, failing].map((target) => target.posts().length)
  const dead = async () => (await second.deliveries.deadLetters(9)).map((letter) => letter.alert).toSorted()
  await desk.report('one', 'a')
  desk.service.wake()
  await expect.poll(posts).toEqual([1, 1, 1])
  await takeOver()
  await settle(desk, second)
  expect([posts(), await dead()]).toEqual([
    [2, 1, 1],
    ['arriving', 'failing'],
  ])
  goOn()
  await desk.service.idle()
  desk.now += HOUR
  await settle(desk, second)
  expect(posts()).toEqual([2, 1, 1])
  expect(new Set(hook.posts().map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  // What arrived after all is no dead letter.
  expect(await dead()).toEqual(['failing'])
  expect(desk.events.map(({ event }) => event)).not.toContain('delivery-broken')
})

const waiting: Delivery = {
  id: 'msg_1',
  alert: 'desk',
  story: storyId('s1'),
  kind: 'slack',
  recipient: '',
  host: 'chat.example',
  notice: { headline: 'Parcels taxed' } as Notice,
  createdAt: NOON,
  due: NOON,
}

test('a process that no longer leads begins, postpones and gives up no message', async () => {
  const { first, second, takeOver } = await openTwo()
  onTestFinished(async () => await first.close())
  const announcement = {
    alert: 'desk',
    story: storyId('s1'),
    articles: [],
    coverage: { sources: 1, languages: 1, origins: 1 },
    at: NOON,
  }
  await first.deliveries.announce({ ...announcement, deliveries: [waiting] })
  await takeOver()
  const { deliveries } = first
  const late = [
    deliveries.announce({ ...announcement, deliveries: [{ ...waiting, id: 'msg_2' }] }),
    deliveries.beginDelivery('msg_1', NOON),
    deliveries.postponeDelivery('msg_1', NOON + HOUR),
    deliveries.recordOutcome('msg_1', { kind: 'dead', at: NOON, problem: 'gone' }),
    deliveries.recordOutcome('msg_1', { kind: 'retry', due: NOON, failingSince: NOON, problem: 'refused' }),
  ]
  for (const write of await Promise.allSettled(late)) expect(write).toMatchObject({ reason: expect.any(LeaseLost) })
  expect(await second.deliveries.dueDeliveries(NOON, 9, [])).toMatchObject([{ id: 'msg_1', failures: 0 }])
  expect(await second.deliveries.beginDelivery('msg_1', NOON)).toBe(true)
})
