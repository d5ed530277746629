import { describe, expect, test } from 'vitest'
import { planAppend, sortPosition } from '../../src/ingest/plan.ts'
import { sourceId } from '../../src/model/ids.ts'
import type { StoredItem } from '../../src/store/ports/article-log.ts'
import { type NewArticleRow, newArticleRows, writtenOf } from '../../src/store/new-article-row.ts'
import { article, DAY, HOUR, MINUTE, NOON } from '../store/samples.ts'

const row = (key: string, rest: Parameters<typeof article>[1] = {}): NewArticleRow => {
  const [made] = newArticleRows(sourceId('agency'), [article(key, rest)])
  if (made === undefined) throw new Error('no row')
  return made
}
const stored = (
  key: string,
  rest: Partial<StoredItem> = {},
  words: Parameters<typeof article>[1] = {},
): [string, StoredItem] => {
  const before = row(key, words)
  const { title, text } = article(key, words)
  return [
    key,
    {
      number: 7,
      hash: before.hash,
      lastSeen: NOON - DAY,
      isTombstone: false,
      article: { number: 3, title, text, written: writtenOf(before), revisedAt: null },
      ...rest,
    },
  ]
}
const plan = (rows: readonly ReturnType<typeof row>[], items: readonly [string, StoredItem][] = [], isFirstRead = false) =>
  planAppend({ rows, stored: new Map(items), isFirstRead, now: NOON })
const NOTHING = { append: [], revise: [], rehash: [] }

describe('an item', () => {
  test('that was never shown is appended', () => {
    const fresh = row('a')
    expect(plan([fresh])).toEqual({ ...NOTHING, append: [{ row: fresh, sortAt: NOON - HOUR, replacesItem: null }] })
  })
  test('that is shown as before is left alone', () => expect(plan([row('a')], [stored('a')])).toEqual(NOTHING))

  test('whose bytes changed, and nothing that is stored, gets another hash', () => {
    const again = row('a', { hash: 'other' })
    expect(plan([again], [stored('a')])).toEqual({ ...NOTHING, rehash: [{ item: 7, hash: 'other' }] })
  })
  test('that says something else is a revision', () => {
    const revised = row('a', { title: 'Another title' })
    expect(plan([revised], [stored('a')])).toEqual({ ...NOTHING, revise: [{ article: 3, row: revised, isMaterial: true }] })
  })
  test('that changed in a comma only is a revision that moves no date', () => {
    const revised = row('a', { title: 'Report, a' })
    expect(plan([revised], [stored('a')]).revise).toEqual([{ article: 3, row: revised, isMaterial: false }])
  })
  test('that was revised less than an hour ago moves no date', () => {
    const [key, item] = stored('a')
    const lately = { ...item, article: item.article === null ? null : { ...item.article, revisedAt: NOON - 59 * MINUTE } }
    expect(plan([row('a', { title: 'Another title' })], [[key, lately]]).revise.map(({ isMaterial }) => isMaterial)).toEqual([
      false,
    ])
  })
  test('that another source stood for in an older version gets an article of its own', () => {
    const changed = row('a', { title: 'Another title' })
    expect(plan([changed], [stored('a', { article: null })]).append).toEqual([
      { row: changed, sortAt: NOON - HOUR, replacesItem: 7 },
    ])
  })
  test.each([
    ['that retention has taken does not come back', NOON - 2 * DAY, []],
    ['that retention has taken comes back where its publisher has written it anew since', NOON - HOUR, [7]],
  ])('%s', (_, publishedAt, replaced) => {
    const changed = row('a', { title: 'Another title', publishedAt })
    const { append } = plan([changed], [stored('a', { article: null, isTombstone: true })])
    expect(append.map(({ replacesItem }) => replacesItem)).toEqual(replaced)
  })
})

describe('where an article stands in the order of entries', () => {
  test.each([
    ['published an hour ago stands there', NOON - HOUR, false, NOON - HOUR],
    ['that arrives days late stands six hours back', NOON - 3 * DAY, false, NOON - 6 * HOUR],
    ['of a source read for the first time keeps its date', NOON - 30 * DAY, true, NOON - 30 * DAY],
    ['dated in the future stands at the present', NOON + DAY, false, NOON],
    ['dated in the future, of a source read for the first time, too', NOON + DAY, true, NOON],
    ['older than 1970 stands there', -9 * DAY, true, 0],
  ])('one %s', (_, published, isFirstRead, expected) => expect(sortPosition(published, NOON, isFirstRead)).toBe(expected))
})
