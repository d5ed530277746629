import type { Instant, StoryId } from '../../../model/ids.ts'
import type { GroupingPlan, StoryState, UnderstoodRow } from '../../ports/article-log.ts'
import {
  articlesIn,
  type ArticleState,
  type NumberOf,
  type PlaceChanges,
  placeChanges,
  type StoryNumber,
  tagsIn,
} from '../../place-changes.ts'
import { CONTENT_COLUMNS } from '../../rows/content-columns.ts'
import { writeAssignments } from './postgres-assign.ts'
import { changeCounters, countItems } from './postgres-counters.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { requireLead } from './postgres-fences.ts'
import { writeLog } from '../../log/log-rows.ts'
import { runOn } from '../../drivers/postgres.ts'
import { writeNotes } from '../../notes.ts'
import { countOrigins } from '../../origin-counts.ts'
import { type Numbers, takeNumbers } from './postgres-numbers.ts'
import { raiseLatest } from './postgres-partitions.ts'
import { writePlaces } from './postgres-places.ts'
import { writeWords } from './postgres-words.ts'
import { type Chained, continuedIn } from '../../affair-rules.ts'
import { packTagRecord } from '../../tag-record.ts'
import { columnsOf, type Queries } from './queries.ts'
import { lastOf } from '../../in-order.ts'

/** Writes all decisions of one step of the grouper in one transaction. */
export const commit = async (engine: PostgresEngine, plan: GroupingPlan): Promise<void> =>
  await engine.inTurn(async (transaction) => {
    const numberOf = await engine.tags.intern(tagsIn(plan))
    await transaction(async (queries) => {
      const numbers = await numbersFor(queries, plan)
      await requireLead(queries, engine.membership, 'grouper')
      await write(queries, plan, { numbers, numberOf, now: engine.now() })
    })
  })

type Given = { readonly numbers: Numbers | null; readonly numberOf: NumberOf; readonly now: Instant }

const write = async (queries: Queries, plan: GroupingPlan, { numbers, numberOf, now }: Given): Promise<void> => {
  if (await isStored(queries, plan)) return
  const begun = await writeStories(queries, plan.stories ?? [])
  await understand(queries, plan.understood ?? [])
  await adopt(queries, plan.adopt ?? [])
  const { articles, copies, stories } = await place(queries, plan, numberOf)
  await raiseLatest(queries, plan)
  await withdraw(queries, plan.withdrawn ?? [])
  await writeAssignments(queries, plan)
  const ended = await endStories(queries, plan)
  await runOn(queries, countOrigins([...stories]))
  await release(queries, plan, numbers)
  await runOn(queries, writeNotes(plan.notes ?? {}))
  const { checkpoint = null, isPublished } = plan
  await changeCounters(queries, { articles, copies, stories: begun - ended, checkpoint, isPublished }, now)
}

/** Null: the plan needs no new numbers. */
const numbersFor = async (queries: Queries, { released = [] }: GroupingPlan): Promise<Numbers | null> =>
  released.length === 0 ? null : await takeNumbers(queries, { articles: released.length, entries: released.length })

/** True: the plan is committed already; it is repeated if the answer was lost with the connection. */
const isStored = async ({ get }: Queries, { checkpoint }: GroupingPlan): Promise<boolean> => {
  const stored = await get<{ readonly checkpoint: number }>('SELECT checkpoint FROM counters FOR UPDATE')
  return checkpoint !== undefined && checkpoint <= (stored?.checkpoint ?? 0)
}

/** Returns how many stories are new. */
const writeStories = async ({ get }: Queries, stories: readonly StoryState[]): Promise<number> => {
  if (stories.length === 0) return 0
  const columns = columnsOf(
    lastOf(stories, ({ id }) => id),
    ({ id }) => id,
    ({ lead }) => lead,
    ({ pinned }) => (pinned ? 1 : 0),
    ({ sortAt }) => sortAt,
    ({ publishedAt }) => publishedAt,
    ({ updatedAt }) => updatedAt,
    ({ continues }) => continues,
    ({ id, affair }) => (affair === id ? null : affair),
  )
  return (await get<{ readonly begun: number }>(WRITE_STORIES, ...columns))?.begun ?? 0
}
/** A new story may have an id that ended before; its tombstone is deleted. */
const WRITE_STORIES = `
  WITH wanted AS (
      SELECT * FROM unnest($1::text[], $2::bigint[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[], $8::text[])
        WITH ORDINALITY AS w (id, lead, pinned, sort_at, published_at, updated_at, continues, affair, place)),
    changed AS (
      UPDATE story s SET lead = w.lead, pinned = w.pinned, sort_at = w.sort_at, published_at = w.published_at, updated_at = w.updated_at,
        continues = w.continues, affair = w.affair
      FROM wanted w WHERE s.id = w.id RETURNING s.id),
    begun AS (
      INSERT INTO story (id, lead, pinned, sort_at, published_at, updated_at, continues, affair)
      SELECT id, lead, pinned, sort_at, published_at, updated_at, continues, affair FROM wanted WHERE id NOT IN (SELECT id FROM changed) ORDER BY place
      RETURNING id),
    back AS (DELETE FROM story_tombstone WHERE id IN (SELECT id FROM begun))
  SELECT count(*) AS begun FROM begun`

