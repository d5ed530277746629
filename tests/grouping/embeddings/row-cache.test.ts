import { describe, expect, test } from 'vitest'
import { createRowCache } from '../../../src/grouping/embeddings/embeddings.ts'

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
