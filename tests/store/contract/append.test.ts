import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReadArticle, StoredArticle } from '../../../src/model/article.ts'
import { articleId } from '../../../src/model/ids.ts'
import { planAppend } from '../../../src/ingest/plan.ts'
import type { AppendBatch, IdenticalRow } from '../../../src/store/ports/article-log.ts'
import { newArticleRows } from '../../../src/store/new-article-row.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import {
  always,
  append,
  pollBatch,
  article,
  DAY,
  EVERYTHING,
  group,
  HOUR,
  idOf,
  keysOf,
  MINUTE,
  NOON,
  type Placer,
  poll,
  prune,
  publish,
  source,
  topic,
  words,
  sourceState,
} from '../samples.ts'
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
    if (found === null) throw new Error(`${key} is not stored`)
    return found
  }
  /** The batch of one poll, planned from what is stored now. */
  const batchOf = async (id: string, articles: readonly ReadArticle[], now = NOON): Promise<AppendBatch> => {
    const from = idOf(id)
    const rows = newArticleRows(from, articles)
    const shown = rows.map(({ key }) => key)
    const stored = await store.storedItems(from, shown)
    const plan = planAppend({ rows, stored, isFirstRead: await store.isFirstRead(from), now })
    return { ...plan, source: from, shown, poll: poll(id), now }
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
      dateFrom: 'estimate',
      topics: ['ec.consumer', 'ec.tax'],
      entities: ['wto'],
      places: ['CN-GD'],
    })
    await publish(store, 'agency', [written])
    const { searchText: _, fingerprint: __, ...shown } = written
    expect(await held('full')).toEqual({
      ...shown,
      listed: { topics: ['ec.consumer', 'ec.tax'], entities: ['wto'], places: ['CN-GD'] },
      id: expect.stringMatching(/^a[0-9a-z]{20}$/),
      source: 'agency',
      kind: null,
      tells: null,
      alsoIn: [],
      story: expect.stringMatching(/^s[0-9a-z]{20}$/),
      copyOf: null,
      firstSeen: NOON,
      revisedAt: null,
      revisions: 0,
    })
  })

  test('an article that is not grouped is in no page, feed, search or count', async () => {
    await append(store, 'agency', [article('one', { topics: ['ec.tax'] })])
    const edition = (await store.edition()).number
    const [logged] = await store.logged({ after: 0, limit: 9 })
    const page = { limit: 9, before: null }
    for (const filter of [
      EVERYTHING,
      topic('ec.tax'),
      words('report one'),
      { kind: 'source', anyOf: [idOf('agency')] } as const,
    ]) {
      expect((await store.articles({ filter, ...page })).rows).toEqual([])
      expect((await store.stories({ filter, ...page })).rows).toEqual([])
      const grouping = { filter, from: 0, direction: 'newer', limit: 9 } as const
      expect(await store.arrivals({ ...grouping, grouping: 'article' })).toEqual([])
      expect(await store.arrivals({ ...grouping, grouping: 'story' })).toEqual([])
      expect(await store.countByDay(filter, 'article', NOON - 9 * DAY, NOON + DAY)).toEqual([])
      expect((await store.storyChanges({ filter, after: 0, limit: 9 })).changes).toEqual([])
    }
    expect(await store.tagCounts('topic', 0)).toEqual([])
    expect(await store.findArticle(logged!.id)).toBeNull()
    expect(await store.findArticle('https://news.example/one')).toBeNull()
    expect(await store.decision(logged!.id)).toBeNull()
    expect(await store.storedAfter(0, 9)).toEqual([])
    expect(await store.counts()).toMatchObject({ articles: 0, copies: 0, stories: 0, edition })
    expect((await store.sourceSummaries(NOON)).find(({ id }) => id === 'agency')).toMatchObject({ articles: 0, newestAt: null })
    await group(store)
    expect(await keysOf(store, topic('ec.tax'))).toEqual(['one'])
    expect((await store.edition()).number).toBe(edition + 1)
  })

  test('polls that end at the same time leave what they would have left one after the other', async () => {
    const other = await open()
    await other.syncSources([source('agency'), source('paper'), source('blog')], NOON)
    const polls = [
      ['agency', [article('one', { topics: ['ec.tax'] }), article('two')]],
      ['paper', [article('three'), article('one', { canonicalUrl: 'https://news.example/one' })]],
      ['blog', [article('four')]],
    ] as const
    const batches = await Promise.all(polls.map(async ([id, articles]) => await pollBatch(store, id, articles)))
    await Promise.all(batches.map(async (batch) => await store.append(batch)))
    await group(store)
    for (const [id, articles] of polls) await append(other, id, articles)
    await group(other)
    const page = async (of: Store) => await of.stories({ filter: EVERYTHING, limit: 10, before: null })
    expect(await page(store)).toEqual(await page(other))
    expect(await store.counts()).toEqual(await other.counts())
    await other.close()
  })

  test('a batch that fails leaves nothing behind, and no other with it', async () => {
    const before = await store.counts()
    const batch = await batchOf('agency', [article('one'), article('two')])
    const broken = {
      ...batch,
      revise: [{ article: 1, row: { ...batch.append[0]?.row, key: null } as never, isMaterial: true }],
    }
    const [failed, recorded, next] = await Promise.allSettled([
      store.append(broken),
      store.recordPoll(idOf('blog'), poll('blog', { etag: '"v2"' })),
      append(store, 'paper', [article('three')]),
    ])
    expect([failed, recorded, next].map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(await sourceState(store, idOf('blog'))).toMatchObject({ etag: '"v2"' })
    expect(await sourceState(store, idOf('agency'))).toMatchObject({ etag: null })
    expect((await store.readLog(9, { after: 0 })).map(({ article: logged }) => logged?.source)).toEqual(['paper'])
    expect(await store.counts()).toEqual({ ...before, items: 1 })
    await publish(store, 'agency', [article('one')])
    expect((await keysOf(store, EVERYTHING)).toSorted()).toEqual(['one', 'three'])
  })

  test('the same batch appended twice changes nothing', async () => {
    await publish(store, 'agency', [article('taken')], { now: NOON - 2 * DAY })
    await prune(store, NOON - DAY, 0)
    await publish(store, 'agency', [article('known')], { now: NOON - DAY })
    const rewritten = article('taken', { text: 'Of today.', publishedAt: NOON - MINUTE })
    const batch = await batchOf('agency', [
      article('one'),
      article('known', { text: 'Other words.' }),
      rewritten,
      article('one'),
    ])
    const state = async () => ({
      log: await store.readLog(99, { after: 0 }),
      counts: await store.counts(),
      items: await store.storedItems(idOf('agency'), ['one', 'known', 'taken']),
      poll: await sourceState(store, idOf('agency')),
    })
    await store.append(batch)
    const once = await state()
    await store.append(batch)
    expect(await state()).toEqual(once)
    await group(store)
    expect(await held('known')).toMatchObject({ text: 'Other words.' })
    expect((await keysOf(store, EVERYTHING)).toSorted()).toEqual(['known', 'one', 'taken'])
    await store.append(batch)
    expect(await store.readLog(99)).toEqual([])
    expect(await held('known')).toMatchObject({ revisions: 1 })
  })

  test('the same document again changes nothing', async () => {
    const items = [article('one'), article('two')]
    const first = await publish(store, 'agency', items)
    expect(first).toMatchObject({ added: 2, revised: 0 })
    expect(await publish(store, 'agency', items, { now: NOON + MINUTE })).toMatchObject({
      added: 0,
      revised: 0,
      rehash: [],
      edition: first.edition,
    })
    expect(await store.counts()).toEqual({ items: 2, articles: 2, copies: 0, stories: 2, sources: 3, edition: first.edition })
  })

  test('an item of which only the hash is another is no revision', async () => {
    const first = await publish(store, 'agency', [article('one')])
    const again = await publish(store, 'agency', [article('one', { hash: 'another' })], { now: NOON + DAY })
    expect(again).toMatchObject({ added: 0, revised: 0, rehash: [{ hash: 'another' }], edition: first.edition })
    expect([...(await store.knownItems(idOf('agency'), 9)).values()]).toEqual(['another'])
    expect(await held('one')).toMatchObject({ revisedAt: null, revisions: 0 })
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
    const edition = (await store.edition()).number
    const result = await publish(store, 'agency', [revised], { now: NOON + 2 * HOUR })
    expect(result).toMatchObject({ added: 0, revised: 1, edition: edition + 1 })
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
    expect((await store.story(story))?.updatedAt).toBe(NOON + 2 * HOUR)
    expect(await keysOf(store, words('corrected'))).toEqual(['one'])
    expect(await keysOf(store, words('known about'))).toEqual([])
    expect(await keysOf(store, topic('new'))).toEqual(['one'])
    expect(await keysOf(store, topic('old'))).toEqual([])
    expect(await keysOf(store, { kind: 'topic', anyOf: [] })).toEqual([])
  })

  test('an article that is revised before it is grouped is published as it was revised', async () => {
    await append(store, 'agency', [article('one', { topics: ['old'] })])
    await append(store, 'agency', [article('one', { title: 'Corrected', topics: ['new'] })], { now: NOON + 2 * HOUR })
    await group(store, { now: NOON + 2 * HOUR })
    expect(await held('one')).toMatchObject({ title: 'Corrected', firstSeen: NOON, revisions: 1 })
    expect(await keysOf(store, topic('new'))).toEqual(['one'])
    expect(await keysOf(store, topic('old'))).toEqual([])
    expect(await store.counts()).toMatchObject({ articles: 1, stories: 1 })
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
    await publish(store, 'paper', [article('shared', { title: 'Our own headline' })], { now: NOON + HOUR })
    expect(await store.counts()).toMatchObject({ items: 2, articles: 1, stories: 1 })
    expect(await held('shared')).toMatchObject({ source: 'agency', alsoIn: ['paper'], title: 'Report shared' })
    expect((await store.story((await held('shared')).story))?.updatedAt).toBe(NOON + HOUR)
    expect(await keysOf(store, { kind: 'source', anyOf: [idOf('paper')] })).toEqual(['shared'])
    expect(await keysOf(store, words('our own headline'))).toEqual([])

    await publish(store, 'paper', [article('shared', { title: 'Hijacked', text: 'Buy this' })], { now: NOON + DAY })
    expect(await held('shared')).toMatchObject({ source: 'agency', alsoIn: ['paper'], title: 'Report shared', revisions: 0 })
    expect(await store.counts()).toMatchObject({ items: 2, articles: 1, stories: 1 })
  })

  test('a source that joins an article while its owner revises it is not lost', async () => {
    await publish(store, 'agency', [article('shared', { topics: ['old'] })])
    await append(store, 'paper', [article('shared')], { now: NOON + HOUR })
    await append(store, 'agency', [article('shared', { title: 'Report shared, again', topics: ['new'] })], { now: NOON + HOUR })
    await group(store, { now: NOON + HOUR })
    expect(await held('shared')).toMatchObject({ alsoIn: ['paper'], title: 'Report shared, again' })
    expect(await keysOf(store, { kind: 'source', anyOf: [idOf('paper')] })).toEqual(['shared'])
    expect(await keysOf(store, topic('new'))).toEqual(['shared'])
    expect(await keysOf(store, topic('old'))).toEqual([])
  })

  test.each([
    ['an item', 'paper'],
    ['the article that stands for it', 'agency'],
  ] as const)('when %s says something else, the item is an article of its own', async (_, reviser) => {
    await publish(store, 'agency', [article('shared', { topics: ['x'] })])
    await publish(store, 'paper', [article('shared')], { now: NOON + HOUR })
    expect(await held('shared')).toMatchObject({ source: 'agency', alsoIn: ['paper'] })
    const edition = (await store.edition()).number
    const elsewhere = article('shared', {
      title: 'Quite another matter',
      text: 'Nothing of what it said.',
      canonicalUrl: 'https://news.example/other',
      link: 'https://news.example/other',
    })
    await publish(store, reviser, [elsewhere], { now: NOON + 2 * HOUR, place: always({ kind: 'starts', reasons: [] }) })
    const shown = (await store.articles({ filter: EVERYTHING, limit: 9, before: null })).rows
    const titles = (of: string) => shown.filter((row) => row.source === of).map(({ title, alsoIn }) => [title, ...alsoIn])
    expect(titles(reviser)).toEqual([['Quite another matter']])
    expect(titles(reviser === 'paper' ? 'agency' : 'paper')).toEqual([['Report shared']])
    for (const by of ['agency', 'paper']) expect(await keysOf(store, { kind: 'source', anyOf: [idOf(by)] })).toEqual(['shared'])
    expect(await store.counts()).toMatchObject({ items: 2, articles: 2, stories: 2 })
    expect((await store.edition()).number).toBeGreaterThan(edition)
    const { id } = shown.find(({ source: by }) => by === 'paper')!
    expect(await store.decision(id)).toMatchObject({ reasons: [], items: [{ source: 'paper', key: 'shared' }] })
    expect(await keysOf(store, words('quite another'))).toEqual(['shared'])
  })

  test('what is released comes last in the order of arrival, and is no revision of what came before', async () => {
    const fingerprint = { bands: Uint32Array.of(1), shingles: Uint32Array.of(1), numbers: [] }
    await publish(store, 'agency', [article('shared'), article('two', { topics: ['x'] })])
    await publish(store, 'paper', [article('shared', { fingerprint })])
    await publish(store, 'blog', [article('three')])
    const arrivals = async (grouping: 'article' | 'story') =>
      await store.arrivals({ filter: EVERYTHING, grouping, from: 1, direction: 'newer', limit: 9 })
    const before = [await arrivals('article'), await arrivals('story')]
    const position = await store.newestPosition()
    const other = {
      fingerprint,
      title: 'Quite another matter',
      canonicalUrl: 'https://news.example/other',
      link: 'https://news.example/other',
    }
    await append(store, 'paper', [article('shared', other)], { now: NOON + 2 * HOUR })
    await group(store, { now: NOON + 2 * HOUR, place: always({ kind: 'starts', reasons: [] }) })
    const after = [await arrivals('article'), await arrivals('story')]
    expect(after.map((list) => list.slice(0, 3))).toEqual(before)
    expect(after.map((list) => list.length)).toEqual([4, 4])
    const { changes } = await store.storyChanges({ filter: EVERYTHING, after: position, limit: 9 })
    expect(changes).toMatchObject([{ isNew: true, story: { lead: { title: 'Quite another matter' } } }])
    expect((await store.progress()).nextArticle).toBeGreaterThan(after[0]!.at(-1)!.number)
    expect((await store.indexed({ after: 0, limit: 9 })).map(({ article: id }) => id)).toEqual([after[0]!.at(-1)!.id])
    expect(await publish(store, 'paper', [article('shared', other)], { now: NOON + 3 * HOUR })).toMatchObject({
      added: 0,
      revised: 0,
    })
    const revised = article('shared', { ...other, text: 'Said once more.' })
    expect(await publish(store, 'paper', [revised], { now: NOON + 4 * HOUR })).toMatchObject({ added: 0, revised: 1 })
    expect(await keysOf(store, words('said once more'))).toEqual(['shared'])
  })

  test('what is released is out of nobody’s answers before it is decided again', async () => {
    await publish(store, 'agency', [article('shared')])
    await publish(store, 'paper', [article('shared')], { now: NOON + HOUR })
    const other = { title: 'Quite another matter', canonicalUrl: 'https://news.example/other', link: null }
    await append(store, 'paper', [article('shared', other)], { now: NOON + 2 * HOUR })
    const edition = (await store.edition()).number
    let steps = 0
    const place: Placer = () => {
      steps += 1
      throw new Error('not yet')
    }
    await expect(group(store, { place })).rejects.toThrow('not yet')
    expect(steps).toBe(1)
    expect(await held('shared')).toMatchObject({ source: 'agency', alsoIn: [] })
    expect(await keysOf(store, { kind: 'source', anyOf: [idOf('paper')] })).toEqual([])
    expect((await store.edition()).number).toBe(edition + 1)
  })

  test('each item of a source that publishes one article under several addresses counts, and joins once', async () => {
    await publish(store, 'agency', [article('shared')])
    const url = 'https://news.example/shared'
    const twice = [article('x', { canonicalUrl: url }), article('y', { canonicalUrl: url })]
    await publish(store, 'paper', twice, { now: NOON + HOUR })
    expect(await held('shared')).toMatchObject({ alsoIn: ['paper'] })
    expect(await store.counts()).toMatchObject({ items: 3, articles: 1, stories: 1 })
  })

  test('identity candidates are found by address, by the guid of the same source, and by wording', async () => {
    const seenBy = async (by: string, read: ReadArticle): Promise<readonly IdenticalRow[]> => {
      await append(store, by, [read])
      const [entry] = await store.readLog(9)
      const found = (await store.identicalTo([entry!.article!])).filter(({ number }) => number !== entry!.article!.number)
      await group(store, { place: always({ kind: 'starts', reasons: [] }) })
      return found
    }
    const text = 'The very same words, wherever they are printed.'
    await publish(store, 'agency', [
      article('a', { text, title: 'Same', guid: 'http://old.example/?p=7' }),
      article('b', { guid: 'http://old.example/?p=8' }),
    ])
    expect(await seenBy('agency', article('moved', { guid: 'https://www.new.example/?p=8' }))).toMatchObject([
      { source: 'agency', title: 'Report b', guid: 'http://old.example/?p=8' },
    ])
    const wire = article('wire', { text: `  ${text.toUpperCase()}`, title: 'SAME', guid: 'https://x.example/?p=8' })
    expect(await seenBy('paper', wire)).toMatchObject([{ source: 'agency', title: 'Same' }])
    expect(await seenBy('blog', article('b', { title: 'Elsewhere' }))).toMatchObject([
      { canonicalUrl: 'https://news.example/b', source: 'agency' },
    ])
  })

  describe('an item that its own source shows under a new key', () => {
    const moved = (rest: Parameters<typeof article>[1] = {}): ReadArticle =>
      article('new', { guid: 'https://new.example/7', title: 'Report old', topics: ['new'], ...rest })
    const place = async (): Promise<Placer> => always({ kind: 'same', article: (await held('old')).id, reasons: [] })
    beforeEach(async () => {
      await publish(store, 'agency', [article('old', { guid: 'http://old.example/7', topics: ['old'] })])
    })

    test('is the same article at its new address', async () => {
      const { id, story, publishedAt, firstSeen } = await held('old')
      await publish(store, 'agency', [moved({ text: 'Told anew.' })], { place: await place(), now: NOON + HOUR })
      expect(await held('new')).toMatchObject({ id, story, publishedAt, firstSeen, source: 'agency', alsoIn: [] })
      expect(await held('new')).toMatchObject({ link: 'https://news.example/new', text: 'Told anew.' })
      expect(await store.counts()).toMatchObject({ items: 2, articles: 1, stories: 1 })
      expect(await keysOf(store, words('told anew'))).toHaveLength(1)
      expect(await keysOf(store, words('known about'))).toEqual([])
      expect(await keysOf(store, topic('new'))).toHaveLength(1)
      expect(await keysOf(store, topic('old'))).toEqual([])
    })

    test('calls the article updated where a reader would, then and later', async () => {
      await publish(store, 'agency', [moved({ text: 'Told anew.' })], { place: await place(), now: NOON + HOUR })
      expect(await held('new')).toMatchObject({ revisedAt: NOON + HOUR, revisions: 1 })
      const again = moved({ text: 'And told once more.' })
      await publish(store, 'agency', [again], { now: NOON + 3 * HOUR })
      const { id, story } = await held('new')
      expect(await store.findArticle(id)).toMatchObject({
        text: 'And told once more.',
        revisedAt: NOON + 3 * HOUR,
        revisions: 2,
      })
      expect((await store.story(story))?.updatedAt).toBe(NOON + 3 * HOUR)
      expect(await keysOf(store, words('once more'))).toHaveLength(1)
      expect(await store.counts()).toMatchObject({ items: 2, articles: 1, stories: 1 })
    })
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
    expect(await store.decision((await held('report')).id)).toMatchObject({ reasons, article: { story: first.story } })
    expect([...(await store.reasonsIn(first.story))]).toEqual([[(await held('report')).id, reasons]])
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

  test('known items are given with their hashes, newest first, up to a limit', async () => {
    await publish(store, 'agency', [article('one'), article('two')])
    await publish(store, 'agency', [article('three')], { now: NOON + HOUR })
    expect([...(await store.knownItems(idOf('agency'), 2))]).toEqual([
      ['three', article('three').hash],
      ['two', article('two').hash],
    ])
    expect((await store.knownItems(idOf('paper'), 9)).size).toBe(0)
  })

  test('what the last document cannot have shown is not given as known, and yet is no news', async () => {
    const [gone, stays, next] = [article('gone'), article('stays'), article('next')]
    await publish(store, 'agency', [gone, stays], { poll: { changedAt: NOON } })
    const later = NOON + 3 * DAY
    await publish(store, 'agency', [stays, next], { now: later, poll: { changedAt: later } })
    expect([...(await store.knownItems(idOf('agency'), 9)).keys()]).toEqual(['next', 'stays'])
    const revised = article('gone', { text: 'Another text.', hash: 'of another text' })
    const { append: fresh, revise } = await batchOf('agency', [revised, stays, next, article('new')], later)
    expect([fresh.map(({ row }) => row.key), revise.map(({ row }) => row.key)]).toEqual([['new'], ['gone']])
    expect(await publish(store, 'agency', [gone], { now: later + DAY })).toMatchObject({ added: 0, revised: 0, rehash: [] })
  })

  test('a decision names every item of the article, with its source and the days it was seen', async () => {
    await publish(store, 'agency', [article('shared')])
    await publish(store, 'paper', [article('shared')], { now: NOON + HOUR })
    await publish(store, 'agency', [article('shared')], { now: NOON + 2 * DAY })
    const { id } = await held('shared')
    const expected = {
      article: { id },
      reasons: [{ kind: 'identity', detail: 'the same page' }],
      items: [
        { source: 'agency', key: 'shared', firstSeen: NOON, lastSeen: NOON + 2 * DAY },
        { source: 'paper', key: 'shared', firstSeen: NOON + HOUR, lastSeen: NOON + HOUR },
      ],
    }
    expect(await store.decision(id)).toMatchObject(expected)
    const [, follower] = await store.logged({ after: 0, limit: 9 })
    expect(follower).toMatchObject({ source: 'paper', story: null, sameAs: expect.any(Number) })
    expect(await store.decision(follower!.id)).toMatchObject(expected)
    expect(await store.decision(articleId('anothing'))).toBeNull()
  })

  test('an address finds what is published there, whatever else came from there before', async () => {
    await publish(store, 'agency', [article('one'), article('two')])
    const second = await held('two')
    await append(store, 'paper', [article('x', { link: 'https://news.example/z', canonicalUrl: null })])
    await store.append(await batchOf('blog', []))
    expect(await store.findArticle('https://news.example/two')).toMatchObject({ id: second.id })
    expect(await store.findArticle('https://news.example/z')).toBeNull()
  })

  test('a decision that fails leaves the log undecided, and the next one decides it', async () => {
    const before = await store.counts()
    const place: Placer = ({ title }) => {
      if (title === 'Report two') throw new Error('no place')
      return { kind: 'starts', reasons: [] }
    }
    const both = [article('one', { topics: ['t'] }), article('two')]
    await expect(publish(store, 'agency', both, { place })).rejects.toThrow('no place')
    expect(await store.counts()).toEqual({ ...before, items: 2 })
    expect(await keysOf(store, EVERYTHING)).toEqual([])
    await group(store)
    expect(await keysOf(store, EVERYTHING)).toEqual(['two', 'one'])
  })
})
