import type { Engine } from '../dialects/sqlite/engine.ts'
import type { Search } from '../search/rows.ts'
import { scanArrivals, thoseMeeting } from './arrival-scan.ts'
import { articlesMeeting, scanEntries } from './article-scan.ts'
import { questionOf } from './filter-to-sql.ts'
import { relevanceOf } from './relevance.ts'

export const sqliteSearch = (engine: Engine): Search => ({
  scanEntries: (filter, options) => scanEntries(engine, filter, options),
  scanArrivals: (filter, scan) => scanArrivals(engine, filter, scan),
  relevance: (filter, matches) => relevanceOf(engine, filter, matches),
  questionOf: (filter) => {
    const question = questionOf(engine, filter)
    return {
      meeting: (articles) => thoseMeeting(engine, question, articles),
      membersMeeting: (stories) => articlesMeeting(engine, question, stories, 'story'),
    }
  },
})
