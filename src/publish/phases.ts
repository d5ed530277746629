/**
 * The phases of a story: what its reports tell of the event, one thing after another. Which reports tell the same was decided when they came, across all
 * languages (`grouping/stories/phase.ts`). Reports are added in the order of arrival.
 */
import type { StoredArticle } from '../model/article.ts'
import { type ArticleId, articleId, type Instant, type SourceId } from '../model/ids.ts'

export type Phase = {
  /** When the first of its reports came. */
  readonly began: Instant
  /** Sources that report it by themselves: a copy adds none. */
  readonly sources: ReadonlySet<SourceId>
  /** Reports that may give the headline, in the order of arrival. */
  readonly candidates: readonly StoredArticle[]
  /** The earliest dates of its reports, at most two. */
  readonly dates: readonly Instant[]
}

/** A phase with fewer sources takes the headline from none. */
export const CONFIRMED = 2

type Growing = { began: Instant; sources: Set<SourceId>; candidates: StoredArticle[]; dates: Instant[] }

/** What the story began with; reports that nobody has compared count to it. */
const BEGINNING = articleId('')

export const createPhases = () => {
  const phases = new Map<ArticleId, Growing>()
  const firstOf = new Map<ArticleId, ArticleId>()
  return {
    /** Adds a report to its phase, which it returns. */
    add(article: StoredArticle, isCandidate: boolean): Phase {
      const { id, tells, copyOf, source, firstSeen, publishedAt } = article
      const told = copyOf ?? tells ?? BEGINNING
      const first = firstOf.get(told) ?? told
      firstOf.set(id, first)
      const phase: Growing = phases.get(first) ?? { began: firstSeen, sources: new Set(), candidates: [], dates: [] }
      phases.set(first, phase)
      if (copyOf === null) phase.sources.add(source)
      if (isCandidate) phase.candidates.push(article)
      phase.dates = [...phase.dates, Math.min(publishedAt, firstSeen)].toSorted((a, b) => a - b).slice(0, CONFIRMED)
      return phase
    },
  }
}

/** True: the phase happened later. By the second of its dates, since one source may date a report wrongly, or be read late. */
export const isNewer = (phase: Phase, other: Phase): boolean => dateOf(phase) > dateOf(other)

const dateOf = ({ dates, began }: Phase): Instant => dates.at(-1) ?? began
