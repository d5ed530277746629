/** Two stories that prove to be one when one of them has grown, over a real store. */
import { describe, expect, test } from 'vitest'
import type { Correction } from '../../src/model/correction.ts'
import type { ReadArticle } from '../../src/model/article.ts'
import { articleId, storyId } from '../../src/model/ids.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { storyIdOf } from '../../src/store/derived-ids.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { append, article, EVERYTHING, HOUR, NOON } from '../store/samples.ts'
import type { Understand } from '../../src/grouping/encoded-article.ts'
import { meaningOf } from './meanings.ts'
import { addSources, correction, EVENING, grouperOf as grouperWith, idIn, publishedIn, take } from './news-stream.ts'

const MINUTE = 60_000
type Told = Pick<ReadArticle, 'language' | 'title' | 'text'> & {
  readonly entities: readonly string[]
  readonly places?: readonly string[]
}
const tell = (key: string, minutes: number, { places = ['PL'], ...told }: Told): ReadArticle =>
  article(key, { ...told, places, topics: ['t'], publishedAt: NOON + minutes * MINUTE })

/** One event: English tells of the fine, Russian of the offices that close, German of both. */
const ENGLISH = tell('en', 0, {
  language: 'en',
  title: 'Ruling: Lockerhub fined 12.4 million over Tarnow doors',
  text: 'The maker must pay 770,000 more.',
  entities: ['kaupa', 'parcel'],
})
const RUSSIAN = tell('ru', 10, {
  language: 'ru',
  title: 'Закрыто 48000 отделений',
  text: 'Ячейки Bielsko не откроются, 910 человек ждут.',
  entities: ['uokik'],
  places: [],
})
const GERMAN = tell('de', 20, {
  language: 'de',
  title: 'Urteil: Lockerhub zahlt 12,4 Mio. wegen Tarnow, 48.000 bleiben zu',
  text: 'Auch Bielsko bleibt verriegelt, 910 warten. Dazu kommen 770.000.',
  entities: ['kaupa', 'parcel', 'uokik'],
})
const FRENCH = tell('fr', 30, {
  language: 'fr',
  title: 'Bielsko: 48 000 guichets restent clos',
  text: 'Le régulateur ne dit rien de plus.',
  entities: ['uokik'],
})
const ALL = [ENGLISH, RUSSIAN, GERMAN, FRENCH]
const [EN, RU, DE, FR] = ALL.map(({ key }) => idIn(`s${ALL.findIndex((one) => one.key === key)}`, key)) as [
  string,
  string,
  string,
  string,
]

/** English and Russian tell one half each, German both. */
const [FINE, DOORS] = [meaningOf('fine', 'en'), meaningOf('doors', 'ru')]
const BOTH = {
  ...FINE,
  values: FINE.values.map((value, nth) => Math.round(0.7 * (value + (DOORS.values[nth] ?? 0)))),
}
const VECTORS = new Map([
  ['en', FINE],
  ['ru', DOORS],
  ['de', BOTH],
  ['fr', meaningOf('doors', 'fr')],
])
const understand: Understand = async (articles) =>
  articles.map((one) => ({ ...one, vector: VECTORS.get(one.language) ?? null }))
const grouperOf: typeof grouperWith = (store, rest) => grouperWith(store, { understand, ...rest })

const openStore = async (): Promise<Store> => {
  const store = await openSqlite({ folder: ':memory:', now: () => EVENING })
  await addSources(store)
  return store
}
const report = async (store: Store, from: number, to: number): Promise<void> => {
  for (const [nth, one] of ALL.entries())
    if (nth >= from && nth < to) await append(store, `s${nth}`, [one], { now: NOON + nth * 10 * MINUTE })
}
const correct = async (store: Store, ...corrections: readonly Correction[]): Promise<void> =>
  await take(store, { kind: 'corrections', corrections, now: NOON + HOUR })
