import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COUNTED_BY, type Cursor, type ReportCountQuery } from '../../../src/store/ports/story-search.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import type { Filter } from '../../../src/model/filter.ts'
import { entityId, placeId, sourceId, topicId } from '../../../src/model/ids.ts'
import { all, always, article, EVERYTHING, HOUR, NOON, not, publish, source, storedAs, words } from '../samples.ts'
import { engines } from './engines.ts'

const ABOVE: ReportCountQuery['above'] = {
  topic: new Map([['trade.parcels', ['trade']]]),
  place: new Map([['CN-GD', ['CN']]]),
}
const forms = (text: string): Filter => ({ kind: 'text', text, in: 'anywhere', prefix: false, forms: true })

describe.each(engines)('counts of what a filter finds, on $name', ({ open }) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
    await store.syncSources([source('kenya', { country: 'KE' }), source('egypt', { country: 'EG' })], NOON)
    const trade = { topics: ['trade.parcels'], places: ['CN-GD'], entities: ['port-union'] }
    await publish(store, 'kenya', [article('first', { ...trade, title: 'Ministers tax parcels', text: '' })])
    const { story } = await storedAs(store, 'first')
    const joins = always({ kind: 'joins', story, reasons: [] })
    const second = article('second', { ...trade, language: 'ar', title: 'ضريبة الطرود', text: '' })
    await publish(store, 'egypt', [second], { place: joins })
    await publish(store, 'egypt', [
      article('third', { topics: ['trade'], title: 'The minister of a harbour', text: 'Nothing about the tax on parcels' }),
    ])
    await publish(store, 'kenya', [
      article('fourth', { title: 'A bridge', text: 'Parcels. The minister waits. Tax', publishedAt: NOON - 9 * HOUR }),
    ])
  })
  afterAll(async () => await store.close())

  const narrowed = (kind: string, value: string): Filter => {
    switch (kind) {
      case 'topic':
        return { kind, anyOf: value === 'trade' ? [topicId('trade'), topicId('trade.parcels')] : [topicId(value)] }
      case 'place':
        return { kind, anyOf: value === 'CN' ? [placeId('CN'), placeId('CN-GD')] : [placeId(value)] }
      case 'entity':
        return { kind, anyOf: [entityId(value)] }
      case 'language':
        return { kind, anyOf: [value] }
      case 'country':
        return { kind, anyOf: [value] }
      default:
        return { kind: 'source', anyOf: [sourceId(value)] }
    }
  }

  test.each([
    ['everything', EVERYTHING],
    ['a word in its forms', forms('minister')],
    ['an exclusion', not(words('bridge'))],
  ])('each is what the filter narrowed by it finds: %s', async (_, filter) => {
    const kinds = COUNTED_BY.filter((kind) => kind !== 'day')
    const found = await store.countBy({ filter, by: kinds, above: ABOVE })
    expect(found).toMatchObject({ isLowerBound: false, stories: (await store.countMatches({ filter, most: 100 })).count })
    const values = kinds.flatMap((kind) => (found.by[kind] ?? []).map(({ value, stories }) => ({ kind, value, stories })))
    expect(values.length).toBeGreaterThan(4)
    for (const { kind, value, stories } of values)
      expect(await store.countMatches({ filter: all(filter, narrowed(kind, value)), most: 100 })).toEqual({
        count: stories,
        isComplete: true,
      })
  })

  test('a topic and a place count for all above them', async () => {
    const { by } = await store.countBy({ filter: EVERYTHING, by: ['topic', 'place'], above: ABOVE })
    expect(by.topic?.map(({ value, stories }) => [value, stories])).toEqual([
      ['trade', 2],
      ['trade.parcels', 1],
    ])
    expect(by.place).toContainEqual({ value: 'CN', articles: 2, stories: 1 })
  })

  test('counting stops at the most that are wanted', async () =>
    expect(await store.countMatches({ filter: EVERYTHING, most: 2 })).toEqual({ count: 2, isComplete: false }))

  test('by relevance: words in the title first, then those near each other, then more sources', async () => {
    const filter: Filter = { kind: 'and', of: [forms('minister'), forms('tax'), forms('parcel')] }
    const order: string[] = []
    let before: Cursor | null = null
    do {
      const page = await store.stories({ filter, limit: 1, before, sort: 'relevance' })
      order.push(...page.rows.map(({ story }) => story.articles[0]?.key ?? ''))
      before = page.next
    } while (before !== null)
    expect(order).toEqual(['first', 'third', 'fourth'])
  })

  test('a misspelt word has likely ones, most frequent first; a right one has none', async () => {
    expect(await store.similarWords('minsiter')).toEqual([
      { word: 'minister', articles: 2 },
      { word: 'ministers', articles: 1 },
    ])
    expect(await store.similarWords('minister')).toEqual([])
    expect(await store.similarWords('two words')).toEqual([])
  })
})
