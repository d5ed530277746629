import { sourceId, type StoryId, storyId } from '../../model/ids.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { ReportTags } from '../ports/article-log.ts'
import { unpackTagRecord } from '../tag-record.ts'
import { listedTags, unpackList } from './article-rows.ts'

/** These articles, or all of these stories. */
export const reportTags = (
  { all, tags }: Engine,
  articles: { readonly of: readonly number[] } | { readonly inStories: readonly StoryId[] },
): readonly ReportTags[] => {
  const rows =
    'of' in articles
      ? all<ReportRow>(REPORTS, JSON.stringify(articles.of))
      : all<ReportRow>(REPORTS_OF_STORIES, JSON.stringify(articles.inStories))
  return rows.map((row) => ({
    ...unpackTagRecord(row.tags),
    number: row.n,
    story: row.story_id === null ? null : storyId(row.story_id),
    copyOf: row.copy_of,
    source: sourceId(tags.name(row.source)),
    alsoIn: unpackList<number>(row.also_in).map((number) => sourceId(tags.name(number))),
    language: row.language,
    listed: listedTags(row.tag_list, tags),
  }))
}
type ReportRow = {
  readonly n: number
  readonly story_id: string | null
  readonly copy_of: number | null
  readonly source: number
  readonly also_in: string | null
  readonly language: string
  readonly tag_list: string | null
  readonly tags: string | null
}
const REPORT = 'a.n, s.id AS story_id, a.copy_of, a.source, a.also_in, a.language, a.tag_list, c.tags'
const REPORTS_OF_STORIES = `
  SELECT ${REPORT} FROM json_each(?) j CROSS JOIN story s ON s.id = j.value CROSS JOIN article a ON a.story = s.n
  CROSS JOIN content c ON c.article = a.n`
const REPORTS = `
  SELECT ${REPORT} FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN content c ON c.article = a.n
  LEFT JOIN story s ON s.n = a.story`
