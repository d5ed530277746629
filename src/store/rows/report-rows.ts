import { sourceId, storyId } from '../../model/ids.ts'
import type { ReportTags } from '../ports/article-log.ts'
import { unpackTagRecord } from '../tag-record.ts'
import { listedTags, unpackList } from './article-rows.ts'
import type { TagReader } from './tag-reader.ts'

export type ReportRow = {
  readonly n: number
  readonly story_id: string | null
  readonly copy_of: number | null
  readonly source: number
  readonly also_in: string | null
  readonly language: string
  readonly tag_list: string | null
  readonly tags: string | null
}

export const toReportTags = (row: ReportRow, { tags }: { readonly tags: TagReader }): ReportTags => ({
  ...unpackTagRecord(row.tags),
  number: row.n,
  story: row.story_id === null ? null : storyId(row.story_id),
  copyOf: row.copy_of,
  source: sourceId(tags.name(row.source)),
  alsoIn: unpackList<number>(row.also_in).map((number) => sourceId(tags.name(number))),
  language: row.language,
  listed: listedTags(row.tag_list, tags),
})
