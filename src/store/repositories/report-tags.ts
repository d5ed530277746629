import type { StoryId } from '../../model/ids.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { ReportTags } from '../ports/article-log.ts'
import { type ReportRow, toReportTags } from '../rows/report-rows.ts'

/** These articles, or all of these stories. */
export const reportTags = (
  { all, tags }: Engine,
  articles: { readonly of: readonly number[] } | { readonly inStories: readonly StoryId[] },
): readonly ReportTags[] => {
  const rows =
    'of' in articles
      ? all<ReportRow>(REPORTS, JSON.stringify(articles.of))
      : all<ReportRow>(REPORTS_OF_STORIES, JSON.stringify(articles.inStories))
  return rows.map((row) => toReportTags(row, { tags }))
}
const REPORT = 'a.n, s.id AS story_id, a.copy_of, a.source, a.also_in, a.language, a.tag_list, c.tags'
const REPORTS_OF_STORIES = `
  SELECT ${REPORT} FROM json_each(?) j CROSS JOIN story s ON s.id = j.value CROSS JOIN article a ON a.story = s.n
  CROSS JOIN content c ON c.article = a.n`
const REPORTS = `
  SELECT ${REPORT} FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN content c ON c.article = a.n
  LEFT JOIN story s ON s.n = a.story`
