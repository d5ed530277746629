import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StoredArticle } from '../../../src/model/article.ts'
import { articleId } from '../../../src/model/ids.ts'
import { type Placer, type Store, UndoneError } from '../../../src/store/store.ts'
import { always, article, DAY, EVERYTHING, HOUR, idOf, keysOf, MINUTE, NOON, poll, publish, source, words } from '../samples.ts'
import { engines } from './engines.ts'

describe.each(engines)('what a poll brings, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency'), source('paper'), source('blog')], NOON)
  })
  afterEach(async () => await store.close())

  const held = async (key: string): Promise<StoredArticle> => {
    const found = await store.findArticle(`https://news.example/${key}`)
    if (found === null) throw new Error(`${key} is not held`)
    return found
  }

  test('an article is read back as it was written', async () => {
    const written = article('full', {
      guid: 'tag:agency,2026:1',
      title: 'Größe 😀 שלום «مرحبا» 跨境电商',
      html: '<p>1 &lt; 2</p>',
      updatedAt: NOON - MINUTE,
      authors: ['A. Writer', 'بكر'],
      categories: ['Trade'],
      enclosures: [{ url: 'https://agency.example/a.mp3', type: 'audio/mpeg', length: null }],
      image: 'https://agency.example/a.png',
      comments: 'https://agency.example/a#c',
      rights: '© Agency',
      declaredLanguage: 'de-AT',
      origin: { title: 'Wire', link: null },
      language: 'zh-Hans',
      confidence: 0.123456789,
      dated: false,
      topics: ['ec.consumer', 'ec.tax'],
      entities: ['wto'],
      places: ['CN-GD'],
    })
    await publish(store, 'agency', [written])
    const { searchText: _, fingerprint: __, ...shown } = written
    expect(await held('full')).toEqual({
      ...shown,
      id: expect.stringMatching(/^a[0-9a-z]{20}$/),
      source: 'agency',
      alsoIn: [],
      story: expect.stringMatching(/^s[0-9a-z]{20}$/),
      copyOf: null,
      firstSeen: NOON,
      revisedAt: null,
      revisions: 0,
    })
  })

  test('polls that end at the same time leave what they would have left one after the other', async () => {
    const other = await open()
    await other.syncSources([source('agency'), source('paper'), source('blog')], NOON)
    const polls = [
      ['agency', [article('one', { topics: ['ec.tax'] }), article('two')]],
      ['paper', [article('three'), article('one', { canonicalUrl: 'https://news.example/one' })]],
      ['blog', [article('four')]],
    ] as const
    const sameTime = await Promise.all(polls.map(([id, articles]) => publish(store, id, articles)))
    const inTurn: unknown[] = []
    for (const [id, articles] of polls) inTurn.push(await publish(other, id, articles))
    expect(sameTime).toEqual(inTurn)
    const page = async (of: Store) => await of.stories({ filter: EVERYTHING, limit: 10, before: null })
    expect(await page(store)).toEqual(await page(other))
    expect(await store.counts()).toEqual(await other.counts())
    await other.close()
  })

  test('a poll that fails takes none with it that can be had again', async () => {
    const bad: Placer = () => {
      throw new Error('no place for this one')
    }
    const [first, failed, next] = await Promise.allSettled([
      publish(store, 'agency', [article('one')]),
      publish(store, 'paper', [article('two')], { place: bad }),
      store.recordPoll(source('blog').id, poll('blog', { etag: '"v2"' })),
    ])
    expect([first, failed, next].map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
    expect((first as PromiseRejectedResult).reason).toBeInstanceOf(UndoneError)
    expect((failed as PromiseRejectedResult).reason).toMatchObject({ message: 'no place for this one' })
    expect(await store.sourceState(source('blog').id)).toMatchObject({ etag: '"v2"' })
    expect(await store.counts()).toMatchObject({ items: 0, articles: 0, edition: 0 })
    await publish(store, 'agency', [article('one')])
    expect(await keysOf(store, EVERYTHING)).toEqual(['one'])
  })

  test('closing waits for what is being written', async () => {
    const closed = await open()
    await closed.syncSources([source('agency')], NOON)
    const settling = publish(closed, 'agency', [article('one')])
    await closed.close()
    expect((await settling).added).toBe(1)
  })

  test('the same batch again changes nothing', async () => {
    const batch = [article('one'), article('two')]
    const first = await publish(store, 'agency', batch)
    expect(first).toMatchObject({ added: 2, revised: 0, joined: 0, unchanged: 0 })
    expect(first.stories).toHaveLength(2)
    const again = await publish(store, 'agency', batch, { now: NOON + MINUTE })
    expect(again).toEqual({ added: 0, revised: 0, joined: 0, unchanged: 2, stories: [], edition: first.edition })
    expect(await store.counts()).toEqual({ items: 2, articles: 2, copies: 0, stories: 2, sources: 3, edition: first.edition })
  })

  test('ids come from the source and the item alone, so that every installation gives the same', async () => {
    await publish(store, 'agency', [article('one')])
    const other = await open()
    await other.syncSources([source('blog'), source('agency')], NOON)
    await publish(other, 'agency', [article('zero'), article('one', { title: 'Reworded' })], { now: NOON + DAY })
    const [here, there] = [await held('one'), await other.findArticle('https://news.example/one')]
    expect([there?.id, there?.story]).toEqual([here.id, here.story])
    await other.close()
  })

  test('another text under the same key is a revision: id, place and first dates stay', async () => {
    await publish(store, 'agency', [article('one', { topics: ['old'] })])
    const before = await held('one')
    const revised = article('one', {
      title: 'Corrected',
      text: 'Entirely different words.',
      topics: ['new'],
      publishedAt: NOON + DAY,
    })
    const result = await publish(store, 'agency', [revised], { now: NOON + 2 * HOUR })
    expect(result).toMatchObject({ added: 0, revised: 1, stories: [before.story] })
    const { id, story, publishedAt, firstSeen } = before
    expect(await held('one')).toMatchObject({
      id,
      story,
      publishedAt,
      firstSeen,
      title: 'Corrected',
      revisedAt: NOON + 2 * HOUR,
      revisions: 1,
    })
    expect(await keysOf(store, words('corrected'))).toEqual(['one'])
    expect(await keysOf(store, words('known about'))).toEqual([])
    expect(await keysOf(store, { kind: 'topic', anyOf: [] })).toEqual([])
  })

  test('an article that changes on every poll moves its date at most once an hour', async () => {
    for (let minutes = 0; minutes <= 150; minutes += 10) {
      await publish(store, 'agency', [article('live', { text: `Version ${'x'.repeat(minutes)}` })], {
        now: NOON + minutes * MINUTE,
      })
    }
    expect(await held('live')).toMatchObject({ revisedAt: NOON + 130 * MINUTE, revisions: 3 })
    expect((await store.story((await held('live')).story))?.updatedAt).toBe(NOON + 130 * MINUTE)
    expect((await store.counts()).articles).toBe(1)
  })

  test.each([
    ['other spacing and punctuation', { text: 'What   is known: 3 comments' }],
    ['a counter in the text', { text: 'What is known. 17 comments' }],
    ['capitals in the title', { title: 'REPORT one', text: 'What is known. 3 comments' }],
  ])('%s: a revision, but no reason to call it updated', async (_, change) => {
    await publish(store, 'agency', [article('one', { text: 'What is known. 3 comments' })])
    expect(await publish(store, 'agency', [article('one', change)], { now: NOON + DAY })).toMatchObject({ revised: 1 })
    expect(await held('one')).toMatchObject({ ...change, revisedAt: null, revisions: 0 })
  })

  test('a source joins an article that another published, and never changes it', async () => {
    await publish(store, 'agency', [article('shared')])
    const later = await publish(store, 'paper', [article('shared', { title: 'Our own headline' })], { now: NOON + HOUR })
    expect(later).toMatchObject({ added: 0, joined: 1 })
    expect(await held('shared')).toMatchObject({ source: 'agency', alsoIn: ['paper'], title: 'Report shared' })
    expect((await store.story((await held('shared')).story))?.updatedAt).toBe(NOON + HOUR)

    const edition = store.edition()
    const rewrite = await publish(store, 'paper', [article('shared', { title: 'Hijacked', text: 'Buy this' })], {
      now: NOON + DAY,
    })
    expect(rewrite).toMatchObject({ revised: 0, unchanged: 1, stories: [] })
    expect(await held('shared')).toMatchObject({ title: 'Report shared', revisions: 0 })
    expect(store.edition()).toBe(edition)
    expect(await store.counts()).toMatchObject({ items: 2, articles: 1, stories: 1 })
  })

  test('identity candidates are found by address, by the guid of the same source, and by wording', async () => {
    const place = (): { seen: unknown[]; placer: Parameters<Store['settle']>[1] } => {
      const seen: unknown[] = []
      return { seen, placer: (_, { identical }) => (seen.push(...identical), { kind: 'starts', reasons: [] }) }
    }
    const text = 'The very same words, wherever they are printed.'
    await publish(store, 'agency', [
      article('a', { text, title: 'Same', guid: 'http://old.example/?p=7' }),
      article('b', { guid: 'http://old.example/?p=8' }),
    ])
    const own = place()
    await publish(store, 'agency', [article('moved', { guid: 'https://www.new.example/?p=8' })], { place: own.placer })
    expect(own.seen).toMatchObject([{ source: 'agency', title: 'Report b', sameGuid: true, sameContent: false }])
    const other = place()
    const wire = article('wire', { text: `  ${text.toUpperCase()}`, title: 'SAME', guid: 'https://x.example/?p=8' })
    await publish(store, 'paper', [wire], { place: other.placer })
    expect(other.seen).toMatchObject([{ source: 'agency', title: 'Same', sameGuid: false, sameContent: true }])
    const third = place()
    await publish(store, 'blog', [article('b', { title: 'Elsewhere' })], { place: third.placer })
    expect(third.seen).toMatchObject([{ canonicalUrl: 'https://news.example/b', sameGuid: false, sameContent: false }])
  })

  test('an item that its own source shows under a new key is the same article at its new address', async () => {
    await publish(store, 'agency', [article('old', { guid: 'http://old.example/7' })])
    const { id } = await held('old')
    await publish(store, 'agency', [article('new', { guid: 'https://new.example/7', title: 'Report old' })], {
      place: always({ kind: 'same', article: id, reasons: [] }),
    })
    expect(await held('new')).toMatchObject({ id, source: 'agency', alsoIn: [], link: 'https://news.example/new' })
    expect(await store.counts()).toMatchObject({ items: 2, articles: 1 })
  })

  test('a copy and a report join the story that they are placed in; a copy of a copy is a copy of the original', async () => {
    await publish(store, 'agency', [article('first', { language: 'en' })])
    const first = await held('first')
    const copy = (of: string) => always({ kind: 'copy', of: articleId(of), story: first.story, reasons: [] })
    await publish(store, 'paper', [article('copy')], { place: copy(first.id), now: NOON + HOUR })
    await publish(store, 'blog', [article('second copy')], { place: copy((await held('copy')).id), now: NOON + 2 * HOUR })
    const reasons = [{ kind: 'terms', detail: 'tariff, parcel', score: 0.7 }]
    const joins = always({ kind: 'joins', story: first.story, reasons })
    await publish(store, 'paper', [article('report', { language: 'ru' })], { place: joins, now: NOON + 3 * HOUR })

    const story = await store.story(first.story)
    expect(story).toMatchObject({ lead: { key: 'first' }, sources: ['agency', 'paper', 'blog'], languages: ['en', 'ru'] })
    expect(story?.articles.map(({ key, copyOf }) => [key, copyOf])).toEqual([
      ['first', null],
      ['copy', first.id],
      ['second copy', first.id],
      ['report', null],
    ])
    expect(story?.updatedAt).toBe(NOON + 3 * HOUR)
    expect(await store.counts()).toMatchObject({ articles: 4, copies: 2, stories: 1 })
    expect(await store.decision((await held('report')).id)).toMatchObject({ reasons, story: { id: first.story } })
  })

  test('a further article of a source and language that the story has does not call the story updated', async () => {
    await publish(store, 'agency', [article('first')])
    const { story } = await held('first')
    const { updatedAt } = (await store.story(story)) ?? {}
    await publish(store, 'agency', [article('more')], {
      place: always({ kind: 'joins', story, reasons: [] }),
      now: NOON + HOUR,
    })
    expect(await store.story(story)).toMatchObject({ updatedAt, articles: [{ key: 'first' }, { key: 'more' }] })
  })

  test('what a new source brings keeps its dates; what comes late afterwards stands where readers look', async () => {
    await publish(store, 'agency', [article('archive', { publishedAt: NOON - 300 * DAY }), article('fresh')])
    await publish(store, 'agency', [article('late', { publishedAt: NOON - 100 * DAY })], { now: NOON + DAY })
    await publish(store, 'paper', [article('tomorrow', { publishedAt: NOON + DAY })])
    expect(await keysOf(store, EVERYTHING)).toEqual(['late', 'tomorrow', 'fresh', 'archive'])
  })

  test('what vanishes from a feed stays', async () => {
    await publish(store, 'agency', [article('gone')])
    await publish(store, 'agency', [article('next')], { now: NOON + DAY })
    expect(await keysOf(store, EVERYTHING)).toContain('gone')
  })

  test('known items are told with their hashes, newest first, up to a limit', async () => {
    await publish(store, 'agency', [article('one'), article('two')])
    await publish(store, 'agency', [article('three')], { now: NOON + HOUR })
    expect([...(await store.knownItems(idOf('agency'), 2))]).toEqual([
      ['three', article('three').hash],
      ['two', article('two').hash],
    ])
    expect((await store.knownItems(idOf('paper'), 9)).size).toBe(0)
  })

  test('what the last document cannot have shown is not told as known, and yet is no news', async () => {
    const [gone, stays, next] = [article('gone'), article('stays'), article('next')]
    await publish(store, 'agency', [gone, stays], { poll: { changedAt: NOON } })
    const later = NOON + 3 * DAY
    await publish(store, 'agency', [stays, next], { now: later, poll: { changedAt: later } })
    expect([...(await store.knownItems(idOf('agency'), 9)).keys()]).toEqual(['next', 'stays'])
    expect(await store.countUnknown(idOf('agency'), [gone, stays, next])).toBe(0)
    const revised = { key: 'gone', hash: 'of another text' }
    expect(await store.countUnknown(idOf('agency'), [gone, revised, article('new')])).toBe(2)
    expect(await publish(store, 'agency', [gone], { now: later + DAY })).toMatchObject({ added: 0, revised: 0, unchanged: 1 })
  })

  test('a decision names every item of the article, with its source and the days it was seen', async () => {
    await publish(store, 'agency', [article('shared')])
    await publish(store, 'paper', [article('shared')], { now: NOON + HOUR })
    await publish(store, 'agency', [article('shared')], { now: NOON + 2 * DAY })
    const { id } = await held('shared')
    expect(await store.decision(id)).toMatchObject({
      article: { id },
      reasons: [{ kind: 'identity', detail: 'the same page' }],
      items: [
        { source: 'agency', key: 'shared', firstSeen: NOON, lastSeen: NOON + 2 * DAY },
        { source: 'paper', key: 'shared', firstSeen: NOON + HOUR, lastSeen: NOON + HOUR },
      ],
    })
    expect(await store.decision(articleId('anothing'))).toBeNull()
  })

  test('a placement that fails leaves nothing behind', async () => {
    const before = await store.counts()
    const place: Placer = ({ key }) => {
      if (key === 'two') throw new Error('no place')
      return { kind: 'starts', reasons: [] }
    }
    const both = [article('one', { topics: ['t'] }), article('two')]
    await expect(publish(store, 'agency', both, { place })).rejects.toThrow('no place')
    expect(await store.counts()).toEqual(before)
    expect(await publish(store, 'agency', [article('one', { topics: ['t'] })])).toMatchObject({ added: 1 })
  })
})
