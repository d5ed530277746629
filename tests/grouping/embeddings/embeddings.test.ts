import { describe, expect, test } from 'vitest'
import { EMBEDDING_UNIT, createEmbeddings, createRowCache, encodeTable } from '../../../src/grouping/embeddings/embeddings.ts'
import { keysOf } from '../../../src/grouping/embeddings/word-keys.ts'
import { createReportReader } from '../../../src/grouping/report-words.ts'
import { bytesInMemory } from './bytes-in-memory.ts'

const WORDS = [
  ['en', 'harbour', [100, 0]],
  ['en', 'lockers', [0, 100]],
  ['de', 'hafen', [100, 0]],
  ['de', 'kästen', [0, 100]],
] as const
const tableOf = (...given: Parameters<typeof encodeTable>) => createEmbeddings(bytesInMemory(encodeTable(...given)))
const table = tableOf(
  2,
  WORDS.flatMap(([language, word, vector]) =>
    keysOf(language, word).map(([key = 0]) => ({ key, weight: 200, vector: Int8Array.from(vector) })),
  ),
)
const wordsOf = createReportReader()
const embeddingOf = (language: string, title: string) => table.embeddingOf(wordsOf({ language, title, text: '' }))

describe('term vectors', () => {
  test('one embedding in two languages points the same way', () => {
    expect(embeddingOf('en', 'harbour lockers')).toEqual(embeddingOf('de', 'hafen kästen'))
    expect(Math.hypot(...(embeddingOf('en', 'harbour lockers') ?? []))).toBeCloseTo(EMBEDDING_UNIT, -1)
  })
  test('a single known word tells nothing', () => expect(embeddingOf('en', 'harbour painters')).toBeNull())
  test('rare words are known as rare, unknown ones as unknown', () => {
    const [[key = 0] = []] = keysOf('en', 'harbour')
    expect(table.shareOf(key)).toBeGreaterThan(0)
    expect(table.shareOf(key)).toBeLessThan(0.01)
    expect(table.shareOf(key + 1)).toBe(0)
  })
  test('a word is known without what its language writes together with it', () => {
    const [[harbour = 0] = []] = keysOf('he', 'נמל')
    expect(keysOf('he', 'והנמל').flat()).toContain(harbour)
    expect(keysOf('ar', 'والميناء')).toEqual(keysOf('ar', 'ميناء'))
    expect(keysOf('fa', 'والميناء')).not.toEqual(keysOf('fa', 'ميناء'))
  })
  test('every word of a large table is found', () => {
    const keys = Array.from({ length: 3_000 }, (_, index) => Math.imul(index, 2_654_435_761) >>> 0)
    const large = tableOf(
      1,
      keys.map((key) => ({ key, weight: 255, vector: Int8Array.of(1) })),
    )
    expect(keys.filter((key) => large.shareOf(key) === 0)).toEqual([])
  })
  test('other bytes are no table', () => expect(() => createEmbeddings(bytesInMemory(new Uint8Array(64)))).toThrow('no table'))
})

const MANY = 100_000
const contentOf = (row: number): readonly number[] => [row & 0x7f, (row >> 7) & 0x7f, row >> 14]
const create = () => {
  const fetched: number[] = []
  const { cached, offsetOf } = createRowCache(MANY, 3, (into, row) => {
    fetched.push(row)
    into.set(contentOf(row))
  })
  const at = (offset: number): readonly number[] => [...cached.subarray(offset, offset + 3)]
  return { fetched, offsetOf, at }
}

describe('rows read when they are asked for', () => {
  test('a row is fetched once as long as it is asked for', () => {
    const { fetched, offsetOf, at } = create()
    for (let row = 0; row < MANY; row += 1) {
      expect(at(offsetOf(7))).toEqual(contentOf(7))
      offsetOf(row)
    }
    expect(fetched.filter((row) => row === 7)).toHaveLength(1)
  })
  test('more than are cached come in any order, each with its own content', () => {
    const { offsetOf, at } = create()
    const rows = Array.from({ length: 2 * MANY }, (_, nth) => (nth * 48_271) % MANY)
    expect(rows.filter((row) => at(offsetOf(row)).join() !== contentOf(row).join())).toEqual([])
  })
  test('of four that are asked for together none takes the place of another', () => {
    const { offsetOf, at } = create()
    const fours = Array.from({ length: MANY / 4 }, (_, nth) => [nth, 4 * nth + 1, (28 * nth) % 30_000, 4 * nth + 3])
    expect(fours.filter((four) => four.map(offsetOf).map(at).join() !== four.map(contentOf).join())).toEqual([])
  })
})