const byName = ([a = '']: readonly string[], [b = '']: readonly string[]): number => (a < b ? -1 : 1)
/** Ids of articles by story. */
const storiesIn = async (store: Store): Promise<readonly (readonly string[])[]> => {
  const { rows } = await store.stories({ filter: EVERYTHING, limit: 100, before: null })
  return rows.map(({ story }) => story.articles.map(({ id }): string => id).toSorted()).toSorted(byName)
}
const groups = (...stories: readonly (readonly string[])[]) => stories.map((ids) => ids.toSorted()).toSorted(byName)
const grouped = async (articles: number): Promise<Store> => {
  const store = await openStore()
  await report(store, 0, articles)
  await grouperOf(store).catchUp()
  return store
}

describe('two stories of one event', () => {
  test('are two until a report tells what both know, and then one', async () => {
    expect(await storiesIn(await grouped(2))).toEqual(groups([EN], [RU]))
    expect(await storiesIn(await grouped(3))).toEqual(groups([EN, DE, RU]))
  })

  test('have the id of the earlier one, to which that of the later one leads, and say why', async () => {
    const store = await grouped(3)
    const [into, ended] = [storyIdOf(articleId(EN)), storyIdOf(articleId(RU))]
    expect((await store.story(into))?.articles).toHaveLength(3)
    expect(await store.successorOf(storyId(ended))).toBe(into)
    expect((await store.decision(articleId(RU)))?.reasons).toEqual([
      { kind: 'link', detail: expect.stringMatching(/^most like a\w+, at 0\.\d\d/), score: expect.any(Number) },
      { kind: 'phase', detail: `tells what ${EN} tells`, score: expect.any(Number) },
    ])
    expect((await store.linksOf(into)).map(({ article }): string => article)).toContain(RU)
  })

  test('are the same whether reports are decided one by one or all at once', async () => {
    const store = await openStore()
    for (let nth = 0; nth < ALL.length; nth += 1) {
      await report(store, nth, nth + 1)
      await grouperOf(store).catchUp()
    }
    expect(await storiesIn(store)).toEqual(groups([EN, DE, RU, FR]))
    expect(await publishedIn(store)).toEqual(await publishedIn(await grouped(4)))
  })

  test('become one after a restart, if the process was killed in between', async () => {
    const store = await openStore()
    await report(store, 0, 3)
    let commits = 0
    const killed: Store = {
      ...store,
      async commit(plan) {
        commits += 1
        if (commits > 1) throw new Error('killed')
        await store.commit(plan)
      },
    }
    await expect(grouperOf(killed).catchUp()).rejects.toThrow('killed')
    expect(await storiesIn(store)).toEqual(groups([EN, DE], [RU]))
    await grouperOf(store).catchUp()
    expect(await publishedIn(store)).toEqual(await publishedIn(await grouped(3)))
  })

  test('are the same when rebuilt', async () => {
    const store = await grouped(4)
    const before = await publishedIn(store)
    const rebuilt = await grouperOf(store).rebuild({ since: null, progress: () => {} })
    expect(rebuilt).toMatchObject({ looked: 4, decided: 0, finished: true })
    expect(await publishedIn(store)).toEqual(before)
  })
})

describe('corrections win', () => {
  test.each([
    ['before', 2],
    ['after', 4],
  ])('kept apart %s they are joined', async (_, when) => {
    const store = await openStore()
    await report(store, 0, when)
    await grouperOf(store).catchUp()
    await correct(store, correction('never', 1, EN, RU))
    await report(store, when, 4)
    await grouperOf(store).catchUp()
    const stories = await storiesIn(store)
    expect(stories.some((ids) => ids.includes(EN) && ids.includes(RU))).toBe(false)
    const before = await publishedIn(store)
    await grouperOf(store).rebuild({ since: null, progress: () => {} })
    expect(await publishedIn(store)).toEqual(before)
    await correct(store)
    await grouperOf(store).catchUp()
    expect((await storiesIn(store)).some((ids) => ids.includes(EN) && ids.includes(RU))).toBe(true)
  })
})
