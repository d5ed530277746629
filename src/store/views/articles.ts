/** Published articles. */
import { type Article, DATE_ORIGINS, type ListedTags, type StoredArticle } from '../../model/article.ts'
import { phaseReasonIn } from '../../model/assignment-reason.ts'
import {
  type ArticleId,
  articleId,
  type EntityId,
  entityId,
  type PlaceId,
  placeId,
  sourceId,
  storyId,
  type TopicId,
  topicId,
} from '../../model/ids.ts'
import type { Kind } from '../../model/kind.ts'
import type { Database, Sql } from '../database.ts'
import { inOrderOf } from '../in-order.ts'
import { unpackTagRecord } from '../tag-record.ts'
import type { TagReader } from '../tags.ts'

/** Columns of `content` that are published. */
export type ContentColumns = {
  readonly guid: string | null
  readonly link: string | null
  readonly canonical_url: string | null
  readonly title: string
  readonly summary: string
  readonly html: string
  readonly text: string
  readonly image: string | null
  readonly comments: string | null
  readonly rights: string | null
  readonly declared_language: string | null
  readonly authors: string | null
  readonly categories: string | null
  readonly enclosures: string | null
  readonly origin: string | null
  readonly tags: string | null
}

export type ArticleRow = ContentColumns & {
  readonly n: number
  readonly id: string
  readonly source: number
  readonly story: number
  readonly story_id: string
  readonly copy_of_id: string | null
  readonly key: string
  readonly hash: string
  readonly sort_at: number
  readonly published_at: number
  readonly dated: number
  readonly first_seen: number
  readonly updated_at: number | null
  readonly revised_at: number | null
  readonly revisions: number
  readonly language: string
  readonly confidence: number
  readonly kind: Kind | null
  readonly also_in: string | null
  readonly tag_list: string | null
  /** The reasons of its assignment, as JSON. */
  readonly assigned_for: string | null
}

/** `tagList`: the value of the column tag_list. Sorted by id, since the numbers reveal in which order tags were created. */
export const listedTags = (tagList: string | null, tags: TagReader): ListedTags => {
  const listed: { topics: TopicId[]; entities: EntityId[]; places: PlaceId[] } = { topics: [], entities: [], places: [] }
  for (const number of unpackList<number>(tagList)) {
    const kind = tags.kindOf(number)
    if (kind === 'topic') listed.topics.push(topicId(tags.name(number)))
    else if (kind === 'entity') listed.entities.push(entityId(tags.name(number)))
    else if (kind === 'place') listed.places.push(placeId(tags.name(number)))
  }
  listed.topics.sort()
  listed.entities.sort()
  listed.places.sort()
  return listed
}

/** Articles by number, in the order given; numbers without a grouped article are left out. */
export const loadArticles = async ({ all, tags }: Database, numbers: readonly number[]): Promise<readonly StoredArticle[]> =>
  await tags.mapped(
    inOrderOf(numbers, await all<ArticleRow>(ARTICLES, numbers), ({ n }) => n),
    (row) => toStoredArticle(row, tags),
  )
const ARTICLES: Sql = ({ isIn }) => `
  SELECT a.*, c.*, s.id AS story_id, o.id AS copy_of_id, r.reasons AS assigned_for
  FROM article a JOIN content c ON c.article = a.n JOIN story s ON s.n = a.story
  LEFT JOIN article o ON o.n = a.copy_of LEFT JOIN assignment r ON r.article = a.n WHERE ${isIn('a.n', '$1', 'bigint')}`

export const toStoredArticle = (row: ArticleRow, tags: TagReader): StoredArticle => ({
  ...unpackTagRecord(row.tags),
  listed: listedTags(row.tag_list, tags),
  id: articleId(row.id),
  source: sourceId(tags.name(row.source)),
  alsoIn: unpackList<number>(row.also_in).map((number) => sourceId(tags.name(number))),
  story: storyId(row.story_id),
  copyOf: row.copy_of_id === null ? null : articleId(row.copy_of_id),
  tells: toldBy(row),
  key: row.key,
  hash: row.hash,
  guid: row.guid,
  link: row.link,
  canonicalUrl: row.canonical_url,
  title: row.title,
  html: row.html,
  summary: row.summary,
  text: row.text,
  publishedAt: row.published_at,
  dateFrom: DATE_ORIGINS[row.dated] ?? 'arrival',
  updatedAt: row.updated_at,
  authors: unpackList(row.authors),
  categories: unpackList(row.categories),
  enclosures: unpackList(row.enclosures),
  image: row.image,
  comments: row.comments,
  rights: row.rights,
  declaredLanguage: row.declared_language,
  origin: row.origin === null ? null : (JSON.parse(row.origin) as Article['origin']),
  language: row.language,
  confidence: row.confidence,
  kind: row.kind,
  firstSeen: row.first_seen,
  revisedAt: row.revised_at,
  revisions: row.revisions,
})

const toldBy = ({ id, assigned_for }: ArticleRow): ArticleId | null => {
  const phase = phaseReasonIn(assigned_for)
  return phase === null ? null : articleId(phase.as ?? id)
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller knows what the column holds
export const unpackList = <Entry>(text: string | null): readonly Entry[] => (text === null ? [] : (JSON.parse(text) as Entry[]))
