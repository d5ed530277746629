import { expect, test } from 'vitest'
import { decodeFeatures, encodeFeatures, FEATURES_FORMAT } from '../../src/grouping/stored-features.ts'
import type { ReportFeatures } from '../../src/grouping/stories/report-features.ts'

const FEATURES: ReportFeatures = {
  language: 'ru',
  source: 'ledger',
  at: 17,
  phase: 'a-first',
  begunAt: 1_789_000_000_123,
  headline: Int32Array.of(-4, 9),
  terms: { terms: Int32Array.of(-5, 7, 900_000_000), weights: Uint16Array.of(1, 2, 65_535) },
  facts: new Set(['place:PL', 'word:нрд']),
  vector: null,
  density: { own: 0.4321, other: 0 },
}
const VECTOR = Int8Array.of(127, -127, 0, 5, -1)

test.each([
  ['without a vector', FEATURES, null],
  ['with one', { ...FEATURES, vector: VECTOR }, 'e5 12ab'],
  ['with little else', { ...FEATURES, headline: new Int32Array(), facts: new Set<string>(), vector: VECTOR }, 'e5 12ab'],
])('what is stored %s comes back', (_, features, revision) =>
  expect(decodeFeatures(encodeFeatures(features, revision))).toEqual({ ...features, revision }),
)

test('what another version stored is not read', () => {
  const { at, bytes } = encodeFeatures({ ...FEATURES, vector: VECTOR }, 'e5 12ab')
  const other = bytes.slice()
  other[0] = FEATURES_FORMAT - 1
  expect(decodeFeatures({ at, bytes: other })).toBeNull()
  expect(decodeFeatures({ at, bytes: bytes.slice(0, 7) })).toBeNull()
})
