import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { demoClock, writeDemoConfiguration } from '../../src/cli/demo.ts'
import { openDemoPress } from '../../src/cli/demo-press.ts'
import { feedOf, readDemoWorld, WEEK_HOURS } from '../../src/cli/demo-world.ts'
import { requireConfiguration } from '../../src/server/load-configuration.ts'

const BEGAN = Date.UTC(2026, 10, 23)
const world = readDemoWorld()
const languageOf = new Map(world.outlets.map(({ id, language }) => [id, language]))
const languagesOf = (event: string) =>
  new Set(world.reports.filter((report) => report.event === event).map(({ outlet }) => languageOf.get(outlet)))
const at = (hours: number) => ({ origin: 'http://127.0.0.1:1', began: BEGAN, hours })

describe('the invented week', () => {
  test('has thirty outlets in at least twelve languages, and every report is by one of them', () => {
    expect(world.outlets).toHaveLength(30)
    expect(new Set(languageOf.values()).size).toBeGreaterThanOrEqual(12)
    expect(world.reports.filter(({ outlet }) => !languageOf.has(outlet))).toEqual([])
  })
  test('tells each event in several languages, and has every outlet tell of one at least', () => {
    const events = new Set(world.reports.flatMap(({ event }) => event ?? []))
    expect([...events].filter((event) => languagesOf(event).size < 3)).toEqual([])
    const telling = new Set(world.reports.filter(({ event }) => event !== null).map(({ outlet }) => outlet))
    expect([...languageOf.keys()].filter((outlet) => !telling.has(outlet))).toEqual([])
  })
  test('passes: a feed shows what has happened by then, the newest first, dated within the week', () => {
    const dates = (hours: number) =>
      Array.from((feedOf(world, 'harbour-post', at(hours)) ?? '').matchAll(/<pubDate>([^<]+)</g), ([, date = '']) =>
        Date.parse(date),
      )
    expect(dates(0)).toHaveLength(1)
    expect(dates(7).length).toBeGreaterThan(1)
    expect(dates(WEEK_HOURS).length).toBeGreaterThan(dates(100).length)
    expect(dates(WEEK_HOURS)).toEqual(dates(WEEK_HOURS).toSorted((one, other) => other - one))
    expect(Math.max(...dates(WEEK_HOURS))).toBeLessThanOrEqual(BEGAN + WEEK_HOURS * 3_600_000)
  })
  test('never shows an empty feed, which would be a failed poll', () => {
    const empty = world.outlets.filter(({ id }) => !(feedOf(world, id, at(1)) ?? '').includes('<item>'))
    expect(empty).toEqual([])
  })
})

test('the service lives on a clock that shows the week while the demo lasts, and the machine’s time after it', () => {
  const [began, minutes] = [BEGAN + WEEK_HOURS * 3_600_000, 10 * 60_000]
  let passed = 0
  const clock = demoClock({ now: () => began + passed, elapsed: () => passed, chance: () => 0 }, minutes)
  const shown = [0, minutes / 2, minutes, minutes + 5_000].map((at) => {
    passed = at
    return { hours: (clock.now() - began - minutes) / 3_600_000 + WEEK_HOURS, behind: clock.behind(), elapsed: clock.elapsed() }
  })
  expect(shown.map(({ hours }) => hours)).toEqual([0, WEEK_HOURS / 2, WEEK_HOURS, WEEK_HOURS + 5 / 3_600])
  // Otherwise the service would take it for a clock that was set, and move all due times with it.
  expect(shown.map(({ behind }) => behind)).toEqual([0, 0, 0, 0])
  expect(shown.map(({ elapsed }) => elapsed)).toEqual([0, minutes / 2, minutes, minutes + 5_000])
})

test('the outlets are served on the loopback interface, and no address of the configuration leads elsewhere', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'polywire-demo-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  const press = await openDemoPress(world, { began: BEGAN, hours: () => 10 })
  onTestFinished(press.close)
  const config = await writeDemoConfiguration(folder, world, { origin: press.origin, everyMs: 10_000 })
  const { sources, service, alerts, digests } = await requireConfiguration(config, {}, BEGAN)
  expect(sources.map(({ id }) => String(id))).toEqual(world.outlets.map(({ id }) => id))
  expect(sources.filter(({ url }) => !url.startsWith('http://127.0.0.1:'))).toEqual([])
  expect({
    alerts,
    mailed: digests.flatMap(({ to }) => to),
    websub: service.websub,
    translation: service.translation,
    embeddings: service.embeddings,
  }).toEqual({
    alerts: [],
    mailed: [],
    websub: false,
    translation: null,
    embeddings: null,
  })
  const answer = await fetch(sources[0]?.url ?? '')
  const feed = await answer.text()
  expect(answer.headers.get('content-type')).toBe('application/rss+xml; charset=utf-8')
  const [, link = ''] = /<item>.*?<link>([^<]+)</.exec(feed) ?? []
  expect(await (await fetch(link)).text()).toContain('<h1>')
  expect((await fetch(`${press.origin}/nobody/feed.xml`)).status).toBe(404)
})
