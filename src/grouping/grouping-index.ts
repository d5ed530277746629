import type { ReadArticle } from '../model/article.ts'
import type { ArticleId, Instant, SourceId, StoryId } from '../model/ids.ts'
import type { Assignment, DuplicateCandidate, IndexedReport, StoredFeatures } from '../model/story.ts'
import type { ReportContent } from './features/report-facts.ts'
import { createTemplates } from './features/templates.ts'
import { createBandIndex } from './near-duplicates/band-index.ts'
import { decodeFeatures } from './stored-features.ts'
import type { JoinDecision } from './stories/join-decision.ts'
import { type Compared, createReportComparer } from './stories/compare-report.ts'
import { createReportWindow, type Row, STEP_MS, type WindowReport, WINDOW_MS } from './stories/report-window.ts'
import { phaseAmong, type PhaseFit } from './stories/phase.ts'
import { matchStories, type StoryMatches } from './stories/story-match.ts'

export type { Compared } from './stories/compare-report.ts'

export { FINGERPRINT_WINDOW_MS } from './near-duplicates/band-index.ts'

/** Reports that arrived longer ago are compared with no more. */
export const FEATURES_WINDOW_MS = WINDOW_MS + STEP_MS

/** Rows of the store from which an index is refilled between two yields: some 20 ms. */
export const REFILLED_AT_ONCE = 100

/** A logged article, as the grouper passes it to the index. */
export type Report = ReportContent &
  Pick<ReadArticle, 'fingerprint'> & {
    readonly article: ArticleId
    readonly story: StoryId
    readonly source: SourceId
    /** When it was first seen. */
    readonly arrivedAt: Instant
  }

/** What was decided about a report, to be added to the index. */
export type Decision = {
  readonly assignment: Exclude<Assignment, { kind: 'same' }>
  /** Features to store. Null: no later report is compared with this one, for example because it is a copy. */
  readonly features: StoredFeatures | null
  readonly compared: Compared | null
  /** Another story that proves to be the same as the one that the report joins; null: none, as in most cases. */
  readonly late: LateMatch | null
  readonly continues: StoryId | null
}

export type LateMatch = {
  readonly story: StoryId
  readonly other: StoryId
  readonly articles: readonly ArticleId[]
  /** When the report that showed it came: the stories are one from then on, however late that is decided. */
  readonly at: Instant
  readonly score: number
  /** The cosine of the report that showed it and the nearest of the other story. */
  readonly likeness: number
  readonly shared: readonly string[]
  /** The phase that the later story began with. Left out: an earlier version noted the match. */
  readonly told?: PhaseFit
}

/**
 * All that new reports are compared with, and working space. A cache: refilled from the store, it gives the same results. Results depend on what was
 * added alone. Not re-entrant: one call at a time.
 */
export type GroupingIndex = {
  /** Articles of other sources that may carry the same text: those that share the most bands first, of equal ones the newest; at most 32. */
  duplicateCandidates(report: Pick<Report, 'source' | 'arrivedAt' | 'fingerprint'>): readonly DuplicateCandidate[]
  /** `vector`: of the report's title and opening; null: there is none. */
  compare(report: Report, vector: Int8Array | null): Compared
  match(compared: Compared): StoryMatches
  phaseIn(compared: Pick<Compared, 'features'>, story: string): PhaseFit
  /** The phase of the earlier story that the later one began with, as far as the window goes back. */
  phaseOfLater(one: string, other: string): PhaseFit
  reportAt(row: Row): WindowReport
  /** When a story began; null: none of its reports is compared with. */
  begunAt(story: StoryId): Instant | null
  add(report: Pick<Report, 'article' | 'story' | 'source' | 'arrivedAt' | 'fingerprint'>, decision: Decision): void
  /**
   * Fills an index that has just been created, in slices of any size, with the reports that arrived within `FINGERPRINT_WINDOW_MS`, in the order of
   * arrival. Features are needed only of those that arrived within `FEATURES_WINDOW_MS`.
   */
  restore(reports: readonly IndexedReport[]): void
  /** Moves all articles of one story to another, as if the index had been refilled with them there. */
  join(ended: StoryId, into: StoryId): void
  /** Moves articles to other stories, as if the index had been refilled with them there. */
  reassign(moves: ReadonlyMap<ArticleId, StoryId>): void
}

/** `dimensions`: numbers of a vector. */
export const createGroupingIndex = (decision: JoinDecision, dimensions = DIMENSIONS): GroupingIndex => {
  const window = createReportWindow(dimensions)
  const duplicates = createBandIndex()
  const templates = createTemplates()
  const add = (report: WindowReport): void => {
    window.add(report)
    templates.add(report)
  }
  return {
    duplicateCandidates: (report) => duplicates.candidates(report),
    compare: createReportComparer(window, templates),
    match: ({ features, near, others }) => matchStories(window, decision, features, near, (article) => others.has(article)),
    phaseIn: ({ features }, story) => phaseAmong(features, window.rowsOf(story).map(window.reportAt)),
    phaseOfLater(one, other) {
      const [earlier = [], later = []] = [one, other]
        .map((story) => window.rowsOf(story).map(window.reportAt))
        .toSorted(([a], [b]) => (a?.arrivedAt ?? 0) - (b?.arrivedAt ?? 0))
      const [began] = later
      return began === undefined ? { phase: null, probability: 0 } : phaseAmong(began, earlier)
    },
    reportAt: window.reportAt,
    begunAt(story) {
      const [first] = window.rowsOf(story)
      return first === undefined ? null : window.reportAt(first).begunAt
    },
    add({ article, story: own, source, arrivedAt, fingerprint }, { assignment, compared }) {
      const story = assignment.kind === 'starts' ? own : assignment.story
      if (fingerprint !== null) duplicates.add({ article, story, source, arrivedAt, bands: fingerprint.bands })
      if (compared !== null) add({ ...compared.features, article, story, arrivedAt })
    },
    restore(reports) {
      for (const { article, story, source, arrivedAt, features: stored, bands } of reports) {
        if (bands !== null) duplicates.add({ article, story, source, arrivedAt, bands })
        const features = stored === null ? null : decodeFeatures(stored)
        if (features !== null) add({ ...features, article, story, arrivedAt })
      }
    },
    join(ended, into) {
      duplicates.join(ended, into)
      window.join(ended, into)
    },
    reassign(moves) {
      duplicates.reassign(moves)
      window.reassign(moves)
    },
  }
}

const DIMENSIONS = 384
