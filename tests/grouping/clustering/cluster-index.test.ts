import { describe, expect, test } from 'vitest'
import type { Shares } from '../../../src/grouping/embeddings/embeddings.ts'
import { createClusterIndex, type ClusterIndex } from '../../../src/grouping/clustering/cluster-index.ts'
import { factHashesOf } from '../../../src/grouping/clustering/fact-hashes.ts'
import type { ClusterQuery } from '../../../src/grouping/clustering/story-score.ts'
import { createTermCounter } from '../../../src/grouping/clustering/term-vector.ts'
import { keysOf } from '../../../src/grouping/embeddings/word-keys.ts'
import { amountsOf } from '../../../src/grouping/crosslingual/numbers.ts'
import { createReportReader } from '../../../src/grouping/report-words.ts'

/** Of no word, how many texts hold it in general. */
const nothingKnown: Shares = (_, size, into) => void into.fill(0, 0, size)

const HOUR = 3_600_000
const never = () => false
const wordsOf = createReportReader()
const termsOf = createTermCounter()

const reported = (index: ClusterIndex, text: string, at: number) => ({
  terms: index.weigh(termsOf(wordsOf({ language: 'en', title: text, text: '' }))),
  facts: factHashesOf(new Set([...amountsOf(text)].map((amount) => `amount:${amount}`))),
  at,
  arrivedAt: at,
})
const joined = (index: ClusterIndex, report: ClusterQuery): string | null => {
  const match = index.match(report, never)
  return match?.joins === true ? match.story : null
}
/** The story that each text joins, by the number of the text that began it. */
const stream = (texts: readonly (readonly [text: string, hour: number])[]): readonly number[] => {
  const index = createClusterIndex(nothingKnown)
  return texts.map(([text, hour], number) => {
    const report = reported(index, text, hour * HOUR)
    const story = joined(index, report) ?? String(number)
    index.add({ ...report, article: `a${number}`, story })
    return Number(story)
  })
}

describe('reports of one event', () => {
  test('join while it is news, and no longer', () => {
    const text = 'Harbour council adopts rules for parcel lockers'
    expect(
      stream([
        [text, 0],
        ['Rules for parcel lockers adopted by harbour council', 5],
      ]),
    ).toEqual([0, 0])
    expect(
      stream([
        [text, 0],
        [text, 101],
      ]),
    ).toEqual([0, 1])
  })

  test('are told by a body that both name, the less the more reports name it', () => {
    const scoreWhere = (named: string): number => {
      const index = createClusterIndex(nothingKnown)
      const add = (article: string, text: string, entity: string): void =>
        index.add({
          ...reported(index, text, HOUR),
          facts: factHashesOf(new Set([`entity:${entity}`])),
          article,
          story: article,
        })
      for (let number = 0; number < 100; number += 1) add(`other${number}`, `Painter${number} opens gallery${number}`, named)
      add('first', 'Harbour council adopts rules for parcel lockers', 'council')
      const report = reported(index, 'Council explains its parcel plans', 2 * HOUR)
      return index.match({ ...report, facts: factHashesOf(new Set(['entity:council'])) }, never)?.score ?? 0
    }
    const [rare, common] = [scoreWhere('gallery'), scoreWhere('council')]
    expect(common).toBeGreaterThan(0)
    expect(rare).toBeGreaterThan(1.2 * common)
  })

  test('are not what only has a word in common', () => {
    expect(
      stream([
        ['Harbour council adopts rules for parcel lockers', 0],
        ['Painter opens harbour gallery in old mill', 1],
      ]),
    ).toEqual([0, 1])
  })

  test('are told from what they are nearly like, which is named', () => {
    const index = createClusterIndex(nothingKnown)
    const first = reported(index, 'Harbour council adopts rules for parcel lockers', 0)
    index.add({ ...first, article: 'a', story: 's' })
    const near = reported(index, 'Town hall decides on parcel lockers at last night session', HOUR)
    expect(index.match(near, never)).toMatchObject({ story: 's', nearest: 'a', joins: false })
    expect(index.match(reported(index, 'Painter opens gallery in old mill', HOUR), never)).toBeNull()
  })

  test('need more in common where they are longer', () => {
    const letters = (number: number): string =>
      number.toString().replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))
    const words = (from: number, count: number): string =>
      Array.from({ length: count }, (_, nth) => `${letters(100 + from + nth)}word`).join(' ')
    const joins = (length: number, shared: number): boolean => {
      const index = createClusterIndex(nothingKnown)
      index.add({ ...reported(index, words(0, length), 0), article: 'a', story: 's' })
      return joined(index, reported(index, `${words(0, shared)} ${words(100, length - shared)}`, HOUR)) !== null
    }
    expect(joins(15, 4)).toBe(true)
    expect(joins(38, 10)).toBe(false)
    expect(joins(38, 12)).toBe(true)
  })

  test('are likelier where several tell of it at this moment', () => {
    const scoreAfter = (hours: readonly number[]): number => {
      const index = createClusterIndex(nothingKnown)
      const asked = 'Harbour council adopts rules for parcel lockers'
      for (const hour of hours) index.add({ ...reported(index, asked, hour * HOUR), article: `a${hour}`, story: 's' })
      return index.match(reported(index, asked, 12 * HOUR), never)?.score ?? 0
    }
    expect(scoreAfter([9, 10, 11])).toBeGreaterThan(scoreAfter([3, 4, 5]))
  })

  test('are likelier where they count the same, and unlikelier where they count other things', () => {
    const index = createClusterIndex(nothingKnown)
    const first = reported(index, 'Harbour court fines 340 owners over unlit lockers', 0)
    index.add({ ...first, article: 'a', story: 's' })
    const scoreOf = (text: string): number => {
      const report = reported(index, 'Harbour court fines owners over lockers', HOUR)
      return index.match({ ...report, facts: reported(index, text, 0).facts }, never)?.score ?? 0
    }
    expect(scoreOf('340 owners')).toBeGreaterThan(scoreOf('owners'))
    expect(scoreOf('75 owners')).toBeLessThan(scoreOf('owners'))
  })
})

