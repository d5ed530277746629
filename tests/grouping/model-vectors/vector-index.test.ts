import { describe, expect, test } from 'vitest'
import { articleId, storyId } from '../../../src/model/ids.ts'
import { directionOf } from '../../../src/grouping/embeddings/embeddings.ts'
import { createLikenessCounts, likenessAt, NEAR, stepOf } from '../../../src/grouping/model-vectors/likeness-scale.ts'
import { createVectorIndex } from '../../../src/grouping/model-vectors/vector-index.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Directions that have little to do with each other, the same in every run. */
const seeded = (seed: number) => {
  let state = seed * 2_654_435_761
  const values = Array.from({ length: 24 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  })
  return directionOf(values)!
}
type Given = {
  readonly seed: number
  readonly language?: string
  readonly at?: number
  readonly model?: string
  readonly revision?: string
}
const reportOf = ({ seed, language = 'en', at = 0, model = 'm', revision = 'r' }: Given) => ({
  language,
  at,
  arrivedAt: at,
  vector: { model, revision, direction: seeded(seed) },
})
/** A day's news in two languages, and then what is given. */
const indexWith = (...given: readonly Given[]) => {
  const index = createVectorIndex()
  const day = Array.from({ length: 40 }, (_, nth): Given => ({ seed: 100 + nth, language: nth % 2 === 0 ? 'en' : 'ru' }))
  for (const [nth, one] of [...day, ...given].entries()) {
    const report = reportOf(one)
    const { vector } = index.compare(report)
    index.add({ ...report, article: articleId(`a${nth - 40}`), story: storyId(`s${nth - 40}`), vector })
  }
  return index
}
const nearOf = (index: ReturnType<typeof createVectorIndex>, given: Given) => [...index.compare(reportOf(given)).near.keys()]

describe('near stories', () => {
  test('are of other languages, of a day and a half, and of the same model in the same revision', () => {
    expect(nearOf(indexWith({ seed: 1 }), { seed: 1, language: 'ru' })).toEqual(['s0'])
    expect(nearOf(indexWith({ seed: 1 }), { seed: 2, language: 'ru' })).toEqual([])
    expect(nearOf(indexWith({ seed: 1 }), { seed: 1, language: 'en' })).toEqual([])
    expect(nearOf(indexWith({ seed: 1 }), { seed: 1, language: 'ru', at: 36 * HOUR })).toEqual(['s0'])
    expect(nearOf(indexWith({ seed: 1 }), { seed: 1, language: 'ru', at: 37 * HOUR })).toEqual([])
    expect(nearOf(indexWith({ seed: 1 }), { seed: 1, language: 'ru', model: 'n' })).toEqual([])
    expect(nearOf(indexWith({ seed: 1 }), { seed: 1, language: 'ru', revision: 's' })).toEqual([])
  })
  test('follow where their articles are moved', () => {
    const index = indexWith({ seed: 1 })
    index.reassign(new Map([[articleId('a0'), storyId('moved')]]))
    expect(nearOf(index, { seed: 1, language: 'ru' })).toEqual(['moved'])
  })
  test('are known no longer when what random pairs are like is four days old', () => {
    expect(nearOf(indexWith({ seed: 1, at: 3 * DAY }), { seed: 1, language: 'ru', at: 3 * DAY + HOUR })).toEqual(['s0'])
    expect(nearOf(indexWith({ seed: 1, at: 5 * DAY }), { seed: 1, language: 'ru', at: 5 * DAY + HOUR })).toEqual([])
  })
})

describe('what a likeness weighs', () => {
  test('depends on what random pairs are like: nothing where it is usual, not enough to join at the percentile', () => {
    for (const usual of [0, 0.8]) {
      const counts = createLikenessCounts()
      counts.count(Uint16Array.from({ length: 1_000 }, (_, nth) => stepOf(usual + (0.1 * nth) / 1_000)))
      const scale = counts.scale()
      expect(scale?.near).toBeCloseTo(usual + 0.099, 2)
      expect(scale?.weigh(usual + 0.05)).toBeCloseTo(0, 1)
      expect(scale?.weigh(scale.near)).toBeCloseTo(NEAR, 5)
      expect(scale?.weigh(1)).toBeLessThanOrEqual(0.6)
    }
  })
  test('is not known from few pairs, nor of a model that finds all equally alike', () => {
    const counts = createLikenessCounts()
    counts.count(Uint16Array.from({ length: 99 }, (_, nth) => nth))
    expect(counts.scale()).toBeNull()
    counts.count(Uint16Array.of(99))
    expect(counts.scale()).not.toBeNull()
    counts.discount(Uint16Array.of(99))
    expect(counts.scale()).toBeNull()
    const flat = createLikenessCounts()
    flat.count(new Uint16Array(500).fill(stepOf(0.9)))
    expect(flat.scale()).toBeNull()
  })
  test('a likeness is counted to two thousandths', () => {
    for (const likeness of [-1, -0.33, 0, 0.7123, 1]) expect(likenessAt(stepOf(likeness))).toBeCloseTo(likeness, 2)
    expect([stepOf(-1.01), stepOf(1.01)]).toEqual([0, 1_000])
  })
})
