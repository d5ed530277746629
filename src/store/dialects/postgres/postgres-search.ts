import type { Search } from '../../search/rows.ts'
import { scanArrivals, thoseMeeting } from './postgres-arrival-scan.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { postgresQuestion } from './postgres-filter.ts'
import { relevanceOf } from './postgres-relevance.ts'
import { articlesMeeting, scanEntries } from './postgres-scan.ts'

export const postgresSearch = (engine: PostgresEngine): Search => ({
  scanEntries: (filter, options) => scanEntries(engine, filter, options),
  scanArrivals: (filter, scan) => scanArrivals(engine, filter, scan),
  relevance: async (filter, matches) => await relevanceOf(engine, filter, matches),
  questionOf: async (filter) => {
    const question = await postgresQuestion(engine, filter)
    return {
      meeting: async (articles) => await thoseMeeting(engine, question, articles),
      membersMeeting: async (stories) => await articlesMeeting(engine, question, stories, 'story'),
    }
  },
})