const understand = async ({ run }: Queries, articles: readonly UnderstoodRow[]): Promise<void> => {
  if (articles.length === 0) return
  const last = lastOf(articles, ({ article }) => article)
  await run(
    WRITE_KINDS,
    ...columnsOf(
      last,
      ({ article }) => article,
      ({ kind }) => kind,
    ),
  )
  await run(
    WRITE_TAGS,
    ...columnsOf(
      last,
      ({ article }) => article,
      ({ tags }) => packTagRecord(tags),
    ),
  )
}
const WRITE_KINDS = `
  UPDATE article a SET kind = r.kind FROM unnest($1::bigint[], $2::text[]) AS r (n, kind) WHERE a.n = r.n`
const WRITE_TAGS = `
  UPDATE content c SET tags = r.tags FROM unnest($1::bigint[], $2::text[]) AS r (n, tags) WHERE c.article = r.n`

/** The site has moved: the article that readers know gets the content of the article at the new address. */
const adopt = async (queries: Queries, adoptions: NonNullable<GroupingPlan['adopt']>): Promise<void> => {
  // One after the other: an adoption may copy what the one before has written.
  for (const { from, to, words, revisedAt } of adoptions) {
    await queries.run(ADOPT_CONTENT, from, to)
    await queries.run(ADOPT_ARTICLE, from, to, revisedAt)
    await queries.run(ADOPT_FINGERPRINT, from, to)
    await writeWords(queries, [{ article: to, words }])
  }
}
const ADOPTED = CONTENT_COLUMNS.join(', ')
const ADOPT_CONTENT = `
  UPDATE content SET (${ADOPTED}) = (SELECT ${ADOPTED} FROM content WHERE article = $1) WHERE article = $2`
const ADOPT_ARTICLE = `
  UPDATE article a SET updated_at = f.updated_at, language = f.language, confidence = f.confidence, kind = f.kind,
    has_topic = f.has_topic, url_hash = f.url_hash, guid_hash = f.guid_hash, content_hash = f.content_hash, revised_at = coalesce($3::bigint, a.revised_at),
    revisions = a.revisions + ($3::bigint IS NOT NULL)::int
  FROM article f WHERE f.n = $1 AND a.n = $2`
/** Bands stay, as in a revision. */
const ADOPT_FINGERPRINT = `
  UPDATE fingerprint t SET shingles = f.shingles, numbers = f.numbers FROM fingerprint f WHERE f.article = $1 AND t.article = $2`

const place = async (
  queries: Queries,
  plan: GroupingPlan,
  numberOf: NumberOf,
): Promise<Pick<PlaceChanges, 'articles' | 'copies' | 'stories'>> => {
  const wanted = articlesIn(plan)
  if (wanted.length === 0) return { articles: 0, copies: 0, stories: new Set() }
  const states = await queries.all<ArticleState>(ARTICLE_STATES, wanted)
  const ids = [...new Set((plan.places ?? []).flatMap(({ story }) => story ?? []))]
  const stories = await queries.all<StoryNumber & { readonly id: StoryId }>(STORY_NUMBERS, ids)
  const changes = placeChanges(plan, states, new Map(stories.map(({ id, n, sortAt }) => [id, { n, sortAt }])), numberOf)
  await writePlaces(queries, changes)
  return changes
}
const ARTICLE_STATES = `
  SELECT a.n, a.source, a.story, s.sort_at AS story_at, a.copy_of, a.same_as, a.sort_at, a.tag_list, a.has_topic, a.also_in
  FROM article a LEFT JOIN story s ON s.n = a.story WHERE a.n = ANY ($1::bigint[]) ORDER BY a.n FOR UPDATE OF a`
const STORY_NUMBERS = 'SELECT id, n, sort_at AS "sortAt" FROM story WHERE id = ANY ($1::text[])'

/** Tables with the grouper's decisions about an article. */
const DECIDED = ['features', 'vector', 'story_link', 'assignment', 'next_assignment']

/** Deletes articles with everything by which they are found; their items stay without an article, so that a feed that still shows them does not
 * add them again. */
const withdraw = async (queries: Queries, articles: readonly number[]): Promise<void> => {
  if (articles.length === 0) return
  await countItems(queries, -(await queries.run('UPDATE item SET article = NULL WHERE article = ANY ($1::bigint[])', articles)))
  await queries.run(DELETE_PAGES, articles)
  for (const table of ['content', 'wording', 'fingerprint', ...DECIDED, 'words'])
    await queries.run(`DELETE FROM ${table} WHERE article = ANY ($1::bigint[])`, articles)
  await queries.run('DELETE FROM article WHERE n = ANY ($1::bigint[])', articles)
}

