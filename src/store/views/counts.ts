/** Counts for calendars and lists of tags. */
import { DAY } from '../../lib/durations.ts'
import type { EntityId, Instant, PlaceId, TagIds, TopicId } from '../../model/ids.ts'
import type { Database } from '../database.ts'
import { dayText } from '../day-counts.ts'
import type { StoryCalendar } from '../ports/story-search.ts'
import { idsNamed, TAG_ID } from '../tags.ts'

export type Counts = ReturnType<typeof countsIn>

export const countsIn = (database: Database) => ({
  /** How many stories each UTC day of the published order has, from `from` to before `to`. Cheap at any size of the store. */
  storyCalendar: async (from: Instant, to: Instant): Promise<StoryCalendar> => {
    const [days, earlier, later] = await Promise.all([
      database.all<{ readonly day: number; readonly stories: number }>(STORIES_BY_DAY, from, to),
      database.get<DayRow>(EARLIER, from),
      database.get<DayRow>(LATER, to),
    ])
    return {
      days: days.map(({ day, stories }) => ({ day: dayText(day), stories })),
      earlier: dayOf(earlier),
      later: dayOf(later),
    }
  },
  /** How many articles have each id as a tag. */
  tagCounts: async (kind: 'topic' | 'entity' | 'place', since: Instant): Promise<readonly TagCount[]> =>
    (await database.all<{ readonly name: string; readonly articles: number }>(TAG_COUNTS, kind, since)).map(
      ({ name, articles }) => ({ id: TAG_ID[kind](name), articles }),
    ),
  /** For each name, ignoring case, the id that articles were ever stored under or a source was configured under; names without one are left out. */
  formerIds: async <Kind extends keyof TagIds>(
    kind: Kind,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, TagIds[Kind]>> => {
    // Tags are never deleted, so that names stay known after their last article is deleted.
    const tags = await database.all<{ readonly name: string; readonly n: number }>(TAGS, kind)
    return idsNamed(
      tags.map(({ name, n }) => [name, n] as const),
      kind,
      names,
    )
  },
})
export type TagCount = { readonly id: TopicId | EntityId | PlaceId; readonly articles: number }

/** These read the index of the published order only. */
const STORIES_BY_DAY = `
  SELECT sort_at / ${DAY} AS day, count(*) AS stories FROM story WHERE sort_at >= $1 AND sort_at < $2 GROUP BY 1 ORDER BY 1`
const EARLIER = `SELECT max(sort_at) / ${DAY} AS day FROM story WHERE sort_at < $1`
const LATER = `SELECT min(sort_at) / ${DAY} AS day FROM story WHERE sort_at >= $1`
const TAG_COUNTS = `
  SELECT name, articles FROM (
    SELECT g.name, (SELECT count(*) FROM article_tag t WHERE t.tag = g.n AND t.sort_at >= $2) AS articles FROM tag g WHERE g.kind = $1) counted
  WHERE articles > 0 ORDER BY articles DESC, name`
const TAGS = 'SELECT name, n FROM tag WHERE kind = $1 ORDER BY n'

type DayRow = { readonly day: number | null }
const dayOf = (row: DayRow | undefined): string | null => (row === undefined || row.day === null ? null : dayText(row.day))
