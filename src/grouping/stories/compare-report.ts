/** What a report is compared by, computed with the window as it is when the report comes. */
import type { ArticleId, Instant, SourceId } from '../../model/ids.ts'
import { headlineWordsOf } from '../features/headline-words.ts'
import { createFactFinder, type ReportContent } from '../features/report-facts.ts'
import { createReportReader } from '../features/report-words.ts'
import type { Templates } from '../features/templates.ts'
import { createTermCounter, topTerms } from '../features/term-vector.ts'
import type { Neighbours } from './nearest.ts'
import type { ReportFeatures } from './report-features.ts'
import { type ReportWindow, rarityIn } from './report-window.ts'
import { neighboursOf } from './story-match.ts'

export type Compared = {
  readonly features: ReportFeatures
  readonly near: Pick<Neighbours, 'rows' | 'earlier'>
  /** Articles of its source and template that report another event. */
  readonly others: ReadonlySet<string>
}

export type ComparedReport = ReportContent & {
  readonly article: ArticleId
  readonly source: SourceId
  readonly arrivedAt: Instant
}

/** Returns a function that compares reports with the window. `vector`: of the report's title and opening; null: there is none. Not re-entrant. */
export const createReportComparer = (window: ReportWindow, templates: Templates) => {
  const wordsOf = createReportReader()
  const termsOf = createTermCounter()
  const factsOf = createFactFinder()
  return (report: ComparedReport, vector: Int8Array | null): Compared => {
    const { language, publishedAt: at, source, arrivedAt } = report
    const words = wordsOf(report)
    const headline = headlineWordsOf(words, report)
    const counted = termsOf(words)
    const rarities = Float64Array.from({ length: counted.size }, (_, nth) =>
      rarityIn(window, window.rowsWithTerm(counted.terms[nth] ?? 0).length),
    )
    const weighed = topTerms(counted, rarities)
    const { terms, others } = templates.read({ source, language, arrivedAt, headline, terms: weighed })
    const compared = {
      language,
      source,
      at,
      headline,
      terms,
      facts: factsOf(report),
      vector,
      begunAt: at,
      phase: report.article,
    }
    const { density, ...near } = neighboursOf(window, compared)
    return { features: { ...compared, density }, near, others }
  }
}
