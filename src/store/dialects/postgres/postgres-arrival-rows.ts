import type { ArrivalRows, DecidedItem } from '../../arrivals.ts'
import type { EarlierReport, Report } from '../../first-reports.ts'
import type { Arrival } from '../../ports/story-search.ts'
import { scanArrivals, thoseMeeting } from './postgres-arrival-scan.ts'
import { loadArticles, loadStoriesAsOf } from './postgres-articles.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { postgresQuestion } from './postgres-filter.ts'
import { articlesMeeting } from './postgres-scan.ts'

export const postgresArrivalRows = (engine: PostgresEngine): ArrivalRows => ({
  scanArrivals: (filter, scan) => scanArrivals(engine, filter, scan),
  questionOf: async (filter) => {
    const question = await postgresQuestion(engine, filter)
    return {
      meeting: async (articles) => await thoseMeeting(engine, question, articles),
      membersMeeting: async (stories) => await articlesMeeting(engine, question, stories, 'story'),
    }
  },
  articleArrivals: async (articles) => await engine.all<Arrival>(ARRIVALS, articles),
  reports: async (articles) => await engine.all<Report>(REPORTS, articles),
  earlier: async (articles) => await engine.all<EarlierReport>(EARLIER, articles),
  articles: async (numbers) => await loadArticles(engine, numbers),
  storiesAsOf: async (stories, upTo) => await loadStoriesAsOf(engine, stories, upTo),
  decidedItems: async (after, limit) => await engine.all<DecidedItem>(ITEMS, after, limit),
  firstItems: async (stories) => await engine.all<{ readonly n: number; readonly story: number }>(FIRST_ITEMS, stories),
  newestDecided: async () => (await engine.get<{ readonly n: number }>('SELECT decided_item AS n FROM counters'))?.n ?? 0,
})

const ARRIVALS = `
  SELECT a.n AS number, a.id FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place) JOIN article a ON a.n = j.n ORDER BY j.place`
const REPORTS = `
  SELECT a.n AS number, s.id, s.n AS story FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place)
  JOIN article a ON a.n = j.n JOIN story s ON s.n = a.story ORDER BY j.place`
const EARLIER = `
  SELECT b.n, b.story FROM article a JOIN article b ON b.story = a.story AND b.n < a.n WHERE a.n = ANY ($1::bigint[])`
const ITEMS = `
  SELECT i.n, s.id AS source, coalesce(a.story, o.story) AS story, CASE WHEN a.story IS NULL THEN o.id ELSE a.id END AS article
  FROM item i JOIN source s ON s.n = i.source LEFT JOIN article a ON a.n = i.article LEFT JOIN article o ON o.n = a.same_as
  WHERE i.n > $1 AND i.n <= (SELECT decided_item FROM counters) ORDER BY i.n LIMIT $2`
const FIRST_ITEMS = `
  SELECT a.story, min(i.n) AS n FROM article a JOIN item i ON i.article = a.n WHERE a.story = ANY ($1::bigint[]) GROUP BY a.story`
