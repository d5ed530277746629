import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReadArticle } from '../../../src/model/article.ts'
import type { Takedown } from '../../../src/model/takedown.ts'
import { applyTakedowns } from '../../../src/server/apply-takedowns.ts'
import { MOST_WORDINGS } from '../../../src/store/log/wordings.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { article, group, HOUR, keysOf, NOON, prune, publish, source, storedAs } from '../samples.ts'
import { engines } from './engines.ts'

const SOURCES = [source('agency'), source('paper')]

describe.each(engines)('earlier wordings, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources(SOURCES, NOON)
  })
  afterEach(async () => await store.close())

  let nth = 0
  const shows = async (key: string, over: Partial<Pick<ReadArticle, 'title' | 'summary'>>, now: number): Promise<void> => {
    nth += 1
    await publish(store, 'agency', [{ ...article(key, over), hash: `hash ${nth}` }], { now })
  }
  const earlier = async (key: string) => {
    const { id } = await storedAs(store, key)
    return (await store.wordingsOf([id])).get(id)
  }

  test('a headline or excerpt that says something else leaves the one before, with the time of the poll', async () => {
    await shows('fire', { title: 'Six dead in fire', summary: 'Police say so.' }, NOON)
    await shows('fire', { title: 'Seven dead in fire', summary: 'Police say so.' }, NOON + HOUR)
    await shows('fire', { title: 'Seven dead in fire', summary: 'The mayor says so.' }, NOON + 2 * HOUR)
    expect(await earlier('fire')).toEqual([
      { title: 'Six dead in fire', summary: 'Police say so.', replacedAt: NOON + HOUR },
      { title: 'Seven dead in fire', summary: 'Police say so.', replacedAt: NOON + 2 * HOUR },
    ])
  })

  test('a cosmetic change leaves none', async () => {
    await shows('fire', { title: "Six 'dead' in fire" }, NOON)
    await shows('fire', { title: 'SIX “DEAD” IN FIRE | agency' }, NOON + HOUR)
    expect(await earlier('fire')).toBeUndefined()
  })

  test('the last few are stored', async () => {
    for (let hour = 0; hour <= MOST_WORDINGS + 2; hour += 1) await shows('fire', { title: `${hour} dead` }, NOON + hour * HOUR)
    expect((await earlier('fire'))?.map(({ title }) => title)).toEqual(['2 dead', '3 dead', '4 dead', '5 dead', '6 dead'])
  })

  test('changed: finds what was changed at this time or later, alone and under a negation', async () => {
    await shows('fire', { title: 'Six dead' }, NOON)
    await shows('flood', { title: 'Rain' }, NOON)
    await shows('calm', { title: 'Nothing' }, NOON)
    await shows('flood', { title: 'Flood' }, NOON + HOUR)
    await shows('fire', { title: 'Seven dead' }, NOON + 3 * HOUR)
    const at = async (instant: number) => (await keysOf(store, { kind: 'changed', at: instant })).toSorted()
    expect([await at(0), await at(NOON + 2 * HOUR), await at(NOON + 3 * HOUR), await at(NOON + 4 * HOUR)]).toEqual([
      ['fire', 'flood'],
      ['fire'],
      ['fire'],
      [],
    ])
    expect(await keysOf(store, { kind: 'not', of: { kind: 'changed', at: 0 } })).toEqual(['calm'])
    const { rows } = await store.stories({ filter: { kind: 'changed', at: NOON }, limit: 10, before: null })
    expect(rows).toHaveLength(2)
  })

  test('takedowns and retention delete them with their article', async () => {
    for (const key of ['fire', 'flood']) {
      await shows(key, { title: 'Six dead' }, NOON)
      await shows(key, { title: 'Seven dead' }, NOON + HOUR)
    }
    const [fire, flood] = [(await storedAs(store, 'fire')).id, (await storedAs(store, 'flood')).id]
    const takedown: Takedown = {
      target: { kind: 'articles', names: ['https://news.example/fire'] },
      reason: 'a court',
      by: 'Ann',
      date: null,
      undone: null,
      line: 1,
    }
    await applyTakedowns(store, { takedowns: [takedown], sources: SOURCES }, NOON + 2 * HOUR)
    await group(store, { now: NOON + 2 * HOUR })
    expect([...(await store.wordingsOf([fire, flood])).keys()]).toEqual([flood])
    await prune(store, NOON + 5 * HOUR, NOON + 5 * HOUR, NOON + 5 * HOUR)
    expect(await store.wordingsOf([fire, flood])).toEqual(new Map())
    expect(await keysOf(store, { kind: 'changed', at: 0 })).toEqual([])
  })
})
