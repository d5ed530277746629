import type { StoryId } from '../../model/ids.ts'
import type { ArticlePlace, GroupingPlan, StoryState, UnderstoodRow } from '../ports/article-log.ts'
import { articlesIn, type ArticleState, placeChanges, type PlaceChanges, type StoryNumber } from '../place-changes.ts'
import { packList } from '../new-article-row.ts'
import { countOrigins } from '../origin-counts.ts'
import { packTagRecord } from '../tag-record.ts'
import { type Chained, continuedIn } from '../affair-rules.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { createInsertRows } from '../dialects/sqlite/insert-rows.ts'
import { entriesOf, writeLog } from '../log/log-rows.ts'
import { writeVectors } from '../meaning/vectors.ts'
import { runAtOnce } from '../drivers/sqlite.ts'
import { writeNotes } from '../notes.ts'

/** Writes all decisions of one step of the grouper in one transaction. */
export const commit = (engine: Engine, plan: GroupingPlan): void =>
  engine.write(() => {
    writeStories(engine, plan.stories ?? [])
    understand(engine, plan.understood ?? [])
    adopt(engine, plan.adopt ?? [])
    const changed = index(engine, plan)
    withdraw(engine, plan.withdrawn ?? [])
    writeAssignments(engine, plan)
    endStories(engine, plan)
    runAtOnce(engine, countOrigins(changed))
    runAtOnce(engine, writeLog(null, entriesOf('released', renumber(engine, plan.released ?? [])), plan.now))
    runAtOnce(engine, writeNotes(plan.notes ?? {}))
    const { totals } = engine.counters
    if (plan.checkpoint !== undefined) {
      engine.run(RAISE_DECIDED, totals.checkpoint, plan.checkpoint, totals.checkpoint, plan.checkpoint)
      totals.checkpoint = plan.checkpoint
    }
    if (plan.isPublished) totals.edition += 1
    engine.bounds.save()
    engine.counters.save()
  }, plan.withdrawn !== undefined)

const RAISE_DECIDED = `
  UPDATE counters SET
    decided_article = max(decided_article, coalesce(
      (SELECT max(article) FROM article_log WHERE seq > ? AND seq <= ? AND kind IN ('new', 'released')), 0)),
    decided_item = max(decided_item, coalesce(
      (SELECT max(i.n) FROM article_log l CROSS JOIN item i ON i.article = l.article
        WHERE l.seq > ? AND l.seq <= ? AND l.kind IN ('new', 'released')), 0))`

const writeStories = ({ get, run, counters }: Engine, stories: readonly StoryState[]): void => {
  for (const { id, lead, pinned, sortAt, publishedAt, updatedAt, continues, affair } of stories) {
    const values = [lead, pinned ? 1 : 0, sortAt, publishedAt, updatedAt, continues, affair === id ? null : affair, id]
    if (run(UPDATE_STORY, ...values) > 0) continue
    counters.totals.stories += 1
    run(ADD_STORY, ...values, counters.totals.nextStory++)
    if (get('SELECT 1 FROM story_tombstone WHERE id = ?', id) !== undefined) run('DELETE FROM story_tombstone WHERE id = ?', id)
  }
}
const UPDATE_STORY =
  'UPDATE story SET lead = ?, pinned = ?, sort_at = ?, published_at = ?, updated_at = ?, continues = ?, affair = ? WHERE id = ?'
