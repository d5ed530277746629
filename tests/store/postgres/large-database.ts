/** A store as it is when it has run for long: rows made by PostgreSQL itself, a million in less than a minute. */
import { addPartition } from '../../../src/store/dialects/postgres/postgres-partitions.ts'
import type { PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import type { Queries } from '../../../src/store/dialects/postgres/queries.ts'

export type LargeDatabase = {
  readonly sources: number
  /** Four make a story; one in 33 has a topic. */
  readonly articles: number
  readonly days: number
  /** When the last of them came. */
  readonly now: number
}

export const DAY = 86_400_000
/** Rows made by one statement. */
const AT_ONCE = 100_000
const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja'] as const
export const TOPICS = ['economy', 'health', 'sports', 'science'] as const
/** Articles whose words are of one partition: see postgres-partitions.ts. */
export const perPartition = ({ articles, days }: LargeDatabase): number => Math.ceil(articles / days)

export const sourceOf = (article: number, { sources }: LargeDatabase): string => `s${1 + ((article * 7919) % sources)}`

/** Into an empty store, which is vacuumed after it. */
export const fillLarge = async (connection: PostgresConnection, large: LargeDatabase): Promise<void> => {
  await cut(connection, large)
  await connection.longTransaction(async (queries) => await fillTables(queries, large))
}

const fillTables = async (queries: Queries, large: LargeDatabase): Promise<void> => {
  const { articles } = large
  const indexes = await queries.all<{ readonly name: string; readonly definition: string }>(INDEXES)
  for (const { name } of indexes) await queries.script(`DROP INDEX ${name}`)
  await fillSources(queries, large)
  for (let from = 1; from <= articles; from += AT_ONCE) {
    const to = Math.min(from + AT_ONCE - 1, articles)
    for (const sql of articleRows(large))
      await queries.script(sql.replaceAll('$FROM', String(from)).replaceAll('$TO', String(to)))
  }
  for (const { definition } of indexes) await queries.script(definition)
  await queries.script(ENDS)
}

export const fillSources = async (
  connection: Queries,
  { sources, now }: Pick<LargeDatabase, 'sources' | 'now'>,
): Promise<void> => {
  await connection.script(tags(sources))
  await connection.script(sourceRows(sources, now))
}

/** Primary keys and what is unique stay. */
const INDEXES = `
  SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
  JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace s ON s.oid = c.relnamespace
  WHERE s.nspname = 'public' AND NOT i.indisunique AND c.relname IN ('source', 'article', 'item', 'story', 'features', 'assignment', 'vocabulary')`

const cut = async (connection: PostgresConnection, large: LargeDatabase): Promise<void> => {
  const size = perPartition(large)
  await connection.script(`
    DROP TABLE words_0; DELETE FROM words_part; CREATE TABLE words_0 PARTITION OF words FOR VALUES FROM (0) TO (${size});
    INSERT INTO words_part VALUES (0, ${size}, 0)`)
  for (let day = 1; day <= large.days; day += 1)
    await addPartition(connection, { first: day * size, ends: day === large.days ? day * size + 1_000_000 : (day + 1) * size })
}

const tags = (sources: number): string => `
  INSERT INTO tag (n, kind, name) OVERRIDING SYSTEM VALUE SELECT n, 'source', 's' || n FROM generate_series(1, ${sources}) n;
  INSERT INTO tag (n, kind, name) OVERRIDING SYSTEM VALUE
    SELECT ${sources} + place, 'language', name FROM unnest(ARRAY['${LANGUAGES.join("', '")}']) WITH ORDINALITY AS l (name, place);
  INSERT INTO tag (n, kind, name) OVERRIDING SYSTEM VALUE
    SELECT ${sources + LANGUAGES.length} + place, 'topic', name FROM unnest(ARRAY['${TOPICS.join("', '")}']) WITH ORDINALITY AS t (name, place);
  SELECT setval(pg_get_serial_sequence('tag', 'n'), ${sources + 100})`

/** A thousand are due, three of a host. */
const sourceRows = (sources: number, now: number): string => `
  INSERT INTO source (n, id, name, country, configured_url, configured, active, url, host, next_due, interval_ms, polled_at, ok_at, changed_at, every_ms)
  SELECT n, 's' || n, 'Source ' || n, (ARRAY['de', 'fr', 'jp', 'br', 'us', 'in'])[1 + n % 6], u, 1, 1, u, 'h' || n / 3 || '.example',
    ${now} + (n - 1000) * 1000, 1800000, ${now - DAY}, ${now - DAY}, ${now - DAY}, 1800000
  FROM (SELECT n, 'https://h' || n / 3 || '.example/' || n AS u FROM generate_series(1, ${sources}) n) s`

const articleRows = (large: LargeDatabase): readonly string[] => {
  const { sources, articles, days, now } = large
  const first = now - days * DAY
  const step = (days * DAY) / articles
  const rows = `(
    SELECT n, ${first} + floor(n * ${step})::bigint AS at, 1 + (n * 7919) % ${sources} AS source, 1 + (n / 4) % ${LANGUAGES.length} AS language,
      (n / 4) % 33 = 0 AS has_topic, ${sources + LANGUAGES.length} + 1 + (n / 4) % ${TOPICS.length} AS topic, (n + 3) / 4 AS story
    FROM generate_series($FROM::bigint, $TO::bigint) n) r`
  const tagged = `(
    SELECT *, ${sources} + language AS tag FROM ${rows} UNION ALL SELECT *, source AS tag FROM ${rows} UNION ALL SELECT *, topic FROM ${rows} WHERE has_topic) t`
  const languages = `(ARRAY['${LANGUAGES.join("', '")}'])[language]`
  return [
    `INSERT INTO article (n, id, source, story, sort_at, published_at, dated, first_seen, language, confidence, has_topic, tag_list, url_hash, guid_hash, content_hash)
     SELECT n, 'article' || n, source, story, at - 60000, at - 60000, 0, at, ${languages}, 0.9, has_topic::int,
       CASE WHEN has_topic THEN json_build_array(${sources} + language, source, topic) ELSE json_build_array(${sources} + language, source) END::text,
       hashint8(n), hashint8(n + 1), hashint8(n / 2) FROM ${rows}`,
    `INSERT INTO content (article, key, hash, guid, link, canonical_url, title, summary, html, text, tags)
     SELECT n, 'key' || n, md5(n::text), 'guid' || n, 'https://x.example/' || n, 'https://x.example/' || n, 'Title ' || n, '', '', 'Text ' || n, NULL
     FROM ${rows}`,
    `INSERT INTO item (n, source, key, hash, article, first_seen, last_seen) SELECT n, source, 'key' || n, md5(n::text), n, at, at FROM ${rows}`,
    `INSERT INTO story (n, id, lead, sort_at, published_at, updated_at) OVERRIDING SYSTEM VALUE
     SELECT story, 'story' || story, n, at - 60000, at - 60000, at - 60000 FROM ${rows} WHERE n % 4 = 1`,
    `INSERT INTO article_tag (tag, sort_at, article) SELECT tag, at - 60000, n FROM ${tagged} ORDER BY 1, 2`,
    `INSERT INTO story_tag (tag, sort_at, story, article)
     SELECT tag, s.sort_at, t.story, t.n FROM ${tagged} JOIN story s ON s.n = t.story ORDER BY 1, 2`,
    // One word in all, one in half of them, others ever rarer, down to one in 100,000.
    `INSERT INTO words (article, words) SELECT n, ('''every'':1A ' || CASE WHEN n % 2 = 0 THEN '''half'':2A ' ELSE '' END || '''c' || n % 100
       || ''':3A ''follows'':4A ''k' || n % 1000 || ''':30 ''t' || n % 10000 || ''':31 ''r' || n % 100000 || ''':32')::tsvector FROM ${rows}`,
    `INSERT INTO fingerprint (article, bands, shingles, numbers) SELECT n, '\\x01020304', '\\x05060708', '[]' FROM ${rows} WHERE n % 2 = 0`,
    `INSERT INTO features (article, at, bytes) SELECT n, at, '\\x0102' FROM ${rows} WHERE n % 2 = 0`,
    `INSERT INTO assignment (article, kind, parent) SELECT n, 'story', n - 1 FROM ${rows} WHERE n % 4 <> 1`,
    `INSERT INTO article_log (seq, kind, article, at) SELECT n, 'new', n, at FROM ${rows}`,
    `INSERT INTO vocabulary (word, week) SELECT DISTINCT ON (word) word, at / 604800000 FROM (
       SELECT 'word' || n % 700001 AS word, at FROM ${rows}) v ORDER BY word, at DESC ON CONFLICT DO NOTHING`,
    `INSERT INTO vocabulary (word, week) SELECT word, ${now} / 604800000 FROM (
       SELECT 'k' || n % 1000 AS word FROM ${rows} UNION SELECT 'r' || n % 100000 FROM ${rows}) v ON CONFLICT DO NOTHING`,
  ]
}

/** What the grouper and the polls would have left; the last 10,000 rows of the log wait for the grouper. */
const ENDS = `
  UPDATE words_part p SET latest = (SELECT max(sort_at) FROM article WHERE n >= p.first AND n < p.ends) WHERE p.first <= (SELECT max(n) FROM article);
  UPDATE words_part SET latest = 0 WHERE latest IS NULL;
  SELECT setval('article_number', (SELECT max(n) FROM article)), setval('item_number', (SELECT max(n) FROM item)),
    setval('log_number', (SELECT max(seq) FROM article_log)), setval(pg_get_serial_sequence('story', 'n'), (SELECT max(n) FROM story));
  UPDATE counters SET articles = (SELECT max(n) FROM article), stories = (SELECT max(n) FROM story), checkpoint = (SELECT max(seq) FROM article_log) - 10000,
    decided_article = (SELECT max(n) FROM article), decided_item = (SELECT max(n) FROM item)`
