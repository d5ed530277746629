import type { StoryId } from '../../model/ids.ts'
import type { Contributors } from '../../model/story-updated.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { ReportQuery, ReportTags } from '../ports/article-log.ts'
import { type ContributorRow, contributorsByStory, toContribution } from '../rows/contributor-rows.ts'
import { type ReportRow, toReportTags } from '../rows/report-rows.ts'

export const reportTags = ({ all, tags }: Engine, query: ReportQuery): readonly ReportTags[] => {
  const rows =
    'of' in query
      ? all<ReportRow>(REPORTS, JSON.stringify(query.of))
      : all<ReportRow>(FIRST_REPORTS, JSON.stringify(query.inStories), query.originals)
  return rows.map((row) => toReportTags(row, { tags }))
}
const REPORT = 'a.n, s.id AS story_id, a.copy_of, a.source, a.also_in, a.language, a.tag_list, c.tags'
const FIRST_REPORTS = `
  SELECT ${REPORT} FROM json_each(?) j CROSS JOIN story s ON s.id = j.value
  CROSS JOIN article a ON a.n IN (SELECT n FROM article WHERE story = s.n AND copy_of IS NULL ORDER BY n LIMIT ?)
  CROSS JOIN content c ON c.article = a.n`
const REPORTS = `
  SELECT ${REPORT} FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN content c ON c.article = a.n
  LEFT JOIN story s ON s.n = a.story`

export const membersOf = ({ all }: Engine, stories: readonly StoryId[]): readonly number[] =>
  all<{ readonly n: number }>(MEMBERS, JSON.stringify(stories)).map(({ n }) => n)
const MEMBERS = `
  SELECT a.n FROM json_each(?) j CROSS JOIN story s ON s.id = j.value CROSS JOIN article a ON a.story = s.n`

export const contributors = (engine: Engine, stories: readonly StoryId[]): ReadonlyMap<StoryId, Contributors> =>
  contributorsByStory(
    engine.all<ContributorRow>(CONTRIBUTORS, JSON.stringify(stories)).map((row) => toContribution(row, engine)),
  )
const CONTRIBUTORS = `
  SELECT DISTINCT s.id AS story_id, a.source, a.also_in, a.language
  FROM json_each(?) j CROSS JOIN story s ON s.id = j.value CROSS JOIN article a ON a.story = s.n`
