/**
 * What a store contains, table by table, in the form common to both engines. A new table or column needs one more word here, or one in
 * `OF_ONE_ENGINE` with the reason why it does not move: tests/store/moving compares these lists with both schemas.
 */
import { TOKENS_NOTE } from '../feed-tokens.ts'
import { MOVE_NOTE } from './unfinished-move.ts'

export type MovedTable = {
  readonly name: string
  /** Columns of a unique key; rows are read and compared in this order. */
  readonly key: readonly string[]
  /** The key's columns and all others, in the order of a row's values. */
  readonly columns: readonly string[]
  /** How many rows are in memory at a time. */
  readonly batch: number
  /** By column, the SQL that replaces its stored value. */
  readonly read: Readonly<Record<string, string>>
  /** The SQL condition for rows that move; null: all move. */
  readonly only: string | null
  /** The SQL for the rows on SQLite, where these have another form there; otherwise null. */
  readonly inSqlite: string | null
  /** True: a store with rows in this table is not empty. */
  readonly isContent: boolean
}

type Special = Partial<Pick<MovedTable, 'batch' | 'read' | 'only' | 'inSqlite' | 'isContent'>>

const table = (name: string, key: string, others: string, special: Special = {}): MovedTable => ({
  name,
  key: key.split(' '),
  columns: `${key} ${others}`.trim().split(/\s+/),
  batch: 500,
  read: {},
  only: null,
  inSqlite: null,
  isContent: true,
  ...special,
})

/** In older versions, reasons were stored with the content and with the items of identical articles. */
const SQLITE_ASSIGNMENTS = `(
  SELECT a.n AS article, coalesce(p.kind, 'starts') AS kind, p.parent, p.starts, p.corrected,
    iif(EXISTS (SELECT 1 FROM item i WHERE i.article = a.n AND i.reasons IS NOT NULL),
      (SELECT json_group_array(json(value)) FROM (
        SELECT value FROM json_each(coalesce(p.reasons, c.reasons, '[]'))
        UNION ALL
        SELECT value FROM (SELECT n, reasons FROM item WHERE article = a.n AND reasons IS NOT NULL ORDER BY n) i, json_each(i.reasons))),
      coalesce(p.reasons, c.reasons)) AS reasons
  FROM article a LEFT JOIN content c ON c.article = a.n LEFT JOIN assignment p ON p.article = a.n
  WHERE p.article IS NOT NULL OR c.reasons IS NOT NULL OR EXISTS (SELECT 1 FROM item i WHERE i.article = a.n AND i.reasons IS NOT NULL))`

export const MOVED_TABLES: readonly MovedTable[] = [
  table('tag', 'n', 'kind name', { isContent: false }),
  table(
    'source',
    'n',
    `id name country owner configured_url configured active url host next_due leased_until interval_ms etag last_modified body_hash polled_at ok_at
    changed_at failures failure moved_to moved_polls gone format encoding feed_title feed_link feed_language fallback_reads publisher_hints
    every_ms sitemaps crashes`,
    // The processes that leased sources of the old store have ended.
    { read: { leased_until: '0' } },
  ),
  table('source_seen', 'source', 'format language fallback_reads'),
  table(
    'article',
    'n',
    `id source story same_as copy_of sort_at published_at dated first_seen updated_at revised_at revisions language confidence kind has_topic
    also_in tag_list url_hash guid_hash content_hash`,
  ),
  table(
    'content',
    'article',
    `key hash guid link canonical_url title summary html text image comments rights declared_language authors categories enclosures origin
    tags`,
    { batch: 100 },
  ),
  table('wording', 'article replaced_at', 'title summary', { batch: 100 }),
  table('item', 'n', 'source key hash article first_seen last_seen'),
  table('story', 'n', 'id lead pinned sort_at published_at updated_at continues affair origins'),
  table('article_tag', 'tag sort_at article', '', { batch: 2_000 }),
  table('story_tag', 'tag sort_at story article', '', { batch: 2_000 }),
  table('fingerprint', 'article', 'bands shingles numbers'),
  table('features', 'article', 'at bytes'),
  table('vector', 'article', 'n model bytes'),
  table('assignment', 'article', 'kind parent starts corrected reasons', { inSqlite: SQLITE_ASSIGNMENTS }),
  table('next_assignment', 'article', 'kind parent story reasons at features'),
  table('story_link', 'article', 'language score evidence made_at refused'),
  table('story_tombstone', 'id', 'article at announced'),
  table('article_log', 'seq', 'kind article at', { batch: 2_000 }),
  table('intent', 'n', 'mode callback topic host secret lease_ms'),
  table('subscription', 'topic callback', 'host secret expires_at sent due failures failing_since'),
  table('pushed_source', 'id', 'source hub topic secret state expires_at due failures problem pushes pushed_at forged'),
  table('incident', 'n', 'source kind since noticed_at ended_at before after failure'),
  table('announced', 'alert about', 'sources languages origins at'),
  table(
    'delivery',
    'id',
    'alert story kind recipient host notice created_at due begun_at failures failing_since problem ended_at',
  ),
  table('digest_issue', 'digest due', 'skipped content', { batch: 100 }),
  table('digest_story', 'digest about', 'due'),
  table('digest_reader', 'digest recipient', 'token ended_at'),
  table('takedown', 'name', 'withdrawn', { isContent: false }),
  table('taken_down', 'id', 'name at announced', { isContent: false }),
  table('site_rights', 'origin', 'rights read_at', { isContent: false }),
  table('source_rights', 'source', 'signals read_at', { isContent: false }),
  table('page', 'address', 'text reason detail read_at', { batch: 100, isContent: false }),
  table('translation', 'key', 'text reason edition used_at', { isContent: false }),
  table('note', 'name', 'value', { only: `name NOT IN ('${MOVE_NOTE}', '${TOKENS_NOTE}')`, isContent: false }),
]

/** Totals and the next numbers: on SQLite in `counters` and AUTOINCREMENT, on PostgreSQL in `counters`, `item_count` and sequences. */
export type Totals = {
  readonly edition: number
  readonly editionAt: number
  readonly articles: number
  readonly copies: number
  readonly stories: number
  readonly items: number
  readonly checkpoint: number
  readonly nextArticle: number
  readonly nextStory: number
  readonly nextEntry: number
  readonly nextIntent: number
}

/** Tables, and columns of moved tables, that do not move, and why. */
export const OF_ONE_ENGINE: Readonly<Record<'sqlite' | 'postgres', Readonly<Record<string, string>>>> = {
  sqlite: {
    counters: 'moves as totals',
    words: 'made anew from the contents',
    sort_block: 'made anew from the articles',
    'content.reasons': 'moves with the assignments',
    'item.reasons': 'moves with the assignments',
  },
  postgres: {
    counters: 'moves as totals',
    item_count: 'moves as totals',
    words: 'made anew from the contents',
    words_part: 'made anew as articles come',
    vocabulary: 'made anew from the contents',
    schema_range: 'the version of the schema',
    process: 'those that run',
    shard: 'shared out anew',
    leader: 'elected anew',
    'source.shard': 'set when the configuration is taken over',
    'article_log.transaction': 'orders rows that are being written',
  },
}
