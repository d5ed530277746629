import type { Engine } from '../dialects/sqlite/engine.ts'
import { QueryStopped, UNLIMITED } from '../ports/query-budget.ts'
import type { CountQuery, StoryCount } from '../ports/story-search.ts'
import { metArticles } from './met-articles.ts'

/** How many stories a filter finds; stops at `most`, or where the budget is spent. */
export const countMatches = async (engine: Engine, { filter, most, budget = UNLIMITED }: CountQuery): Promise<StoryCount> => {
  const stories = new Set<number>()
  try {
    for await (const numbers of metArticles(engine, filter, budget)) {
      for (const { story } of engine.all<{ readonly story: number }>(STORIES, JSON.stringify(numbers))) stories.add(story)
      if (stories.size > most) return { count: most, isComplete: false }
    }
    return { count: stories.size, isComplete: true }
  } catch (error) {
    // What was counted until then is right as far as it goes.
    if (error instanceof QueryStopped) return { count: stories.size, isComplete: false }
    throw error
  }
}
const STORIES = 'SELECT DISTINCT a.story FROM json_each(?) j CROSS JOIN article a ON a.n = j.value'
