import { namesFor } from './names.ts'
import { namesIn } from './parameters.ts'
import { iso } from './catalogue-views.ts'
import type { Coverage } from './catalogue-schemas.ts'
import type { PageContext } from '../pages/page-context.ts'
import { type CoveredSource, coveredDaysIn, liveShares, silentSources, sourceCoverage } from '../source-coverage.ts'

/** What arrived in the last days, by topic, language and country, and which sources delivered. */
export const coverageView = async (context: PageContext): Promise<Coverage> => {
  const names = namesFor(context, await namesIn(context))
  const { days, since, articles, isLowerBound, cells, sources } = await sourceCoverage(context, coveredDaysIn(context.query))
  return {
    days,
    since: new Date(since).toISOString(),
    articles,
    isLowerBound,
    cells: cells.map(({ topic, newestAt, ...cell }) => ({
      ...cell,
      topic,
      name: topic === null ? null : names.topic(topic),
      newest: new Date(newestAt).toISOString(),
    })),
    sources: { live: sources.filter(({ isLive }) => isLive).length, configured: sources.length },
    languages: shares(sources, ({ language }) => language),
    countries: shares(sources, ({ source }) => source.country),
    silent: silentSources(sources).map(({ source, language, lastAt }) => ({
      id: source.id,
      name: source.name,
      language,
      country: source.country,
      last: iso(lastAt),
    })),
  }
}

const shares = (sources: readonly CoveredSource[], groupOf: (source: CoveredSource) => string | null) =>
  liveShares(sources, groupOf).map(({ of, live, configured }) => ({ id: of, live, configured }))
