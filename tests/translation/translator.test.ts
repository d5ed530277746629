/** Headlines of a real store, translated by end points over real HTTP, and all that these may do wrong. */
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { TranslationKind } from '../../src/model/configuration.ts'
import type { Filter } from '../../src/model/filter.ts'
import type { SourceId } from '../../src/model/ids.ts'
import { translationKey } from '../../src/model/translation.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { createTranslationEndpoint } from '../../src/translation/translation-endpoint.ts'
import { createTranslator, type TranslationReport } from '../../src/translation/translator.ts'
import { article, DAY, HOUR, NOON, publish, source } from '../store/samples.ts'
import { answerAs, startTranslationServer, type TranslationServer } from './translation-server.ts'

const SOURCES = [source('marche', { language: 'fr' }), source('post', { language: 'en' }), source('closed', { language: 'fr' })]
let store: Store
beforeEach(async () => {
  store = await openSqlite({ folder: ':memory:' })
  await store.syncSources(SOURCES, NOON)
})
afterEach(async () => await store.close())

const french = (key: string, title: string) => article(key, { title, language: 'fr', summary: `Récit : ${title}` })
const NEWS = ['Grève des ferries', 'Un volcan ferme un aéroport', 'Le prix du pain monte']
const publishNews = async (): Promise<void> => {
  await publish(
    store,
    'marche',
    NEWS.map((title, nth) => french(`n${nth}`, title)),
  )
}

const startAnew = async (): Promise<void> => {
  await store.close()
  store = await openSqlite({ folder: ':memory:' })
  await store.syncSources(SOURCES, NOON)
  await publishNews()
}

type Given = {
  readonly kind?: TranslationKind
  readonly url: string
  readonly excerpts?: boolean
  readonly perMinute?: number
  readonly perDay?: number
  readonly filter?: Filter
  readonly timeoutMs?: number
}
const translatorAt = ({ kind = 'libretranslate', url, excerpts = false, timeoutMs = 15_000, ...given }: Given) => {
  const { perMinute = 60, perDay = 1_000_000, filter = { kind: 'everything' } } = given
  const reports: TranslationReport[] = []
  const clock = { passedMs: 0, days: 0 }
  const time = { now: () => NOON + clock.days * DAY, elapsed: () => performance.now() + clock.passedMs }
  const settings = {
    kind,
    url,
    key: 'k3y',
    model: 'm1',
    to: ['en'],
    excerpts,
    timeoutMs,
    filter: '',
    perDay,
    perMinute,
    secrets: new Map(),
  }
  const endpoint = createTranslationEndpoint(settings, { ...time, userAgent: 'Polywire/1.0' })
  onTestFinished(() => endpoint.close())
  const translator = createTranslator({
    ...time,
    store,
    endpoint,
    perMinute,
    perDay,
    reported: (report) => reports.push(report),
  })
  const sourceOf = (id: SourceId) => (id === 'closed' ? null : (SOURCES.find((one) => one.id === id) ?? null))
  const run = async () => await translator.run({ to: ['en'], excerpts, filter, sourceOf }, () => true)
  return { run, reports, clock }
}
const serverOf = async (kind: TranslationKind): Promise<TranslationServer> => {
  const server = await startTranslationServer(kind)
  onTestFinished(() => server.close())
  return server
}
const shown = async () => (await store.translations.translationsAfter(0, 100)).map(({ text }) => text).toSorted()
const known = async (text: string) =>
  (await store.translations.knownTranslations([translationKey(text, 'en')], NOON)).size === 1
const sentTo = ({ heard }: TranslationServer) => heard.flatMap(({ texts }) => texts)

