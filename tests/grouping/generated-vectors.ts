/** A window of generated vectors: those of real sentences in 31 languages, mixed in pairs and with noise, so that they are alike in every degree. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VectorRows } from '../../src/grouping/stories/nearest.ts'
import { createVectorColumns, lengthOf } from '../../src/lib/vector-columns.ts'
import { quantize } from '../../src/lib/unit-vectors.ts'
import { randomFrom } from '../bench/random.ts'

const FIXTURE = join(import.meta.dirname, '../fixtures/encoder/parity.json')
const LANGUAGES = ['en', 'de', 'fr', 'ar', 'zh-Hans', 'ru']
export const AT = 0

/** Vectors of sentences less their mean, of unit length. */
const sentences = (): readonly Float64Array[] => {
  const { texts } = JSON.parse(readFileSync(FIXTURE, 'utf8')) as { readonly texts: readonly { readonly vector: string }[] }
  const vectors = texts.map(({ vector }) => Float64Array.from(new Int8Array(Buffer.from(vector, 'base64'))))
  const mean = Float64Array.from(vectors[0] ?? [], (_, nth) =>
    vectors.reduce((sum, vector) => sum + (vector[nth] ?? 0) / vectors.length, 0),
  )
  return vectors.map((vector) => {
    const centred = vector.map((value, nth) => value - (mean[nth] ?? 0))
    const length = Math.hypot(...centred)
    return centred.map((value) => value / length)
  })
}

export const generatedWindow = (size: number, seed: number) => {
  const [random, bases] = [randomFrom(seed), sentences()]
  const baseOf = (): Float64Array => bases[Math.floor(random() * bases.length)] ?? new Float64Array()
  const make = (): Int8Array => {
    const [one, other, share, noise] = [baseOf(), baseOf(), 0.6 * random(), 0.06 + 0.06 * random()]
    return quantize(
      one.map((value, nth) => (1 - share) * value + share * (other[nth] ?? 0) + noise * (random() + random() - 1)),
    )
  }
  const columns = createVectorColumns(bases[0]?.length ?? 0)
  for (let row = 0; row < size; row += 1) columns.put(row, make())
  const reports = LANGUAGES.map((language) => ({ at: AT, language }))
  const window: VectorRows = {
    size,
    columns: columns.columns,
    reportAt: (row) => reports[row % reports.length] ?? { at: AT, language: '' },
  }
  return { window, make }
}

/** The rows that are nearest by their cosine, best first, compared one by one. */
export const exactlyNearest = ({ columns, size }: VectorRows, vector: Int8Array): readonly Near[] => {
  const { vectors, lengths } = columns()
  const length = lengthOf(vector)
  const all = Array.from({ length: size }, (_, row): Near => {
    let dot = 0
    for (const [nth, value] of vector.entries()) dot += (vectors[row * vector.length + nth] ?? 0) * value
    return { row, cosine: dot / (length * (lengths[row] ?? 1)) }
  })
  return all.toSorted((a, b) => b.cosine - a.cosine)
}
type Near = { readonly row: number; readonly cosine: number }

/** Of the twelve nearest in the report's own language and the twelve in others, those that are found. */
export const recallOf = (window: VectorRows, vector: Int8Array, language: string, found: readonly number[]) => {
  const isOwn = ({ row }: Near): boolean => window.reportAt(row).language === language
  const exact = exactlyNearest(window, vector)
  const wanted = [...exact.filter(isOwn).slice(0, 12), ...exact.filter((near) => !isOwn(near)).slice(0, 12)]
  const rows = new Set(found)
  return { wanted, found: wanted.filter(({ row }) => rows.has(row)) }
}
