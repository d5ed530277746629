/** Which reports are near to a vector: every stored vector is compared, in memory. */
import { DIMENSIONS } from '../../lib/unit-vectors.ts'
import type { Steps } from '../../lib/steps.ts'
import { createVectorColumns, dotOfRow, lengthOf, signDistance, signsOf } from '../../lib/vector-columns.ts'

/** Reports by their number, with the cosine of each. */
export type NearReports = ReadonlyMap<number, number>

/**
 * The most signs in which a report's vector may differ to be compared exactly: vectors at the least cosine that counts differ in 150 of 384 on average,
 * and one in a hundred of them in more than this. Whether a report is near depends on it and on what is looked for alone, so that it never changes.
 */
const MOST_SIGNS = 172
/** Rows of a step: about a millisecond. */
const ROWS_AT_ONCE = 8_192

export const createNearestReports = () => {
  const vectors = createVectorColumns(DIMENSIONS)
  const rows = new Map<number, number>()
  const articles: number[] = []
  return {
    size: (): number => articles.length,
    /** A new vector of the article replaces the one before. */
    put(article: number, vector: Int8Array): void {
      const row = rows.get(article) ?? articles.push(article) - 1
      rows.set(article, row)
      vectors.put(row, vector)
    },
    /** The nearest `most` with at least this cosine, a step for some thousand reports. */
    *near(vector: Int8Array, { least, most }: { readonly least: number; readonly most: number }): Steps<NearReports> {
      const { vectors: values, lengths, signs } = vectors.columns()
      const [own, length] = [signsOf(vector), lengthOf(vector) || 1]
      const found: { readonly article: number; readonly cosine: number }[] = []
      for (let row = 0; row < articles.length; row += 1) {
        if (row % ROWS_AT_ONCE === 0) yield
        if (signDistance(signs, row, own) > MOST_SIGNS) continue
        const cosine = dotOfRow(values, row, vector) / (length * (lengths[row] ?? 1))
        if (cosine >= least) found.push({ article: articles[row] ?? 0, cosine })
      }
      if (found.length > most) found.sort((one, other) => other.cosine - one.cosine)
      return new Map(found.slice(0, most).map(({ article, cosine }) => [article, cosine]))
    },
  }
}
