/**
 * Takes from a vector what the stream of these days has in common in its language. In a stream of one affair, all reports are alike in what the affair is
 * about; what tells its happenings apart is the rest.
 */
import { quantize } from '../../lib/unit-vectors.ts'
import type { ReportFeatures } from './report-features.ts'
import { lengthOf } from '../../lib/vector-columns.ts'

/** A language's mean counts as if so many more reports had shared nothing. */
const STRANGERS = 50

export type StreamCentre = {
  /** From now on, centres by the means of these reports. */
  readonly moveTo: (reports: readonly Pick<ReportFeatures, 'language' | 'vector'>[]) => void
  /** A report's vector without its language's mean, to unit length; null: it has none. */
  readonly centred: (report: Pick<ReportFeatures, 'language' | 'vector'>) => Int8Array | null
}

/** `dimensions`: numbers of a vector. */
export const createStreamCentre = (dimensions: number): StreamCentre => {
  let means = new Map<string, Float64Array>()
  return {
    moveTo(reports) {
      const languages = Map.groupBy(reports, ({ language }) => language)
      means = new Map(Array.from(languages, ([language, own]) => [language, meanOf(own, dimensions)]))
    },
    centred({ language, vector }) {
      const mean = means.get(language)
      if (vector === null || mean === undefined) return vector
      const length = lengthOf(vector) || 1
      const centred = Float64Array.from(vector, (value, nth) => value / length - (mean[nth] ?? 0))
      const rest = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0)) || 1
      return quantize(centred.map((value) => value / rest))
    },
  }
}

const meanOf = (reports: readonly Pick<ReportFeatures, 'vector'>[], dimensions: number): Float64Array => {
  const sum = new Float64Array(dimensions)
  let count = 0
  for (const { vector } of reports) {
    if (vector === null) continue
    const length = lengthOf(vector) || 1
    for (let nth = 0; nth < dimensions; nth += 1) sum[nth] = (sum[nth] ?? 0) + (vector[nth] ?? 0) / length
    count += 1
  }
  return sum.map((value) => value / (count + STRANGERS))
}
