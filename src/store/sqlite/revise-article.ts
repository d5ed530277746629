import type { ReadArticle } from '../../model/article.ts'
import { isMaterialChange, mayMoveUpdated } from '../publishing-rules.ts'
import { type ContentRow, toContentRow, unpackList } from './article-rows.ts'
import { hashesOfIdentity, identityHashes, identityHashesOf, type IdentityRow } from './article-hashes.ts'
import type { Settlement } from './settlement.ts'
import { touchStory } from './story-rows.ts'
import { replaceFingerprint } from './story-tables.ts'
import { heldTagNumbers, type TaggedRow, tagNumbersOf } from './tag-numbers.ts'
import { packTagRecord } from './tag-record.ts'
import { standingOf, type StandingRow } from './standing.ts'
import { moveTags } from './tag-rows.ts'

type HeldRow = ContentRow &
  IdentityRow &
  TaggedRow &
  StandingRow & {
    readonly lead: number
    readonly revised_at: number | null
    readonly updated_at: number | null
    readonly confidence: number
  }

/**
 * Takes over what the owner wrote anew. Id, place in the order and first dates stay. False: the source does not own the article,
 * or nothing that we keep has changed.
 */
export const reviseArticle = (settlement: Settlement, number: number, article: ReadArticle): boolean => {
  const { engine, batch, source, touched } = settlement
  const held = engine.get<HeldRow>(HELD, number)
  if (held === undefined)
    throw new Error(`an item points at article ${number}, which does not exist: the database contradicts itself`)
  if (held.source !== source) return false
  const content = toContentRow(article, packTagRecord(article))
  if (!differs(held, content, article)) return false

  const moves = isMaterialChange(held, article) && mayMoveUpdated(held.revised_at, batch.now)
  writeRevision(settlement, held, article, { content, moves })
  reindex(settlement, number, held, article)
  if (moves && held.lead === number) touchStory(engine, held.story, batch.now)
  touched.add(held.story)
  return true
}

const HELD = `
  SELECT a.*, c.*, s.sort_at AS story_at, s.lead
  FROM article a JOIN content c ON c.article = a.n JOIN story s ON s.n = a.story
  WHERE a.n = ?`

const differs = (held: HeldRow, content: ContentRow, article: ReadArticle): boolean =>
  held.language !== article.language ||
  held.updated_at !== article.updatedAt ||
  Object.entries(content).some(([column, value]) => held[column as keyof ContentRow] !== value)

type Revision = { readonly content: ContentRow; readonly moves: boolean }

const writeRevision = (
  { engine, batch }: Settlement,
  held: HeldRow,
  article: ReadArticle,
  { content, moves }: Revision,
): void => {
  const hashes = identityHashes(batch.source, article, article.searchText)
  const step = moves ? 1 : 0
  engine.run(
    REVISE_ARTICLE,
    article.updatedAt,
    moves ? batch.now : null,
    step,
    article.language,
    article.confidence,
    article.topics.length > 0 ? 1 : 0,
    hashes.url,
    hashes.guid,
    hashes.content,
    held.n,
  )
  engine.run(REVISE_CONTENT, article.key, article.hash, ...Object.values(content), held.n)
  const before = hashesOfIdentity(identityHashesOf(held))
  const after = hashesOfIdentity(hashes)
  engine.hashes.forget(
    held.n,
    before.filter((hash) => !after.includes(hash)),
  )
  engine.hashes.add(
    held.n,
    after.filter((hash) => !before.includes(hash)),
  )
}

const REVISE_ARTICLE = `
  UPDATE article SET updated_at = ?, revised_at = coalesce(?, revised_at), revisions = revisions + ?, language = ?, confidence = ?,
    has_topic = ?, url_hash = ?, guid_hash = ?, content_hash = ?
  WHERE n = ?`
/** In the order in which toContentRow names them. */
const REVISE_CONTENT = `
  UPDATE content SET key = ?, hash = ?, guid = ?, link = ?, canonical_url = ?, title = ?, summary = ?, html = ?, text = ?, image = ?,
    comments = ?, rights = ?, declared_language = ?, authors = ?, categories = ?, enclosures = ?, origin = ?, tags = ?
  WHERE article = ?`

const reindex = ({ engine, source }: Settlement, number: number, held: HeldRow, article: ReadArticle): void => {
  const sources = [source, ...unpackList<number>(held.also_in)]
  const before = heldTagNumbers(engine.tags, held)
  const after = tagNumbersOf(engine.tags, article, sources)
  moveTags(engine, standingOf(held), before, after)
  if (held.title === article.title && held.text === article.text) return
  engine.words.forget(number)
  engine.words.add(number, article.searchText)
  // Later copies are compared with what it says now. It stays in its story, and what the index of events remembers of it stays too, so
  // that a restart finds what was there; stories that are rebuilt go by the new text.
  replaceFingerprint(engine, number, article.fingerprint)
}
