/** Alert rules and the dashboard speak of metrics that a running service has, on either engine. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { item, openWorkplace, rss, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { createDatabase } from '../store/postgres-databases.ts'
import { expressions } from './monitoring-files.ts'
import { readPromql } from './promql.ts'

let host: FeedHost
const places: Workplace[] = []
/** Names of the metrics by engine. */
const offered = new Map<string, ReadonlySet<string>>()

const startService = async (env: NodeJS.ProcessEnv): Promise<string> => {
  const place = openWorkplace()
  places.push(place)
  place.write('polywire.yaml', service([host.host]))
  place.write('sources.yaml', sourcesYaml({ a: `http://${host.host}/a` }))
  const running = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0', ...env } })
  const url = /http:\S+/.exec(await running.line(/^Polywire is running at http/))?.[0] ?? ''
  await running.line(/"event":"polled"/)
  return url
}
const metricsOf = async (url: string): Promise<ReadonlySet<string>> => {
  await fetch(`${url}/readyz`)
  const text = await (await fetch(`${url}/metrics`)).text()
  const types = Array.from(text.matchAll(/^# TYPE (\w+) (\w+)$/gm), ([, name = '', type = '']) => ({ name, type }))
  return new Set(
    types.flatMap(({ name, type }) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => `${name}${end}`) : [name],
    ),
  )
}

beforeAll(async () => {
  host = await startFeedHost()
  host.show('/a', rss([item('1', 'A new marketplace opens')]))
  offered.set('sqlite', await metricsOf(await startService({})))
  offered.set('postgres', await metricsOf(await startService({ POLYWIRE_DATABASE_URL: await createDatabase(null) })))
})
afterAll(async () => {
  for (const place of places) await place.clear()
  await host.close()
})

test.each(['sqlite', 'postgres'])('every metric that rules and panels name is one of a service on %s', (engine) => {
  // Of Prometheus itself: whether the last request of /metrics was answered.
  const names = new Set(expressions.flatMap(({ expr }) => readPromql(expr).metrics).filter((name) => name !== 'up'))
  expect(names.size).toBeGreaterThan(20)
  expect([...names].filter((name) => offered.get(engine)?.has(name) !== true)).toEqual([])
})
