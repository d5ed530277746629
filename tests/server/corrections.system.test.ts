/** Corrections on the whole road: real HTTP, the real store, a configuration folder that changes. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { App } from '../../src/server.ts'
import type { CorrectionReport } from '../../src/grouping/apply-corrections.ts'
import { sourceId } from '../../src/model/ids.ts'
import { openWorkplace, rss, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { openAppAt } from './open-app-at.ts'

const EVENT = 'A marketplace in Lisbon is fined forty million euro for hidden fees'
const REPORTS = {
  one: [EVENT, 'The regulator in Lisbon fined the marketplace forty million euro on Monday over hidden fees, it said.'],
  two: [
    `${EVENT}, regulator says`,
    'Hidden fees cost the Lisbon marketplace forty million euro, a regulator decided on Monday.',
  ],
  three: [
    `Regulator: ${EVENT}`,
    'A fine of forty million euro for hidden fees hits a marketplace in Lisbon, the regulator announced.',
  ],
  four: [
    `${EVENT} again`,
    'The marketplace in Lisbon has hidden fees again, the regulator finds, and fines it forty million euro more.',
  ],
} as const
type Name = keyof typeof REPORTS

const item = (key: Name): string => {
  const [title, text] = REPORTS[key]
  return `<item><guid>https://desk.example/${key}</guid><link>https://desk.example/${key}</link><title>${title}</title><description>${text}</description></item>`
}
const url = (key: Name): string => `https://desk.example/${key}`

let host: FeedHost
let place: Workplace
let app: App
let reports: CorrectionReport[]
const open = async (): Promise<void> => {
  app = await openAppAt(place, {
    corrected: (report) => reports.push(report),
  })
  await app.grouped()
}
beforeEach(async () => {
  host = await startFeedHost()
  place = openWorkplace()
  reports = []
  place.write('polywire.yaml', service([host.host]))
  const sources = Object.fromEntries(Object.keys(REPORTS).map((name) => [name, `http://${host.host}/${name}`]))
  place.write('sources.yaml', sourcesYaml(sources))
  for (const name of Object.keys(REPORTS)) host.show(`/${name}`, rss([]))
  await open()
  // Nothing is there yet; later polls are those of the test alone.
  await app.scheduler.pollAll(Object.keys(REPORTS).map(sourceId))
})
afterEach(async () => {
  await app.close()
  await place.clear()
  await host.close()
})

const read = async (...names: readonly Name[]): Promise<void> => {
  for (const name of names) {
    host.show(`/${name}`, rss([item(name)]))
    await app.scheduler.poll(sourceId(name))
    await app.grouped()
  }
}
const correct = async (...lines: readonly string[]): Promise<boolean> => {
  place.write(
    'corrections.yaml',
    lines.length === 0 ? 'corrections: []\n' : `corrections:\n${lines.map((line) => `  - ${line}\n`).join('')}`,
  )
  const isReloaded = await app.reload()
  await app.grouped()
  return isReloaded
}
/** Each story as its names, the lead first. */
const stories = async (): Promise<readonly string[]> =>
  (await app.store.stories({ filter: { kind: 'everything' }, limit: 9, before: null })).rows
    .map(({ story: { lead, articles } }) => {
      const names = articles.map(({ source }) => source).filter((name) => name !== lead.source)
      return [lead.source, ...names.toSorted()].join(' ')
    })
    .toSorted()

describe('corrections', () => {
  test('a split counts at the reload; who comes later joins the part that it is like; the line deleted, all are one', async () => {
    await read('one', 'two')
    expect(await stories()).toEqual(['one two'])
    expect(await correct(`{ split: [${url('two')}] }`)).toBe(true)
    expect(await stories()).toEqual(['one', 'two'])
    await read('three', 'four')
    const apart = await stories()
    expect(apart).toHaveLength(2)
    expect(apart.join(' ').split(' ').toSorted()).toEqual(['four', 'one', 'three', 'two'])
    await correct()
    expect(await stories()).toEqual(['one four three two'])
  })

  test('they hold after a restart, and applying them again changes nothing', async () => {
    await read('one', 'two')
    await correct(`{ split: [${url('two')}] }`)
    await app.close()
    await open()
    const edition = (await app.store.edition()).number
    expect(await stories()).toEqual(['one', 'two'])
    await correct(`{ split: [${url('two')}] }`)
    expect((await app.store.edition()).number).toBe(edition)
  })

  test('what was taken back while the service stood still is undone at the start', async () => {
    await read('one', 'two')
    await correct(`{ split: [${url('two')}] }`)
    await app.close()
    place.write('corrections.yaml', '# none\n')
    await open()
    expect(await stories()).toEqual(['one two'])
  })

  test('an article that is waited for goes where its correction says, as soon as it comes', async () => {
    await read('one')
    await correct(`{ never: [${url('one')}, ${url('two')}] }`)
    expect(reports.at(-1)?.waiting).toEqual([{ line: 2, name: url('two') }])
    await read('two')
    expect(await stories()).toEqual(['one', 'two'])
    expect(reports.at(-1)?.waiting).toEqual([])
  })

  test('a pinned article leads until the line is deleted', async () => {
    await read('one', 'two')
    await correct(`{ pin: ${url('two')} }`)
    expect(await stories()).toEqual(['two one'])
    await read('three')
    expect(await stories()).toEqual(['two one three'])
    await correct()
    expect(await stories()).toEqual(['one three two'])
  })

  test('a file with a mistake changes nothing', async () => {
    await read('one', 'two')
    await correct(`{ split: [${url('two')}] }`)
    expect(await correct('{ split: nonsense }')).toBe(false)
    expect(await stories()).toEqual(['one', 'two'])
  })
})