const ADD_STORY = `
  INSERT INTO story (lead, pinned, sort_at, published_at, updated_at, continues, affair, id, n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

const understand = ({ run }: Engine, articles: readonly UnderstoodRow[]): void => {
  for (const { article, kind, tags } of articles) {
    run('UPDATE article SET kind = ? WHERE n = ?', kind, article)
    run('UPDATE content SET tags = ? WHERE article = ?', packTagRecord(tags), article)
  }
}

/** The site has moved: the article that readers know gets the content of the article at the new address. */
const adopt = (engine: Engine, adoptions: NonNullable<GroupingPlan['adopt']>): void => {
  const { run } = engine
  for (const { from, to, words, revisedAt } of adoptions) {
    run(ADOPT_CONTENT, from, to)
    run(ADOPT_ARTICLE, from, revisedAt, revisedAt === null ? 0 : 1, to)
    run(ADOPT_FINGERPRINT, from, to)
    run('DELETE FROM words WHERE rowid = ?', to)
    insertWords(engine, [[to, words.title, words.body]])
  }
}
const insertWords = createInsertRows('INSERT INTO words', ['rowid', 'title', 'body'])
const ADOPTED =
  'guid, link, canonical_url, title, summary, html, text, image, comments, rights, declared_language, authors, categories, enclosures, origin, tags'
const ADOPT_CONTENT = `
  UPDATE content SET (${ADOPTED}) = (SELECT ${ADOPTED} FROM content WHERE article = ?) WHERE article = ?`
const ADOPT_ARTICLE = `
  UPDATE article SET (updated_at, language, confidence, kind, has_topic, url_hash, guid_hash, content_hash) =
    (SELECT updated_at, language, confidence, kind, has_topic, url_hash, guid_hash, content_hash FROM article WHERE n = ?),
    revised_at = coalesce(?, revised_at), revisions = revisions + ?
  WHERE n = ?`
/** Bands stay, as in a revision. */
const ADOPT_FINGERPRINT = `
  UPDATE fingerprint SET shingles = f.shingles, numbers = f.numbers
  FROM (SELECT shingles, numbers FROM fingerprint WHERE article = ?) f WHERE article = ?`

/** Writes new places and tags of articles, and the changes of the index of tags. Returns the numbers of the stories whose articles change. */
const index = (engine: Engine, plan: GroupingPlan): readonly number[] => {
  const wanted = articlesIn(plan)
  if (wanted.length === 0) return []
  const states = engine.all<ArticleState>(ARTICLE_STATES, JSON.stringify(wanted))
  const changes = placeChanges(plan, states, storiesOf(engine, plan.places ?? []), (kind, name) =>
    engine.tags.intern(kind, name),
  )
  for (const { n, story, copy_of, same_as, also_in, tag_list, has_topic } of changes.placed)
    engine.run(PLACE, story, copy_of, same_as, also_in, tag_list, has_topic, n)
  for (const { article, sortAt, storyAt } of changes.moved) engine.bounds.note(article, sortAt, storyAt)
  const { totals } = engine.counters
  totals.articles += changes.articles
  totals.copies += changes.copies
  writeRows(engine, changes)
  return [...changes.stories]
}
const ARTICLE_STATES = `
  SELECT a.n, a.source, a.story, s.sort_at AS story_at, a.copy_of, a.same_as, a.sort_at, a.tag_list, a.has_topic, a.also_in
  FROM json_each(?) j CROSS JOIN article a ON a.n = j.value LEFT JOIN story s ON s.n = a.story`
const PLACE = 'UPDATE article SET story = ?, copy_of = ?, same_as = ?, also_in = ?, tag_list = ?, has_topic = ? WHERE n = ?'

const storiesOf = ({ all }: Engine, places: readonly ArticlePlace[]): ReadonlyMap<StoryId, StoryNumber> =>
  new Map(
    all<StoryNumber & { readonly id: StoryId }>(
      'SELECT s.id, s.n, s.sort_at AS sortAt FROM json_each(?) j CROSS JOIN story s ON s.id = j.value',
      JSON.stringify([...new Set(places.flatMap(({ story }) => story ?? []))]),
    ).map(({ id, n, sortAt }) => [id, { n, sortAt }]),
  )

const insertArticleTags = createInsertRows('INSERT OR IGNORE INTO article_tag', ['tag', 'sort_at', 'article'])
const insertStoryTags = createInsertRows('INSERT OR IGNORE INTO story_tag', ['tag', 'sort_at', 'story', 'article'])

/** Sorted, so that adjacent rows of the index are written together (measured: .07 ms an article instead of .2–.4). */
const writeRows = (engine: Engine, rows: PlaceChanges): void => {
  for (const row of rows.removedFromArticles)
    engine.run('DELETE FROM article_tag WHERE tag = ? AND sort_at = ? AND article = ?', ...row)
  for (const row of rows.removedFromStories)
    engine.run('DELETE FROM story_tag WHERE tag = ? AND sort_at = ? AND story = ? AND article = ?', ...row)
  insertArticleTags(engine, rows.addedToArticles.toSorted(byNumbers))
  insertStoryTags(engine, rows.addedToStories.toSorted(byNumbers))
}
const byNumbers = (one: readonly number[], other: readonly number[]): number => {
  for (let at = 0; at < one.length; at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const insertFeatures = createInsertRows('INSERT OR REPLACE INTO features', ['article', 'at', 'bytes'])
const insertLinks = createInsertRows('INSERT OR REPLACE INTO story_link', [
  'article',
  'language',
  'score',
  'evidence',
  'made_at',
])

const writeAssignments = (engine: Engine, plan: GroupingPlan): void => {
  const { run } = engine
  // An article that starts its own story needs no row: a missing row means the same.
  for (const { article, kind, parent, starts } of plan.assignments ?? [])
    if (parent !== null || starts !== null) run(ASSIGN, article, kind, parent, starts)
    else run(START, article)
  for (const { article, reasons } of plan.corrected ?? []) run(CORRECT, article, reasons)
  for (const { article, reasons } of plan.reasons ?? []) run(EXPLAIN, article, packList(reasons) ?? '[]')
  const features = plan.features ?? []
  for (const { article, features: one } of features) if (one === null) run('DELETE FROM features WHERE article = ?', article)
  insertFeatures(
    engine,
    features.flatMap(({ article, features: one }) => (one === null ? [] : [[article, one.at, one.bytes]])),
  )
  runAtOnce(engine, writeVectors(features))
  for (const article of plan.unlinked ?? []) run('DELETE FROM story_link WHERE article = ?', article)
  insertLinks(
    engine,
    (plan.links ?? []).map(({ article, language, score, evidence, madeAt }) => [article, language, score, evidence, madeAt]),
  )
  for (const { article, isRefused } of plan.refusedLinks ?? [])
    run('UPDATE story_link SET refused = ? WHERE article = ? AND refused <> ?', Number(isRefused), article, Number(isRefused))
}
const ASSIGN = `
  INSERT INTO assignment (article, kind, parent, starts) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET kind = excluded.kind, parent = excluded.parent, starts = coalesce(excluded.starts, starts)`
const EXPLAIN = `
  INSERT INTO assignment (article, kind, reasons) VALUES (?, 'starts', ?) ON CONFLICT DO UPDATE SET reasons = excluded.reasons`
const START = `UPDATE assignment SET kind = 'starts', parent = NULL WHERE article = ?`
const CORRECT = `
  INSERT INTO assignment (article, kind, corrected) VALUES (?, 'starts', ?) ON CONFLICT DO UPDATE SET corrected = excluded.corrected`

/** Tables with the grouper's decisions about an article. */
const DECIDED = ['features', 'vector', 'story_link', 'assignment', 'next_assignment']

/** Deletes articles with everything by which they are found; their items stay without an article, so that a feed that still shows them does not
 * add them again. */
const withdraw = ({ run, counters: { totals } }: Engine, articles: readonly number[]): void => {
  for (const n of articles) {
    totals.items -= run('UPDATE item SET article = NULL WHERE article = ?', n)
    run('DELETE FROM page WHERE address = (SELECT canonical_url FROM content WHERE article = ?)', n)
    for (const table of ['content', 'wording', 'fingerprint', ...DECIDED]) run(`DELETE FROM ${table} WHERE article = ?`, n)
    run('DELETE FROM words WHERE rowid = ?', n)
    run('DELETE FROM article WHERE n = ?', n)
  }
}

/**
 * Archives are cut by the order of arrival, and clients read on in it, so that nothing may be inserted into it: a released article gets the
 * last number, and earlier decisions about it are deleted. Returns the new numbers.
 */
const renumber = (engine: Engine, released: NonNullable<GroupingPlan['released']>): readonly number[] =>
  released.map(({ article: from, words }) => {
    const to = engine.counters.totals.nextArticle++
    engine.run('UPDATE article SET n = ? WHERE n = ?', to, from)
    for (const table of ['content', 'wording', 'fingerprint', 'item'])
      engine.run(`UPDATE ${table} SET article = ? WHERE article = ?`, to, from)
    engine.run('UPDATE item SET n = (SELECT max(n) + 1 FROM item) WHERE article = ?', to)
    for (const table of DECIDED) engine.run(`DELETE FROM ${table} WHERE article = ?`, from)
    engine.run('DELETE FROM words WHERE rowid = ?', from)
    insertWords(engine, [[to, words.title, words.body]])
    return to
  })

const endStories = (engine: Engine, { endedStories = [], tombstones = [] }: GroupingPlan): void => {
  const { run, counters } = engine
  for (const { id, successor, at } of endedStories) {
    counters.totals.stories -= run('DELETE FROM story WHERE id = ?', id)
    if (successor === null) continue
    run('INSERT OR REPLACE INTO story_tombstone (id, article, at, announced) VALUES (?, ?, ?, 1)', id, successor, at)
    continueSuccessor(engine, id, successor)
  }
  for (const { from, to } of tombstones) {
    if (to === null) run('DELETE FROM story_tombstone WHERE article = ?', from)
    else run('UPDATE story_tombstone SET article = ? WHERE article = ?', to, from)
  }
}

/** What continued the ended story continues the one that has its articles now. */
const continueSuccessor = ({ get, run }: Engine, ended: StoryId, successor: number): void => {
  const found = get<Chained>(SUCCESSOR, successor)
  if (found === undefined) return
  const { id, affair } = continuedIn(found, ended)
  run('UPDATE story SET continues = ? WHERE continues = ?', id, ended)
  run('UPDATE story SET affair = ? WHERE affair = ?', affair, ended)
  run(BEGIN_AFFAIR, affair)
}
const SUCCESSOR = 'SELECT s.id, s.affair FROM article a JOIN story s ON s.n = a.story WHERE a.n = ?'
/** The first story of an affair continues none. */
const BEGIN_AFFAIR =
  'UPDATE story SET continues = NULL, affair = NULL WHERE id = ? AND (continues IS NOT NULL OR affair IS NOT NULL)'
