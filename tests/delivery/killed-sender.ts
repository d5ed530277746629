/**
 * A process of its own that the kill test ends: takes in reports one by one, and tells them to a webhook and to a chat. At one of its statements,
 * which the test chooses, or while a request is under way, it is killed. `FOLDER URL STATEMENT`.
 */
import { writeSync } from 'node:fs'
import { pino } from 'pino'
import { createDelivery } from '../../src/delivery/deliver-alerts.ts'
import { storyId } from '../../src/model/ids.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { digestWordsOf } from '../../src/web/digests/digest-locale.ts'
import { publishContextFor } from '../../src/web/feeds/written-feed.ts'
import { article, MINUTE, NOON, publish, source } from '../store/samples.ts'
import { CONFIGURATION } from '../web/newsroom.ts'
import { alert, SECRET } from './alert-samples.ts'
import { killAtStatement } from './kill-at-statement.ts'

const [folder = '', url = '', killAt = '0'] = process.argv.slice(2)
const kill = killAtStatement(Number(killAt))

/** Each pair of reports is a story: told when it begins, and again with its second source. */
const REPORTS = 24
const NEXT = 'test.next'

const store = await openSqlite({ folder, now: () => NOON })
await store.syncSources([source('one'), source('two')], NOON)
let now = NOON + Number((await store.note('test.minutes')) ?? 0) * MINUTE
const thresholds = [
  { sources: 1, languages: 1, origins: 1 },
  { sources: 2, languages: 1, origins: 1 },
]
const alerts = [
  alert({ kind: 'webhook', url: `${url}/webhook`, secret: SECRET }, { id: 'hook', thresholds }),
  alert({ kind: 'slack', url: `${url}/chat` }, { id: 'chat', thresholds }),
]
const configuration = {
  ...CONFIGURATION,
  sources: [source('one'), source('two')],
  alerts,
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
  mail: null,
  userAgent: () => 'Polywire/1',
  now: () => now,
  elapsed: () => performance.now(),
  chance: () => 0.5,
  token: () => 'key',
  log: pino({ level: 'silent' }),
  metrics: { deliveryEvent: () => {}, digestEvent: () => {} },
})
const settle = async (): Promise<void> => {
  delivery.wake()
  await delivery.idle()
}
await settle()
for (let next = Number((await store.note(NEXT)) ?? 0); next < REPORTS; next += 1) {
  const pair = Math.floor(next / 2)
  const isFirst = next % 2 === 0
  const first = await store.findArticle(`https://news.example/${pair}-0`)
  const story = first?.story ?? storyId('')
  const place = isFirst ? {} : { place: () => ({ kind: 'joins', story, reasons: [] }) as const }
  await publish(store, isFirst ? 'one' : 'two', [article(`${pair}-${next % 2}`, { publishedAt: NOON })], { now, ...place })
  await store.setNote(NEXT, String(next + 1))
  await settle()
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
