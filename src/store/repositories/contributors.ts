import type { StoryId } from '../../model/ids.ts'
import type { Contributors } from '../../model/story-updated.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { type ContributorRow, contributorsByStory, toContribution } from '../rows/contributor-rows.ts'

export const contributors = (engine: Engine, stories: readonly StoryId[]): ReadonlyMap<StoryId, Contributors> =>
  contributorsByStory(
    engine.all<ContributorRow>(CONTRIBUTORS, JSON.stringify(stories)).map((row) => toContribution(row, engine)),
  )
const CONTRIBUTORS = `
  SELECT DISTINCT s.id AS story_id, a.source, a.also_in, a.language
  FROM json_each(?) j CROSS JOIN story s ON s.id = j.value CROSS JOIN article a ON a.story = s.n`
