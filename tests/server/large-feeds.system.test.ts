/** The running service while thousands of items come at once: it answers all the while, ends when it is told to, and loses nothing. */
import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { randomFrom } from '../bench/random.ts'
import { BY_WORDS, openWorkplaceWithHost, rss, type Running, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import type { FeedHost } from '../ingest/feed-host.ts'
import { turnMeter } from './turn-meter.ts'

const ITEMS = 3_000
/** Of all that the reading of a feed takes of the processor: whoever asks meanwhile waits for a few turns. */
const LONGEST_TURN = 1 / 20

const SYLLABLES = ['ka', 'ro', 'mi', 'ten', 'lu', 'sa', 'vor', 'bel', 'din', 'pra', 'ost', 'ge', 'hi', 'nu', 'fel', 'cro']

/** Items of the topic of shops; `sameText`: all with the same words but for a few. */
const itemsOf = (site: string, sameText: boolean, count = ITEMS): readonly string[] => {
  const random = randomFrom(7)
  const word = (): string =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('')
  const vocabulary = Array.from({ length: 6_000 }, word)
  const words = (count: number): string =>
    Array.from({ length: count }, () => vocabulary[Math.floor(random() * vocabulary.length)]).join(' ')
  const body = words(140)
  return Array.from({ length: count }, (_, n) => {
    const [title, text] = sameText
      ? [`A marketplace opens in ${words(1)}, ${site} says`, `${body} ${words(3)} ${site}`]
      : [`A marketplace ${words(7)}`, words(140)]
    const date = new Date(Date.now() - 3_600_000 - n * 1_000).toUTCString()
    return `<item><guid>urn:${site}:${n}</guid><link>https://${site}.example/${n}</link><title>${title}</title><description>${text}</description><pubDate>${date}</pubDate></item>`
  })
}

let host: FeedHost
let place: Workplace
beforeEach(async () => {
  const opened = await openWorkplaceWithHost()
  ;({ host, place } = opened)
  // What each of these thousands says does not matter here; to encode them takes minutes.
  place.write('polywire.yaml', `${BY_WORDS}${service([host.host])}`)
  return opened.close
})
const show = (feeds: Readonly<Record<string, readonly string[]>>): void => {
  for (const [source, items] of Object.entries(feeds)) host.show(`/${source}`, rss(items))
  place.write(
    'sources.yaml',
    sourcesYaml(Object.fromEntries(Object.keys(feeds).map((id) => [id, `http://${host.host}/${id}`]))),
  )
}
type Served = Running & { readonly url: string }
const serve = async (env: Readonly<Record<string, string>> = {}): Promise<Served> => {
  const running = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0', ...env } })
  const ready = await running.line(/^Polywire is running/)
  return { ...running, url: /http:\S+/.exec(ready)?.[0] ?? '' }
}
type Status = { readonly items: number; readonly articles: number }
const statusOf = async ({ url }: Served): Promise<Status> => (await (await fetch(`${url}/api/v1/status`)).json()) as Status
const until = async (served: Served, isSo: (status: Status) => boolean): Promise<Status> => {
  for (;;) {
    const status = await statusOf(served)
    if (isSo(status)) return status
    await delay(50)
  }
}
/** Resolves with its code: 0 where it ended in time. Before its supervisor would kill it, a service ends itself with another one. */
const stop = async ({ child, ended }: Served): Promise<number | null> => {
  child.kill('SIGTERM')
  return (await ended).code
}

const FEEDS = {
  'one feed of items that are all alike': () => ({ a: itemsOf('a', true) }),
  'one feed of items that are all different': () => ({ a: itemsOf('a', false) }),
  'two feeds that copy each other': () => ({ a: itemsOf('a', true), b: itemsOf('b', true) }),
} as const

describe.each(Object.entries(FEEDS))('%s', (_, feeds) => {
  test('are read, stored and grouped while the service answers', async () => {
    const shown = feeds()
    show(shown)
    const meter = turnMeter(place)
    const served = await serve(meter.env)
    await statusOf(served)
    meter.forget()
    const wanted = Object.values(shown).flat().length
    let answers = 0
    await until(served, ({ items, articles }) => {
      answers += 1
      return items === wanted && articles === wanted
    })
    expect(answers).toBeGreaterThan(10)
    expect(meter.longest().share).toBeLessThan(LONGEST_TURN)
    expect(await stop(served)).toBe(0)
    const again = await serve()
    expect(await statusOf(again)).toMatchObject({ items: wanted, articles: wanted })
    expect(await stop(again)).toBe(0)
  })
})

const FEWER = 1_500
test.each([
  ['is being stored', ({ items }: Status) => items > 500],
  ['has been stored and is being grouped', ({ items, articles }: Status) => items === FEWER && articles > 500],
] as const)('told to stop while a feed %s, the service ends soon, and does the rest after the next start', async (_, isSo) => {
  show({ a: itemsOf('a', false, FEWER) })
  const served = await serve()
  await until(served, isSo)
  expect(await stop(served)).toBe(0)
  const again = await serve()
  await until(again, ({ items, articles }) => items === FEWER && articles === FEWER)
  expect(await stop(again)).toBe(0)
})
