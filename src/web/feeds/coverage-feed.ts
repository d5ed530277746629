/** The feed of changes in coverage: a source fell silent or came back, a topic has no more news in a language. */
import { DAY } from '../../lib/durations.ts'
import type { CoverageCount } from '../../store/ports/story-search.ts'
import type { FeedFormat } from '../../publish/feed-document.ts'
import type { Rendered } from '../http/document.ts'
import { idsAboveIn } from '../ids-above.ts'
import { tagIndex } from '../pages/configuration-index.ts'
import type { PageContext } from '../pages/page-context.ts'
import { absencesIn } from './health-feed.ts'
import { renderServiceFeed, type ServiceNotice } from './service-feed.ts'

/** A topic is empty in a language if nothing arrived for a week, and at least `REGULAR` articles in the four weeks before: two a week. */
const EMPTY_DAYS = 7
const BEFORE_DAYS = 28
const REGULAR = 8

export const renderCoverageFeed = async (pageContext: PageContext, format: FeedFormat): Promise<Rendered> => {
  const { locale, origin } = pageContext
  return await renderServiceFeed(pageContext, format, {
    path: '/coverage',
    title: locale.message('coverage.feed'),
    subtitle: locale.message('coverage.feed.intro'),
    home: `${origin}/coverage`,
    notices: [...(await absencesIn(pageContext)).map(ofThisFeed), ...(await emptied(pageContext))],
  })
}

/** The notice with another key: feed readers that identify entries by id, whatever their feed, would show it in only one of the two feeds. */
const ofThisFeed = (notice: ServiceNotice): ServiceNotice => ({ ...notice, key: `coverage/${notice.key}` })

const emptied = async (pageContext: PageContext): Promise<readonly ServiceNotice[]> => {
  const { statistics, configuration, hour } = pageContext
  const since = hour - (EMPTY_DAYS + BEFORE_DAYS) * DAY
  const { cells, isLowerBound } = await statistics.coverage({ since, above: idsAboveIn(configuration) })
  // An incomplete count does not show which topics are empty.
  if (isLowerBound) return []
  return cells
    .filter(({ articles, newestAt }) => articles >= REGULAR && newestAt < hour - EMPTY_DAYS * DAY)
    .flatMap((cell) => emptyNotice(pageContext, cell))
}

const emptyNotice = (
  { locale, configuration, origin }: PageContext,
  { topic, language, articles, newestAt }: CoverageCount,
): readonly ServiceNotice[] => {
  const known = tagIndex(configuration).topics.get(topic ?? '')
  if (known === undefined) return []
  const values = { topic: locale.label(known.label), language: locale.languageName(language), day: locale.day(newestAt) }
  return [
    {
      key: `coverage/${known.id}/${language}/${newestAt}`,
      mark: 'empty',
      at: newestAt + EMPTY_DAYS * DAY,
      title: locale.message('coverage.empty', values),
      texts: [locale.message('coverage.empty.text', { ...values, articles })],
      page: `${origin}/coverage`,
      source: null,
    },
  ]
}