describe.each(['libretranslate', 'deepl', 'openai'] as const)('an end point of kind %s', (kind) => {
  test('translates each headline once, after a restart too', async () => {
    await publishNews()
    const server = await serverOf(kind)
    await translatorAt({ kind, url: server.url }).run()
    await translatorAt({ kind, url: server.url }).run()
    expect(sentTo(server).toSorted()).toEqual(NEWS.toSorted())
    expect(server.heard).toHaveLength(1)
    expect(await shown()).toEqual([
      'In English: Greve des ferries',
      'In English: Le prix du pain monte',
      'In English: Un volcan ferme un aeroport',
    ])
  })

  test('that answers another count is asked for each alone; what goes wrong again is given up', async () => {
    await publishNews()
    const server = await serverOf(kind)
    const { run, reports } = translatorAt({ kind, url: server.url })
    server.behave((response, texts) => {
      if (texts.length === 1 && !texts[0]?.includes('pain')) return false
      answerAs(kind, response, ['One', 'Two', 'Three', 'Four'])
      return true
    })
    await run()
    expect(await shown()).toEqual(['In English: Greve des ferries', 'In English: Un volcan ferme un aeroport'])
    const before = server.heard.length
    await run()
    await run()
    expect(await known('Le prix du pain monte')).toBe(true)
    expect(server.heard.length).toBeLessThanOrEqual(before + 1)
    expect(reports.filter((one) => one.outcome === 'failed')).toEqual([])
  })

  test('that a text keeps busy for ever translates the others all the same', async () => {
    await publishNews()
    const server = await serverOf(kind)
    server.behave((_, texts) => texts.some((text) => !text.includes('volcan')))
    const { run, clock } = translatorAt({ kind, url: server.url, timeoutMs: 400 })
    // A slow machine may keep it busy as well.
    for (let tries = 0; tries < 12 && (await shown()).length === 0; tries += 1) {
      await run()
      clock.passedMs += HOUR
    }
    expect(await shown()).toEqual(['In English: Un volcan ferme un aeroport'])
    expect(await known('Le prix du pain monte')).toBe(false)
  })

  test('whose answers are markup or nothing gets no second chance with these texts', async () => {
    await publishNews()
    const server = await serverOf(kind)
    server.behave((response, texts) => {
      answerAs(
        kind,
        response,
        texts.map((text) => (text.includes('pain') ? 'Bread <img src=x>' : null)),
      )
      return true
    })
    const { run, reports } = translatorAt({ kind, url: server.url })
    await run()
    await run()
    expect(server.heard).toHaveLength(1)
    expect(await shown()).toEqual([])
    expect(reports).toMatchObject([{ outcome: 'answered', translated: 0, givenUp: 3 }])
  })

  test('that answers something else altogether is left alone for a while, and no text is given up', async () => {
    await publishNews()
    const server = await serverOf(kind)
    server.behave((response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>')
      return true
    })
    const { run, reports, clock } = translatorAt({ kind, url: server.url })
    await run()
    await run()
    expect(server.heard).toHaveLength(1)
    expect(reports).toMatchObject([{ outcome: 'failed', texts: 3, pauseMs: 15_000 }])
    server.behave(null)
    clock.passedMs = 15_001
    await run()
    expect(await shown()).toHaveLength(3)
    expect(reports).toContainEqual(expect.objectContaining({ outcome: 'answered', isBack: true }))
  })
})

test('each kind is asked in its own way', async () => {
  await publishNews()
  const [libre, deepl, openai] = await Promise.all([serverOf('libretranslate'), serverOf('deepl'), serverOf('openai')])
  await translatorAt({ kind: 'libretranslate', url: libre.url }).run()
  await startAnew()
  await translatorAt({ kind: 'deepl', url: deepl.url }).run()
  await startAnew()
  await translatorAt({ kind: 'openai', url: openai.url }).run()
  expect(libre.heard[0]?.body).toMatchObject({ source: 'fr', target: 'en', format: 'text', api_key: 'k3y' })
  expect(deepl.heard[0]).toMatchObject({
    body: { source_lang: 'FR', target_lang: 'EN' },
    headers: { authorization: 'DeepL-Auth-Key k3y' },
  })
  expect(openai.heard[0]).toMatchObject({
    body: { model: 'm1', messages: [{ role: 'system' }, { role: 'user' }] },
    headers: { authorization: 'Bearer k3y' },
  })
})

describe('an end point that does not work', () => {
  test.each([500, 401, 404])('with %i pauses, longer each time, and is tried again', async (status) => {
    await publishNews()
    const server = await serverOf('libretranslate')
    server.behave((response) => {
      response.writeHead(status).end('who is k3y?')
      return true
    })
    const { run, reports, clock } = translatorAt({ url: server.url })
    await run()
    clock.passedMs += 15_001
    await run()
    expect(reports).toMatchObject([
      { outcome: 'failed', why: `it answered ${status}`, pauseMs: 15_000 },
      { outcome: 'failed', pauseMs: 30_000 },
    ])
    expect(await known(NEWS[0] ?? '')).toBe(false)
  })

  test('says for how long it wants to be left alone', async () => {
    await publishNews()
    const server = await serverOf('libretranslate')
    server.behave((response) => {
      response.writeHead(429, { 'retry-after': '120' }).end()
      return true
    })
    const { run, reports } = translatorAt({ url: server.url })
    await run()
    expect(reports).toMatchObject([{ outcome: 'failed', pauseMs: 120_000 }])
  })

  test('hangs, and is given up after the time that it has', async () => {
    await publishNews()
    const server = await serverOf('libretranslate')
    server.behave(() => true)
    const { run, reports } = translatorAt({ url: server.url, timeoutMs: 400 })
    await run()
    expect(reports).toMatchObject([{ outcome: 'failed', why: 'it gave no whole answer in time' }])
  })

  test('leads elsewhere: nothing follows, to whatever address', async () => {
    await publishNews()
    const [server, other] = [await serverOf('libretranslate'), await serverOf('libretranslate')]
    server.behave((response) => {
      response.writeHead(307, { location: other.url }).end()
      return true
    })
    const { run, reports } = translatorAt({ url: server.url })
    await run()
    expect(reports).toMatchObject([{ outcome: 'failed', why: 'it answered 307' }])
    expect(other.heard).toEqual([])
  })

  test('and refuses everything from the first request on is set up wrongly: no text is given up for it', async () => {
    await publishNews()
    const server = await serverOf('libretranslate')
    server.behave((response) => {
      response.writeHead(400).end()
      return true
    })
    const { run, reports } = translatorAt({ url: server.url })
    await run()
    expect(reports).toMatchObject([{ outcome: 'failed', why: 'it answered 400' }])
    expect(await known(NEWS[0] ?? '')).toBe(false)
  })
})