test('an index that is filled again answers the same, also when older articles have left it', () => {
  const texts = Array.from(
    { length: 60 },
    (_, number) => `Council ${number % 7} adopts rule ${number % 11} for lockers of harbour ${number % 13}`,
  )
  const whole = createClusterIndex(nothingKnown)
  const entries = texts.map((text, number) => {
    const report = reported(whole, text, number * 6 * HOUR)
    const entry = { ...report, article: `a${number}`, story: joined(whole, report) ?? `s${number}` }
    whole.add(entry)
    return entry
  })
  const again = createClusterIndex(nothingKnown)
  for (const entry of entries.slice(-33)) again.add(entry)
  expect(again.size).toBe(whole.size)
  expect(again.size).toBeLessThan(20)
  const asked = reported(whole, 'Council 3 adopts rule 4 for lockers of harbour 5', 60 * 6 * HOUR)
  expect(whole.match(asked, never)).not.toBeNull()
  expect(again.match(asked, never)).toEqual(whole.match(asked, never))
})

test('after one story has ended in another, an index answers as one that was filled so', () => {
  const texts = Array.from({ length: 30 }, (_, n) => `Council ${n % 3} adopts rule ${n % 5} for lockers of harbour ${n % 4}`)
  const filled = (storyOf: (number: number) => string) => {
    const index = createClusterIndex(nothingKnown)
    for (const [n, text] of texts.entries())
      index.add({ ...reported(index, text, n * HOUR), article: `a${n}`, story: storyOf(n) })
    return index
  }
  const joined = filled((n) => `s${n % 3}`)
  joined.join('s0', 's2')
  joined.join('unknown', 's2')
  const refilled = filled((n) => (n % 3 === 0 ? 's2' : `s${n % 3}`))
  const asked = reported(joined, 'Council 3 adopts rule 4 for lockers of harbour 5', 30 * HOUR)
  expect(refilled.match(asked, never)).not.toBeNull()
  expect(joined.match(asked, never)).toEqual(refilled.match(asked, never))
})

test('forms of a word are one term, which is as common as the word that stands there', () => {
  const termsIn = (language: string, title: string) => {
    const { size, terms, words } = termsOf(wordsOf({ language, title, text: '' }))
    return { terms: terms.slice(0, size), words: words.slice(0, size) }
  }
  for (const [language, one, other] of [
    ['en', 'medal', 'medals'],
    ['sl', 'košarka', 'košarkarjem'],
    ['ko', '위원회', '위원회에서는'],
  ] as const)
    expect(termsIn(language, one).terms).toEqual(termsIn(language, other).terms)
  const [plural = 0] = termsIn('en', 'medals').words
  const [wordKeys] = keysOf('en', 'medals')
  expect(plural >>> 0).toBe(wordKeys?.[0])
})
