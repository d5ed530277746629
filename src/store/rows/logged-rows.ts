import { articleId, sourceId, storyId } from '../../model/ids.ts'
import type { Kind } from '../../model/kind.ts'
import { storyIdOf } from '../derived-ids.ts'
import { fingerprintOfRow, type FingerprintRow } from '../new-article-row.ts'
import type { LoggedArticle } from '../ports/article-log.ts'
import { unpackTagRecord } from '../tag-record.ts'
import { unpackList } from './article-rows.ts'
import type { TagReader } from './tag-reader.ts'

export type LoggedRow = {
  readonly n: number
  readonly id: string
  readonly source: number
  readonly also_in: string | null
  readonly language: string
  readonly kind: Kind | null
  readonly title: string
  readonly text: string
  readonly html: string
  readonly link: string | null
  readonly canonical_url: string | null
  readonly guid: string | null
  readonly published_at: number
  readonly first_seen: number
  readonly revised_at: number | null
  readonly sort_at: number
  readonly content_hash: number
  readonly tags: string | null
  readonly story_id: string | null
  readonly same_as: number | null
  readonly copy_of: number | null
  readonly bands: Uint8Array | null
  readonly shingles: Uint8Array | null
  readonly numbers: string | null
  readonly page_text: string | null
}

export const toLogged = (row: LoggedRow, { tags }: { readonly tags: TagReader }): LoggedArticle => ({
  ...unpackTagRecord(row.tags),
  number: row.n,
  id: articleId(row.id),
  ownStory: storyIdOf(articleId(row.id)),
  source: sourceId(tags.name(row.source)),
  alsoIn: unpackList<number>(row.also_in).map((number) => sourceId(tags.name(number))),
  language: row.language,
  kind: row.kind,
  title: row.title,
  text: row.text,
  pageText: row.page_text,
  html: row.html,
  link: row.link,
  canonicalUrl: row.canonical_url,
  guid: row.guid,
  publishedAt: row.published_at,
  firstSeen: row.first_seen,
  revisedAt: row.revised_at,
  sortAt: row.sort_at,
  contentHash: row.content_hash,
  fingerprint: toFingerprint(row),
  story: row.story_id === null ? null : storyId(row.story_id),
  sameAs: row.same_as,
  copyOf: row.copy_of,
})

const toFingerprint = ({
  bands,
  shingles,
  numbers,
}: { readonly [Column in keyof FingerprintRow]: FingerprintRow[Column] | null }) =>
  bands === null || shingles === null || numbers === null ? null : fingerprintOfRow({ bands, shingles, numbers })
