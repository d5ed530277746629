/** The earlier reports that a new one may tell the same as: the nearest by meaning, or by words where it has no vector. */
import type { LanguageTag } from '../../model/ids.ts'
import type { Density, ReportFeatures } from './report-features.ts'
import { type ReportWindow, rarityIn, type Row, STORY_SPAN_MS } from './report-window.ts'
import { dotOfRow, lengthOf, SIGN_WORDS, signDistance, signsOf } from '../../lib/vector-columns.ts'

/** Nearest reports that are looked at in the report's own language, and in all others together. */
const NEAREST = 12
/** A report's density is its mean cosine to so many nearest reports. */
const DENSE = 10

/**
 * `rows`: near in time as well, so that they may tell of one happening; `earlier`: further away within the window, so that they may be of one affair.
 * The density is that among `rows`.
 */
export type Neighbours = { readonly rows: readonly Row[]; readonly earlier: readonly Row[]; readonly density: Density }

/**
 * In a larger window, only so many rows, or this share of all, are compared exactly: those whose signs differ least. Of 100,000 reports, these held
 * all with a cosine over 0.5, and 99 of a hundred of the 24 nearest.
 */
const FEWEST_EXACT = 1_024
const EXACT_SHARE = 1 / 48

export type VectorRows = Pick<ReportWindow, 'size' | 'columns'> & {
  readonly reportAt: (row: Row) => Pick<ReportFeatures, 'at' | 'language'>
}

/** `vector`: centred as those of the window are. */
export const nearestByMeaning = (
  window: VectorRows,
  { vector, at, language }: Pick<ReportFeatures, 'at' | 'language'> & { readonly vector: Int8Array },
): Neighbours => {
  const [own, other, earlier] = [createNearest(), createNearest(), createNearest()]
  const { vectors, lengths } = window.columns()
  const length = lengthOf(vector)
  for (const row of rowsToCompare(window, vector)) {
    const report = window.reportAt(row)
    const distance = Math.abs(report.at - at)
    if (lengths[row] === 0) continue
    const cosine = dotOfRow(vectors, row, vector) / (length * (lengths[row] ?? 1))
    ;(distance > STORY_SPAN_MS ? earlier : report.language === language ? own : other).offer(row, cosine)
  }
  return { rows: [...own.rows(), ...other.rows()], earlier: earlier.rows(), density: { own: own.mean(), other: other.mean() } }
}

/** All rows, or in a large window those whose signs differ least from the vector's, in their order. */
const rowsToCompare = (window: VectorRows, vector: Int8Array): readonly Row[] => {
  const { size } = window
  if (size <= FEWEST_EXACT) return Array.from({ length: size }, (_, row) => row)
  const { signs } = window.columns()
  const own = signsOf(vector)
  const distances = new Uint16Array(size)
  const counts = new Uint32Array(SIGN_WORDS * 32 + 1)
  for (let row = 0; row < size; row += 1) {
    const distance = signDistance(signs, row, own)
    distances[row] = distance
    counts[distance] = (counts[distance] ?? 0) + 1
  }
  const wanted = Math.max(FEWEST_EXACT, EXACT_SHARE * size)
  let [most, rows] = [0, counts[0] ?? 0]
  while (rows < wanted) rows += counts[++most] ?? 0
  const near: Row[] = []
  for (let row = 0; row < size; row += 1) if ((distances[row] ?? 0) <= most) near.push(row)
  return near
}

/** The rows that share the most informative words in one language, and the rarest facts across languages. */
export const nearestByWords = (
  window: ReportWindow,
  { terms, facts, at, language }: Pick<ReportFeatures, 'terms' | 'facts' | 'at' | 'language'>,
): Neighbours => {
  const scores = new Map<Row, number>()
  const add = (rows: readonly Row[], weight: number, isWanted: (language: LanguageTag) => boolean): void => {
    for (const row of rows) if (isWanted(window.reportAt(row).language)) scores.set(row, (scores.get(row) ?? 0) + weight)
  }
  for (const [nth, term] of terms.terms.entries())
    add(window.rowsWithTerm(term), terms.weights[nth] ?? 0, (other) => other === language)
  for (const fact of facts) {
    const rows = window.rowsWithFact(fact)
    add(rows, rarityIn(window, rows.length), (other) => other !== language)
  }
  const [own, other] = [createNearest(), createNearest()]
  for (const [row, score] of scores) {
    const report = window.reportAt(row)
    if (Math.abs(report.at - at) <= STORY_SPAN_MS) (report.language === language ? own : other).offer(row, score)
  }
  return { rows: [...own.rows(), ...other.rows()], earlier: [], density: { own: 0, other: 0 } }
}

/** The rows with the greatest scores; of equal ones, those offered first. */
const createNearest = () => {
  const rows: Row[] = []
  const scores: number[] = []
  return {
    offer(row: Row, score: number): void {
      if (rows.length === NEAREST && score <= (scores[NEAREST - 1] ?? 0)) return
      let rank = rows.length
      for (; rank > 0 && (scores[rank - 1] ?? 0) < score; rank -= 1) {
        rows[rank] = rows[rank - 1] ?? 0
        scores[rank] = scores[rank - 1] ?? 0
      }
      rows[rank] = row
      scores[rank] = score
      if (rows.length <= NEAREST) return
      rows.pop()
      scores.pop()
    },
    rows: (): readonly Row[] => rows,
    /** Rounded as it is stored. */
    mean: (): number => Math.round(scores.slice(0, DENSE).reduce((sum, score) => sum + score, 0) * 1e3) / (1e3 * DENSE),
  }
}
