import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Filter } from '../../../src/model/filter.ts'
import type { StoryId } from '../../../src/model/ids.ts'
import type { SentenceVector } from '../../../src/model/sentence-vector.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { meaningOf } from '../../grouping/meanings.ts'
import { append, article, group, HOUR, NOON, numberOf, publish, source, storedAs } from '../samples.ts'
import { engines } from './engines.ts'

const EVERYTHING: Filter = { kind: 'everything' }
const nameOf = (title: string): string => title.replace('Report ', '')
const likeText = (text: string, vector: SentenceVector | null): Filter => ({
  kind: 'like',
  to: { kind: 'text', text, vector },
  near: null,
})
const likeStory = (story: StoryId): Filter => ({ kind: 'like', to: { kind: 'story', story }, near: null })
const not = (of: Filter): Filter => ({ kind: 'not', of })
const and = (...of: Filter[]): Filter => ({ kind: 'and', of })

describe.each(engines)('search by meaning, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency'), source('paper')], NOON)
    await publish(store, 'agency', [
      article('flood', { language: 'en', publishedAt: NOON }),
      article('洪水', { language: 'zh', publishedAt: NOON + HOUR }),
      article('strike', { language: 'en', publishedAt: NOON + 2 * HOUR }),
      article('unread', { language: 'en', publishedAt: NOON + 3 * HOUR }),
    ])
    await give('flood', meaningOf('flood', 'flood'))
    await give('洪水', meaningOf('flood', '洪水'))
    await give('strike', meaningOf('strike', 'strike'))
  })
  afterEach(async () => await store.close())

  const give = async (key: string, vector: SentenceVector | null): Promise<void> => {
    const number = await numberOf(store, (await storedAs(store, key)).id)
    const features = vector === null ? null : { at: NOON, bytes: new Uint8Array(4), vector }
    await store.commit({ features: [{ article: number, features }], isPublished: true, now: NOON })
  }
  const found = async (filter: Filter): Promise<readonly string[]> =>
    (await store.articles({ filter, limit: 9, before: null })).rows.map(({ title }) => nameOf(title))
  const ranked = async (filter: Filter): Promise<readonly string[]> =>
    (await store.stories({ filter, limit: 9, before: null, sort: 'relevance' })).rows.map(({ story }) =>
      nameOf(story.lead.title),
    )

  test('a text finds what is near to it in every language, and nothing else', async () => {
    expect(await found(likeText('water', meaningOf('flood', 'query')))).toEqual(['洪水', 'flood'])
    expect(await found(not(likeText('water', meaningOf('flood', 'query'))))).toEqual(['unread', 'strike'])
    expect(await found(and(likeText('water', meaningOf('flood', 'query')), { kind: 'language', anyOf: ['zh'] }))).toEqual([
      '洪水',
    ])
  })

  test('a text without a vector finds nothing, and neither does that of another model', async () => {
    expect(await found(likeText('water', null))).toEqual([])
    expect(await found(likeText('water', { ...meaningOf('flood', 'query'), revision: 'other' }))).toEqual([])
    expect(await found(likeText('water', meaningOf('flood', 'query')))).toHaveLength(2)
  })

  test('a story finds itself and what is near to its reports; an unknown one finds nothing', async () => {
    const { story } = await storedAs(store, 'flood')
    expect(await found(likeStory(story))).toEqual(['洪水', 'flood'])
    expect(await found(and(likeStory(story), not({ kind: 'affair', anyOf: [story] })))).toEqual(['洪水'])
    expect(await found(likeStory('s00000000000000000000' as StoryId))).toEqual([])
  })

  test('a ranked list has the nearest first, and what has all words of the text although it is not near', async () => {
    const query = meaningOf('flood', 'flood')
    expect(await ranked(likeText('strike', query))).toEqual(['strike', 'flood', '洪水'])
    expect(await ranked(likeText('drought', query))).toEqual(['flood', '洪水'])
  })

  test('every way of asking gives the same: counts, days, arrivals and changes', async () => {
    const filter = likeText('water', meaningOf('flood', 'query'))
    expect(await store.countMatches({ filter, most: 9 })).toEqual({ count: 2, isComplete: true })
    expect(await store.countByDay(filter, 'article', NOON, NOON + 9 * HOUR)).toMatchObject([{ articles: 1 }, { articles: 1 }])
    expect(await store.countBy({ filter, by: ['language'], above: { topic: new Map(), place: new Map() } })).toMatchObject({
      articles: 2,
    })
    const arrivals = await store.arrivals({ filter, grouping: 'article', from: 0, direction: 'newer', limit: 9 })
    expect(arrivals).toHaveLength(2)
    const { changes } = await store.storyChanges({ filter, after: 0, limit: 9 })
    expect(changes.map(({ story }) => nameOf(story.lead.title))).toEqual(['flood', '洪水'])
  })

  test('a later vector replaces the one before, and a report without one is no longer found', async () => {
    const [water, walkout] = [likeText('water', meaningOf('flood', 'query')), likeText('walkout', meaningOf('strike', 'query'))]
    expect(await found(water)).toEqual(['洪水', 'flood'])
    await give('洪水', meaningOf('strike', '洪水'))
    expect(await found(water)).toEqual(['flood'])
    expect(await found(walkout)).toEqual(['strike', '洪水'])
    await append(store, 'paper', [article('late', { publishedAt: NOON + 4 * HOUR })])
    await group(store)
    await give('late', meaningOf('strike', 'late'))
    expect(await found(walkout)).toEqual(['late', 'strike', '洪水'])
    expect(await found(EVERYTHING)).toHaveLength(5)
  })
})