const DELETE_PAGES = `
  DELETE FROM page p USING content c WHERE c.article = ANY ($1::bigint[]) AND md5(p.address) = md5(c.canonical_url) AND p.address = c.canonical_url`

/**
 * Archives are cut by the order of arrival, and clients read on in it, so that nothing may be inserted into it: a released article gets the
 * last number, and earlier decisions about it are deleted.
 */
const release = async (queries: Queries, { released = [], now }: GroupingPlan, numbers: Numbers | null): Promise<void> => {
  if (numbers === null) return
  const renumbered = released.map(({ article, words }, index) => ({
    from: article,
    to: (numbers.article ?? 0) + index,
    item: (numbers.item ?? 0) + index,
    words,
  }))
  const [from, to] = [renumbered.map((one) => one.from), renumbered.map((one) => one.to)]
  await queries.run(`UPDATE article a SET n = r.n FROM ${RENUMBERED} WHERE a.n = r.before`, from, to)
  for (const table of ['content', 'wording', 'fingerprint'])
    await queries.run(`UPDATE ${table} t SET article = r.n FROM ${RENUMBERED} WHERE t.article = r.before`, from, to)
  await queries.run(
    RENUMBER_ITEMS,
    from,
    to,
    renumbered.map(({ item }) => item),
  )
  for (const table of [...DECIDED, 'words']) await queries.run(`DELETE FROM ${table} WHERE article = ANY ($1::bigint[])`, from)
  await writeWords(
    queries,
    renumbered.map((one) => ({ article: one.to, words: one.words })),
  )
  const entries = to.map((article) => ({ kind: 'released', article }) as const)
  await runOn(queries, writeLog(numbers.entry, entries, now))
}
const RENUMBERED = 'unnest($1::bigint[], $2::bigint[]) AS r (before, n)'
const RENUMBER_ITEMS = `
  UPDATE item i SET article = r.n, n = CASE WHEN i.n = (SELECT max(n) FROM item WHERE article = r.before) THEN r.item ELSE i.n END
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS r (before, n, item) WHERE i.article = r.before`

/** Returns how many stories ended. */
const endStories = async (queries: Queries, { endedStories = [], tombstones = [] }: GroupingPlan): Promise<number> => {
  const ids = endedStories.map(({ id }) => id)
  const ended = ids.length === 0 ? 0 : await queries.run('DELETE FROM story WHERE id = ANY ($1::text[])', ids)
  const announced = lastOf(
    endedStories.filter(({ successor }) => successor !== null),
    ({ id }) => id,
  )
  if (announced.length > 0)
    await queries.run(
      ANNOUNCE,
      ...columnsOf(
        announced,
        ({ id }) => id,
        ({ successor }) => successor,
        ({ at }) => at,
      ),
    )
  for (const { id, successor } of announced) if (successor !== null) await continueSuccessor(queries, id, successor)
  await moveTombstones(queries, tombstones)
  return ended
}
const ANNOUNCE = `
  INSERT INTO story_tombstone (id, article, at, announced)
  SELECT id, article, at, 1 FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS t (id, article, at)
  ON CONFLICT (id) DO UPDATE SET article = excluded.article, at = excluded.at, announced = 1`

/** What continued the ended story continues the one that has its articles now. */
const continueSuccessor = async ({ get, run }: Queries, ended: StoryId, successor: number): Promise<void> => {
  const found = await get<Chained>(SUCCESSOR, successor)
  if (found === undefined) return
  const { id, affair } = continuedIn(found, ended)
  await run('UPDATE story SET continues = $1 WHERE continues = $2', id, ended)
  await run('UPDATE story SET affair = $1 WHERE affair = $2', affair, ended)
  await run(BEGIN_AFFAIR, affair)
}
const SUCCESSOR = 'SELECT s.id, s.affair FROM article a JOIN story s ON s.n = a.story WHERE a.n = $1'
/** The first story of an affair continues none. */
const BEGIN_AFFAIR =
  'UPDATE story SET continues = NULL, affair = NULL WHERE id = $1 AND (continues IS NOT NULL OR affair IS NOT NULL)'

/** One after the other, since one move may continue another. Most articles have no tombstone. */
const moveTombstones = async ({ all, run }: Queries, moves: NonNullable<GroupingPlan['tombstones']>): Promise<void> => {
  if (moves.length === 0) return
  const numbers = moves.flatMap(({ from, to }) => (to === null ? [from] : [from, to]))
  const stored = await all<{ readonly article: number }>(TOMBSTONES, numbers)
  const there = new Set(stored.map(({ article }) => article))
  for (const { from, to } of moves) {
    if (!there.has(from)) continue
    if (to === null) await run('DELETE FROM story_tombstone WHERE article = $1', from)
    else await run('UPDATE story_tombstone SET article = $2 WHERE article = $1', from, to)
    if (to !== null) there.add(to)
  }
}
const TOMBSTONES = 'SELECT DISTINCT article FROM story_tombstone WHERE article = ANY ($1::bigint[])'
