/** Whose article it is: no source takes the place of another one's article, over the real store and grouper. */
import { describe, expect, test } from 'vitest'
import { fingerprintOf } from '../../src/grouping/near-duplicates/fingerprint.ts'
import type { ReadArticle } from '../../src/model/article.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { append, article, EVERYTHING, HOUR, NOON } from '../store/samples.ts'
import { addSources, EVENING, feedsIn, grouperOf, MIRROR } from './news-stream.ts'

const OWNER = 's0'
const PAGE = 'https://feeds-0.example/harbour'
const TITLE = 'The harbour of Wilhelmsburg gets a new crane'
const TEXT = `${'The port authority has ordered a crane that lifts forty tons, and it arrives by ship in the first week of May. '.repeat(2)}It is the largest on the river, says the harbour master, and replaces two that stood there for sixty years.`
const LIE = 'Cheap watches, now at half the price'

/** As its owner writes it; others say what they change. */
const report = (key: string, rest: Partial<Pick<ReadArticle, 'title' | 'text' | 'guid' | 'link'>> = {}): ReadArticle => {
  const { title = TITLE, text = TEXT, link = PAGE, guid = null } = rest
  return article(key, { title, text, link, canonicalUrl: link, guid, fingerprint: fingerprintOf(title, text) })
}

type Poll = readonly [source: string, article: ReadArticle]

const after = async (polls: readonly Poll[], isGroupedEachTime: boolean) => {
  const store = await openSqlite({ folder: ':memory:', now: () => EVENING })
  await addSources(store)
  const grouper = grouperOf(store)
  for (const [index, [source, read]] of polls.entries()) {
    await append(store, source, [read], { now: NOON + 2 * index * HOUR })
    if (isGroupedEachTime) await grouper.catchUp()
  }
  await grouper.catchUp()
  const { rows } = await store.articles({ filter: EVERYTHING, limit: 100, before: null })
  const feeds = await feedsIn(store)
  await store.close()
  return {
    articles: rows.map(({ source, title, link, alsoIn }) => ({ source, title, link, alsoIn })),
    mirrored: feeds.at(-1) ?? '',
  }
}

describe.each([
  ['grouped after each poll', true],
  ['grouped at the end', false],
] as const)('%s', (_, isGroupedEachTime) => {
  const run = (...polls: readonly Poll[]) => after(polls, isGroupedEachTime)
  const own = (articles: Awaited<ReturnType<typeof run>>['articles']) => articles.filter(({ source }) => source === OWNER)
  const owned = { source: OWNER, title: TITLE, link: PAGE }

  test.each([
    ['its address, title and text', {}],
    ['its address under another title', { title: LIE, text: LIE }],
    ['its address and title, and other words', { text: LIE.repeat(9) }],
    ['its words under another address', { link: 'https://mirror.example/harbour' }],
    ['its words and no address', { link: null }],
    ['its words at an address of a third site', { link: 'https://s.example/harbour' }],
  ])('who came first with %s leaves the owner its article', async (_what, stolen) => {
    const { articles } = await run([MIRROR, report('stolen', stolen)], [OWNER, report('own')])
    expect(own(articles)).toEqual([{ ...owned, alsoIn: [] }])
  })

  test.each([
    ['its address and title', {}],
    ['its words under another address', { link: 'https://mirror.example/harbour' }],
    ['its words and no address', { link: null }],
  ])('who came first with %s and says something else later says it in its own name', async (_what, stolen) => {
    const { articles } = await run(
      [MIRROR, report('stolen', stolen)],
      [OWNER, report('own')],
      [MIRROR, report('stolen', { ...stolen, title: LIE, text: LIE })],
    )
    expect(own(articles)).toEqual([{ ...owned, alsoIn: [] }])
    expect(articles.filter(({ title }) => title === LIE).map(({ source }) => source)).toEqual([MIRROR])
  })

  test('who names the address after its owner is named with it, and its later words are not shown', async () => {
    const { articles, mirrored } = await run(
      [OWNER, report('own')],
      [MIRROR, report('shown')],
      [MIRROR, report('shown', { title: LIE, text: LIE })],
    )
    expect(articles).toEqual([{ ...owned, alsoIn: [MIRROR] }])
    expect(mirrored).toContain(PAGE)
    expect(mirrored).not.toContain(LIE)
  })

  test('who names another address later is published apart, and no longer named with the owner', async () => {
    const elsewhere = 'https://mirror.example/watches'
    const { articles, mirrored } = await run(
      [OWNER, report('own')],
      [MIRROR, report('shown')],
      [MIRROR, report('shown', { title: LIE, text: LIE, link: elsewhere })],
    )
    expect(own(articles)).toEqual([{ ...owned, alsoIn: [] }])
    expect(articles.filter(({ source }) => source === MIRROR)).toEqual([
      { source: MIRROR, title: LIE, link: elsewhere, alsoIn: [] },
    ])
    expect(mirrored).not.toContain(PAGE)
  })

  test('who takes the guid of another source takes nothing else', async () => {
    const { articles } = await run(
      [MIRROR, report('a', { guid: 'urn:harbour', title: LIE, text: LIE, link: 'https://mirror.example/a' })],
      [OWNER, report('own', { guid: 'urn:harbour' })],
      [
        MIRROR,
        report('a', { guid: 'urn:harbour', title: `${LIE}!`, text: 'Half the price', link: 'https://mirror.example/a' }),
      ],
    )
    expect(own(articles)).toEqual([{ ...owned, alsoIn: [] }])
  })

  test('what an owner writes anew is shown for both', async () => {
    const news = 'The new crane of the harbour is late'
    const { articles } = await run([OWNER, report('own')], [MIRROR, report('shown')], [OWNER, report('own', { title: news })])
    expect(own(articles)).toEqual([{ ...owned, title: news, alsoIn: [MIRROR] }])
  })
})
