/**
 * A process of its own that the kill test ends: takes in reports, tells of each story by webhook, and sums each day up in a digest to two readers.
 * At one of its statements, which the test chooses, it is killed; or by the test, whatever it is doing. `FOLDER WEBHOOK SMTP-PORT STATEMENT`.
 */
import { writeSync } from 'node:fs'
import { pino } from 'pino'
import { createDelivery } from '../../src/delivery/deliver-alerts.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { digestWordsOf } from '../../src/web/digests/digest-locale.ts'
import { publishContextFor } from '../../src/web/feeds/written-feed.ts'
import { article, DAY, HOUR, MINUTE, NOON, publish, source } from '../store/samples.ts'
import { CONFIGURATION } from '../web/newsroom.ts'
import { alert, SECRET } from './alert-samples.ts'
import { killAtStatement } from './kill-at-statement.ts'
import { digest } from './digest-samples.ts'

const [folder = '', url = '', port = '', killAt = '0'] = process.argv.slice(2)
const DAYS = 12
const NEXT = 'test.next'
const kill = killAtStatement(Number(killAt))
let tokens = 0

const store = await openSqlite({ folder, now: () => NOON })
await store.syncSources([source('one')], NOON)
/** 07:30 in Brussels on the first day after. */
const FIRST_DUE = NOON - 6.5 * HOUR + DAY
const first = Number((await store.note(NEXT)) ?? 0)
let now = first === 0 ? NOON : FIRST_DUE + first * DAY - 2 * HOUR
const configuration = {
  ...CONFIGURATION,
  sources: [source('one')],
  alerts: [alert({ kind: 'webhook', url: `${url}/webhook`, secret: SECRET }, { id: 'hook' })],
  digests: [digest({ to: ['ann@desk.example', 'ben@desk.example'] })],
  service: { ...CONFIGURATION.service, deliveryAllowPrivate: ['127.0.0.0/8'] },
}
kill.watch()
const delivery = createDelivery({
  store,
  configuration: () => configuration,
  context: (language) => publishContextFor({ configuration, origin: 'https://news.example', hub: null }, language),
  digestWords: digestWordsOf,
  gaps: async () => ({ stories: [], live: 0 }),
  isPublic: true,
  term: () => 1,
  readFilter: async () => ({ kind: 'everything' }),
  mail: { url: `smtp://127.0.0.1:${port}`, from: 'Polywire <news@desk.example>' },
  userAgent: () => 'Polywire/1',
  now: () => now,
  elapsed: () => performance.now(),
  chance: () => 0.5,
  token: () => `key-${process.pid}-${(tokens += 1)}`,
  log: pino({ level: 'silent' }),
  metrics: { deliveryEvent: () => {}, digestEvent: () => {} },
})
const settle = async (): Promise<void> => {
  delivery.wake()
  await delivery.idle()
}
writeSync(1, 'ready\n')
await settle()
for (let day = first; day < DAYS; day += 1) {
  const due = FIRST_DUE + day * DAY
  now = due - HOUR
  await publish(store, 'one', [article(`day-${day}`, { publishedAt: now - HOUR })], { now })
  await settle()
  now = due
  await settle()
  await store.setNote(NEXT, String(day + 1))
}
// What was cut off by a kill is tried again.
for (let round = 0; round < 5; round += 1) {
  now += 10 * MINUTE
  await settle()
}
await delivery.close()
await store.close()
writeSync(1, `done ${kill.count()}\n`)
process.exit(0)
