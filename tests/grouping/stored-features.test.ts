import { expect, test } from 'vitest'
import { decodeFeatures, encodeFeatures, FEATURES_FORMAT, type ReportFeatures } from '../../src/grouping/stored-features.ts'

const FEATURES: ReportFeatures = {
  language: 'ru',
  at: 17,
  headline: Int32Array.of(-4, 9),
  terms: { terms: Int32Array.of(-5, 7, 900_000_000), weights: Uint16Array.of(1, 2, 65_535) },
  embedding: Int16Array.of(-1_024, 0, 512),
  linkFeatures: new Set(['place:PL', 'name:нрд']),
  vector: null,
}
const VECTOR = {
  model: 'bge-m3',
  revision: 'bge-m3:latest/5/1',
  direction: Int16Array.of(1, -2, 3, -4, 1_024),
  sample: Uint16Array.of(0, 500, 1_000),
}

test.each([
  ['without a vector', FEATURES],
  ['with one', { ...FEATURES, vector: VECTOR }],
  ['with one that was compared with nothing', { ...FEATURES, vector: { ...VECTOR, sample: new Uint16Array() } }],
  ['with little else', { ...FEATURES, embedding: null, linkFeatures: new Set<string>(), vector: VECTOR }],
])('what is stored %s comes back', (_, features) => expect(decodeFeatures(encodeFeatures(features))).toEqual(features))

test('what has no vector is stored as if there were none', () => {
  const { bytes } = encodeFeatures(FEATURES)
  expect(new Int32Array(bytes.buffer, 0, 4)).toEqual(Int32Array.of(FEATURES_FORMAT, 3, 3, 2))
  expect(new TextDecoder().decode(bytes)).toMatch(/ru\nplace:PL\nname:нрд$/)
})

test('what another version stored is not read', () => {
  const { at, bytes } = encodeFeatures({ ...FEATURES, vector: VECTOR })
  const other = bytes.slice()
  other[0] = FEATURES_FORMAT - 1
  expect(decodeFeatures({ at, bytes: other })).toBeNull()
})
