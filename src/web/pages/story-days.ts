/** The days of the field's stories; with `?feed=all` in the page's address, of every story. */
import type { Filter } from '../../model/filter.ts'
import type { Instant } from '../../model/ids.ts'
import type { StoryCalendar } from '../../store/ports/story-search.ts'
import { EVERYTHING, fieldFilter } from '../feeds/feed-query.ts'
import { HttpError } from '../http/http-error.ts'
import type { PageContext, Parameters } from './page-context.ts'

/** The value of `feed` to keep in links; null: the field. */
export const shownFeed = ({ query }: PageContext): typeof EVERYTHING | null =>
  query.get('feed') === EVERYTHING ? EVERYTHING : null

export const shownFilter = (context: PageContext): Filter =>
  shownFeed(context) === EVERYTHING ? { kind: 'everything' } : fieldFilter(context.configuration)

/**
 * How many stories each UTC day has; where counting those of the field takes too long, how many of any kind. `earlier` and `later` are the
 * nearest days with any story.
 */
export const storyDays = async (context: PageContext, from: Instant, to: Instant): Promise<StoryCalendar> => {
  const every = await context.statistics.storyCalendar(from, to)
  const filter = shownFilter(context)
  if (filter.kind === 'everything' || every.days.length === 0) return every
  try {
    const counts = new Map<string, number>()
    for (const { day, articles } of await context.statistics.countByDay(filter, 'story', from, to))
      counts.set(day, (counts.get(day) ?? 0) + articles)
    return { ...every, days: [...counts].map(([day, stories]) => ({ day, stories })) }
  } catch (error) {
    if (error instanceof HttpError) return every
    throw error
  }
}

export const dayHref = (context: PageContext, day: string, parameters: Parameters = {}): string =>
  context.href(`/days/${day}`, { feed: shownFeed(context), ...parameters })
