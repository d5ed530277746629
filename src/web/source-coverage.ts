/** What arrived in the last days: the counts of the store, and which sources delivered. */
import { DAY } from '../lib/durations.ts'
import type { Instant, LanguageTag } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import type { SourceSummary } from '../store/ports/source-queue.ts'
import type { CoverageCounts } from '../store/ports/story-search.ts'
import { HttpError } from './http/http-error.ts'
import { idsAboveIn } from './ids-above.ts'
import type { Statistics } from './statistics.ts'
import type { PageContext } from './pages/page-context.ts'

/** The values of the parameter `days`. */
export const COVERED_DAYS = [1, 7, 30] as const
export type CoveredDays = (typeof COVERED_DAYS)[number]
const USUAL: CoveredDays = 7

export const coveredDaysIn = (query: URLSearchParams): CoveredDays => {
  const written = query.get('days') ?? ''
  if (written === '') return USUAL
  const days = COVERED_DAYS.find((one) => String(one) === written)
  if (days !== undefined) return days
  throw new HttpError(400, `days must be one of ${COVERED_DAYS.join(', ')}.`, {
    extra: { parameter: 'days' },
    localized: { key: 'error.parameter', values: { name: 'days' } },
  })
}

/** A source that is polled. */
export type CoveredSource = {
  readonly source: Source
  /** As configured, else the language of most of its articles; null: it has none yet. */
  readonly language: LanguageTag | null
  /** Whether it delivered in these days. */
  readonly isLive: boolean
  /** When it last delivered anything; null: never. */
  readonly lastAt: Instant | null
}

export type SourceCoverage = CoverageCounts & {
  readonly days: CoveredDays
  readonly since: Instant
  readonly sources: readonly CoveredSource[]
}

export const sourceCoverage = async (context: PageContext, days: CoveredDays): Promise<SourceCoverage> => {
  const since = context.hour - days * DAY
  const counts = await context.statistics.coverage({ since, above: idsAboveIn(context.configuration) })
  return { ...counts, days, since, sources: await coveredSources(context, days) }
}

/** The sources that are polled, and which of them delivered. */
export const coveredSources = async (
  {
    statistics,
    configuration,
  }: Pick<PageContext, 'configuration'> & { readonly statistics: Pick<Statistics, 'sourceSummaries'> },
  days: CoveredDays,
): Promise<readonly CoveredSource[]> => {
  const summaries = new Map((await statistics.sourceSummaries()).map((summary) => [summary.id, summary]))
  return configuration.sources.flatMap((source) => {
    if (!source.active) return []
    const summary = summaries.get(source.id)
    return {
      source,
      language: source.language ?? summary?.languages[0]?.language ?? null,
      isLive: summary !== undefined && isLive(summary, days),
      lastAt: summary?.changedAt ?? summary?.newestAt ?? null,
    }
  })
}

const isLive = ({ perDay }: SourceSummary, days: number): boolean => perDay.slice(-days).some((items) => items > 0)

/** How many of the configured sources of a group (`of`, such as a country) deliver. */
export type LiveShare = { readonly of: string | null; readonly live: number; readonly configured: number }

/** The shares by group, those with most sources first. */
export const liveShares = (
  sources: readonly CoveredSource[],
  groupOf: (source: CoveredSource) => string | null,
): readonly LiveShare[] =>
  [...Map.groupBy(sources, groupOf)]
    .map(([of, own]) => ({ of, live: own.filter(({ isLive }) => isLive).length, configured: own.length }))
    .toSorted((a, b) => b.configured - a.configured || String(a.of).localeCompare(String(b.of), 'en'))

/** Sources that delivered nothing, the longest silent first. */
export const silentSources = (sources: readonly CoveredSource[]): readonly CoveredSource[] =>
  sources.filter(({ isLive }) => !isLive).toSorted((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0))
