import type { Instant } from '../../../model/ids.ts'
import type { Edition } from '../../ports/story-view.ts'
import type { Queries } from './queries.ts'

/** What one transaction adds to the totals. */
export type CounterChanges = {
  readonly articles: number
  readonly copies: number
  readonly stories: number
  /** Null: the checkpoint stays. */
  readonly checkpoint: number | null
  readonly isPublished: boolean
}

/** The edition's time never decreases: after the clock was set back, new content must not look old. */
export const changeCounters = async ({ run }: Queries, changes: CounterChanges, now: Instant): Promise<void> => {
  const { articles, copies, stories, checkpoint, isPublished } = changes
  await run(CHANGE_COUNTERS, articles, copies, stories, checkpoint, isPublished ? 1 : 0, now)
}
/** Released articles have new numbers by now; their older rows of the log name numbers that no longer exist. */
const CHANGE_COUNTERS = `
  UPDATE counters SET articles = articles + $1, copies = copies + $2, stories = stories + $3, checkpoint = coalesce($4, checkpoint),
    edition = edition + $5, edition_at = CASE WHEN $5 = 1 THEN greatest(edition_at, $6) ELSE edition_at END,
    decided_article = greatest(decided_article,
      (SELECT max(l.article) FROM article_log l WHERE l.seq > checkpoint AND l.seq <= $4 AND l.kind IN ('new', 'released'))),
    decided_item = greatest(decided_item,
      (SELECT max(i.n) FROM article_log l CROSS JOIN LATERAL (SELECT max(n) AS n FROM item WHERE article = l.article) i
        WHERE l.seq > checkpoint AND l.seq <= $4 AND l.kind IN ('new', 'released')))`

export const changeEdition = async (queries: Queries, now: Instant): Promise<void> =>
  await changeCounters(queries, { articles: 0, copies: 0, stories: 0, checkpoint: null, isPublished: true }, now)

export const readEdition = async ({ get }: Queries): Promise<Edition> =>
  (await get<Edition>('SELECT edition AS number, edition_at AS at FROM counters')) ?? { number: 0, at: 0 }

export const countItems = async ({ run }: Queries, more: number): Promise<void> => {
  if (more !== 0) await run('UPDATE item_count SET items = items + $1 WHERE slot = pg_backend_pid() % 16', more)
}
