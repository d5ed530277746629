import { describe, expect, test } from 'vitest'
import { keysOf } from '../../../src/grouping/embeddings/word-keys.ts'
import { createEmbeddings, encodeTable, EMBEDDING_UNIT } from '../../../src/grouping/embeddings/embeddings.ts'
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