describe('what is sent', () => {
  test('nothing of a source that reserves it, or is not configured', async () => {
    await publish(store, 'closed', [french('c', 'Réservé')])
    const server = await serverOf('libretranslate')
    await translatorAt({ url: server.url }).run()
    expect(server.heard).toEqual([])
  })

  test('nothing in the language itself, and nothing of stories older than two days', async () => {
    await publish(store, 'post', [article('e', { title: 'Ferry strike', language: 'en' })])
    await publish(store, 'marche', [{ ...french('old', 'Vieille nouvelle'), publishedAt: NOON - 3 * DAY }], {
      now: NOON - 3 * DAY,
    })
    const server = await serverOf('libretranslate')
    await translatorAt({ url: server.url }).run()
    expect(server.heard).toEqual([])
  })

  test('what stands behind the newest hundred stories is looked for once a minute', async () => {
    const server = await serverOf('libretranslate')
    const { run, clock } = translatorAt({ url: server.url, perMinute: 500 })
    await publishNews()
    await run()
    await publish(
      store,
      'marche',
      Array.from({ length: 100 }, (_, nth) => ({ ...article(`e${nth}`, { title: `Report ${nth}`, language: 'en' }) })),
    )
    await publish(store, 'marche', [{ ...french('older', 'Le marché ferme'), publishedAt: NOON - DAY }], { now: NOON - DAY })
    await run()
    expect(sentTo(server)).not.toContain('Le marché ferme')
    clock.passedMs = 60_001
    await run()
    expect(sentTo(server)).toContain('Le marché ferme')
  })

  test('excerpts where they are wished for', async () => {
    await publish(store, 'marche', [french('a', 'Grève des ferries')])
    const server = await serverOf('libretranslate')
    await translatorAt({ url: server.url, excerpts: true }).run()
    expect(sentTo(server)).toEqual(['Grève des ferries', 'Récit : Grève des ferries'])
  })

  test('no more than so many texts in a minute, the newest first', async () => {
    for (const [nth, title] of NEWS.entries())
      await publish(store, 'marche', [{ ...french(`n${nth}`, title), publishedAt: NOON - nth * 60_000 }])
    const server = await serverOf('libretranslate')
    const { run, clock } = translatorAt({ url: server.url, perMinute: 2 })
    await run()
    await run()
    expect(sentTo(server)).toEqual(NEWS.slice(0, 2))
    clock.passedMs = 60_001
    await run()
    expect(sentTo(server)).toEqual(NEWS)
  })
})

test('only the stories that the filter selects are sent', async () => {
  await publishNews()
  const server = await serverOf('libretranslate')
  const { run } = translatorAt({ url: server.url, filter: { kind: 'source', anyOf: ['nobody' as SourceId] } })
  await run()
  expect(server.heard).toEqual([])
})

test('a day has room for so many characters, also after a restart, and the next day has it again', async () => {
  await publishNews()
  const server = await serverOf('libretranslate')
  const perDay = NEWS.reduce((sum, title) => sum + title.length, 0) - 1
  const first = translatorAt({ url: server.url, perDay })
  await first.run()
  await first.run()
  expect(first.reports).toEqual([{ outcome: 'spent', characters: 0 }])
  expect(server.heard).toEqual([])
  await translatorAt({ url: server.url, perDay: perDay + 1 }).run()
  const asked = server.heard.length
  expect(asked).toBeGreaterThan(0)
  await publish(store, 'marche', [french('n9', 'La gare rouvre après les travaux')])
  const restarted = translatorAt({ url: server.url, perDay: perDay + 1 })
  await restarted.run()
  expect(restarted.reports).toEqual([{ outcome: 'spent', characters: perDay + 1 }])
  restarted.clock.days = 1
  await restarted.run()
  expect(server.heard.length).toBeGreaterThan(asked)
})
