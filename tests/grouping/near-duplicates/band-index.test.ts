import { expect, test } from 'vitest'
import {
  createBandIndex,
  FINGERPRINT_WINDOW_MS,
  MAX_CANDIDATES,
  MOST_FINGERPRINTS,
} from '../../../src/grouping/near-duplicates/band-index.ts'
import { articleId, sourceId, storyId } from '../../../src/model/ids.ts'
import { NOON } from '../../store/samples.ts'

const BANDS = 43
const random = (seed: number): number => Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) >>> 0
/** Bands of a text, of which the first are those of another. */
const bandsOf = (text: number, like = text, shared = 0): Uint32Array =>
  Uint32Array.from({ length: BANDS }, (_, band) => random((band < shared ? like : text) * 64 + band + 1))
const entry = (name: string, bands: Uint32Array, { source = name, arrivedAt = NOON } = {}) => ({
  article: articleId(name),
  source: sourceId(source),
  story: storyId(`s-${name}`),
  arrivedAt,
  bands,
})
const query = (bands: Uint32Array, { source = 'asking', arrivedAt = NOON } = {}) => ({
  source: sourceId(source),
  arrivedAt,
  fingerprint: { bands },
})
const found = (index: ReturnType<typeof createBandIndex>, asked: ReturnType<typeof query>): readonly string[] =>
  index.candidates(asked).map(({ article }) => article)

test('candidates share bands: those with most come first, of equal ones the newest', () => {
  const index = createBandIndex()
  for (const [name, shared] of [
    ['few', 2],
    ['old', 20],
    ['new', 20],
    ['none', 0],
    ['most', 40],
  ] as const)
    index.add(entry(name, bandsOf(name.length * 31 + shared + name.charCodeAt(0), 7, shared)))
  expect(found(index, query(bandsOf(7)))).toEqual(['most', 'new', 'old', 'few'])
})

test('a text without bands of its own is found by its title', () => {
  const index = createBandIndex()
  const title = bandsOf(7).slice(-1)
  index.add(entry('headline', title))
  index.add(entry('article', bandsOf(7)))
  expect(found(index, query(title))).toEqual(['article', 'headline'])
  expect(found(index, query(bandsOf(7)))).toEqual(['article', 'headline'])
})

test('what has no fingerprint, is of the same source or arrived long before is no candidate', () => {
  const index = createBandIndex()
  index.add(entry('one', bandsOf(7)))
  expect(index.candidates({ ...query(bandsOf(7)), fingerprint: null })).toEqual([])
  expect(found(index, query(bandsOf(7), { source: 'one' }))).toEqual([])
  expect(found(index, query(bandsOf(7), { arrivedAt: NOON + FINGERPRINT_WINDOW_MS }))).toEqual(['one'])
  expect(found(index, query(bandsOf(7), { arrivedAt: NOON + FINGERPRINT_WINDOW_MS + 1 }))).toEqual([])
})

test('of thousands that share everything, the newest are candidates', () => {
  const index = createBandIndex()
  for (let nth = 0; nth < 5_000; nth += 1) index.add(entry(`a${nth}`, bandsOf(7)))
  const newest = Array.from({ length: MAX_CANDIDATES }, (_, nth) => `a${4_999 - nth}`)
  expect(found(index, query(bandsOf(7)))).toEqual(newest)
})

test('a look-up takes 256 steps in each bucket and no more, whatever a source fills it with', () => {
  const index = createBandIndex()
  index.add(entry('behind', bandsOf(7)))
  const asked = query(bandsOf(7), { source: 'flooding' })
  for (let nth = 0; nth < 255; nth += 1) index.add(entry(`a${nth}`, bandsOf(7), { source: 'flooding' }))
  expect(found(index, asked)).toEqual(['behind'])
  index.add(entry('one more', bandsOf(7), { source: 'flooding' }))
  expect(found(index, asked)).toEqual([])
})

test('the newest fingerprints are held, however many come', () => {
  const index = createBandIndex()
  const text = (nth: number) => bandsOf(nth + 100)
  for (let nth = 0; nth < MOST_FINGERPRINTS + 10; nth += 1) index.add(entry(`a${nth}`, text(nth)))
  for (const nth of [10, 2_000, MOST_FINGERPRINTS + 9]) expect(found(index, query(text(nth)))).toEqual([`a${nth}`])
  expect(found(index, query(text(9)))).toEqual([])
})

test('an article moves to another story', () => {
  const index = createBandIndex()
  index.add(entry('one', bandsOf(7)))
  index.reassign(new Map([[articleId('one'), storyId('s-other')]]))
  expect(index.candidates(query(bandsOf(7)))).toEqual([{ article: 'one', source: 'one', story: 's-other' }])
})
