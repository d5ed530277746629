/** Alert rules and the dashboard speak of metrics that a running service has, on either engine; each alert leads to what to do about it. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { item, openWorkplace, rss, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { createDatabase } from '../store/postgres-databases.ts'
import { readPromql } from './promql.ts'

vi.setConfig({ hookTimeout: 120_000 })

const root = resolve(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

type Rule = { readonly alert: string; readonly expr: string; readonly annotations: Readonly<Record<string, string>> }
const { groups } = load(read('deploy/prometheus/alerts.yaml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[]
}
const rules = groups.flatMap((group) => group.rules)
type Panel = { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }
const { panels } = JSON.parse(read('deploy/grafana/polywire.json')) as { readonly panels: readonly Panel[] }
const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })))
const expressions = [...rules.map(({ alert, expr }) => ({ title: alert, expr })), ...queries]

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

test('there are rules and panels', () => {
  expect(rules.length).toBeGreaterThan(10)
  expect(queries.length).toBeGreaterThan(20)
})
test('what is no expression is found', () => {
  expect(readPromql('sum(rate(polywire_polls_total[5m])').mistakes).toHaveLength(1)
  expect(readPromql('sum by (le) (rate(a_bucket{b="c"}[5m])) / on (d) e > 0.3').metrics).toEqual(['a_bucket', 'e'])
})
test.each(expressions)('$title is an expression', ({ expr }) => expect(readPromql(expr).mistakes).toEqual([]))
test.each(['sqlite', 'postgres'])('every metric that rules and panels name is one of a service on %s', (engine) => {
  // Of Prometheus itself: whether the last request of /metrics was answered.
  const names = new Set(expressions.flatMap(({ expr }) => readPromql(expr).metrics).filter((name) => name !== 'up'))
  expect(names.size).toBeGreaterThan(20)
  expect([...names].filter((name) => offered.get(engine)?.has(name) !== true)).toEqual([])
})

describe('alerts', () => {
  const headings = Array.from(read('docs/operating.md').matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )
  test.each(rules)('$alert says what is wrong, and where to read what to do', ({ annotations }) => {
    expect(annotations.summary).toMatch(/\S/)
    const [, anchor = ''] = /^docs\/operating\.md#(.+)$/.exec(annotations.runbook_url ?? '') ?? []
    expect(headings).toContain(anchor)
  })
  test('the trial of the rules with promtool names each of them', () => {
    const tried = read('deploy/prometheus/alerts.test.yaml')
    expect(rules.filter(({ alert }) => !tried.includes(alert))).toEqual([])
  })
})
