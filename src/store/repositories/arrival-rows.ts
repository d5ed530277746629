import type { ArrivalRows, DecidedItem } from '../arrivals.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { EarlierReport, Report } from '../first-reports.ts'
import type { Arrival } from '../ports/story-search.ts'
import { scanArrivals, thoseMeeting } from './arrival-scan.ts'
import { articlesMeeting } from './article-scan.ts'
import { questionOf } from './filter-to-sql.ts'
import { loadArticles, loadStoriesAsOf } from './load-stories.ts'

export const arrivalRows = (engine: Engine): ArrivalRows => ({
  scanArrivals: (filter, scan) => scanArrivals(engine, filter, scan),
  questionOf: (filter) => {
    const question = questionOf(engine, filter)
    return {
      meeting: (articles) => thoseMeeting(engine, question, articles),
      membersMeeting: (stories) => articlesMeeting(engine, question, stories, 'story'),
    }
  },
  articleArrivals: (articles) => engine.all<Arrival>(ARRIVALS, JSON.stringify(articles)),
  reports: (articles) => engine.all<Report>(REPORTS, JSON.stringify(articles)),
  earlier: (articles) => engine.all<EarlierReport>(EARLIER, JSON.stringify(articles)),
  articles: (numbers) => loadArticles(engine, numbers),
  storiesAsOf: async (stories, upTo, budget) => await loadStoriesAsOf(engine, stories, { upTo, budget }),
  decidedItems: (after, limit) =>
    engine
      .all<ItemRow>(ITEMS, after, newestDecided(engine), limit)
      .map(({ source, ...row }) => ({ ...row, source: engine.tags.name(source) })),
  firstItems: (stories) => engine.all<{ readonly n: number; readonly story: number }>(FIRST_ITEMS, JSON.stringify(stories)),
  newestDecided: () => newestDecided(engine),
})

const ARRIVALS = 'SELECT a.n AS number, a.id FROM json_each(?) j CROSS JOIN article a ON a.n = j.value'
const REPORTS = `
  SELECT a.n AS number, s.id, s.n AS story
  FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN story s ON s.n = a.story`
const EARLIER = `
  SELECT b.n, b.story
  FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN article b ON b.story = a.story AND b.n < a.n`

type ItemRow = Omit<DecidedItem, 'source'> & { readonly source: number }
const ITEMS = `
  SELECT i.n, i.source, coalesce(a.story, o.story) AS story, iif(a.story IS NULL, o.id, a.id) AS article
  FROM item i LEFT JOIN article a ON a.n = i.article LEFT JOIN article o ON o.n = a.same_as
  WHERE i.n > ? AND i.n <= ? ORDER BY i.n LIMIT ?`
const NEWEST_DECIDED = `
  SELECT coalesce(
    (SELECT min(i.n) - 1 FROM item i WHERE i.article =
      (SELECT article FROM article_log WHERE seq > (SELECT checkpoint FROM counters) AND kind IN ('new', 'released') ORDER BY seq LIMIT 1)),
    (SELECT max(n) FROM item), 0) AS n`
const newestDecided = ({ get }: Engine): number => get<{ readonly n: number }>(NEWEST_DECIDED)?.n ?? 0
const FIRST_ITEMS = `
  SELECT a.story, min(i.n) AS n
  FROM json_each(?) j CROSS JOIN article a ON a.story = j.value CROSS JOIN item i ON i.article = a.n
  GROUP BY a.story`
