import type { ReadArticle } from '../../model/article.ts'
import type { ArticleId, Instant } from '../../model/ids.ts'
import type { AssignmentReason } from '../../model/story.ts'
import { packList, toContentRow } from './article-rows.ts'
import { hashesOfIdentity, type IdentityHashes } from './article-hashes.ts'
import type { Engine } from './engine.ts'
import type { StoryPlace } from './story-rows.ts'
import { tagNumbersOf } from './tag-numbers.ts'
import { packTagRecord } from './tag-record.ts'
import { moveTags } from './tag-rows.ts'
import { createUtf8 } from './utf8.ts'

export type ArticlePlace = {
  readonly n: number
  readonly id: ArticleId
  readonly source: number
  readonly story: StoryPlace
  readonly sortAt: Instant
  readonly firstSeen: Instant
  readonly hashes: IdentityHashes
  readonly reasons: readonly AssignmentReason[]
}

/** Writes a new article with everything it is found by. */
export const storeArticle = (engine: Engine, article: ReadArticle, place: ArticlePlace, copyOf: number | null): void => {
  const { run, ledger, bounds } = engine
  const { n, id, source, story, sortAt, firstSeen, hashes } = place
  run(
    ADD_ARTICLE,
    n,
    id,
    source,
    story.n,
    copyOf,
    sortAt,
    article.publishedAt,
    article.dated ? 1 : 0,
    firstSeen,
    article.updatedAt,
    article.language,
    article.confidence,
    article.topics.length > 0 ? 1 : 0,
    hashes.url,
    hashes.guid,
    hashes.content,
  )
  const content = toContentRow(article, packTagRecord(article))
  const long = { html: htmlBytes(content.html), text: textBytes(content.text) }
  run(ADD_CONTENT, n, article.key, article.hash, packList(place.reasons), ...Object.values({ ...content, ...long }))
  run(ADD_ITEM, source, article.key, article.hash, n, firstSeen, firstSeen)
  const tags = tagNumbersOf(engine.tags, article, [source])
  moveTags(engine, { n, sortAt, story: story.n, storyAt: story.sortAt }, undefined, tags)
  engine.youngTags.moveSome(n)
  engine.words.add(n, article.searchText)
  engine.hashes.add(n, hashesOfIdentity(hashes))
  bounds.note(n, sortAt, story.sortAt)
  ledger.totals.articles += 1
  ledger.totals.items += 1
  if (copyOf !== null) ledger.totals.copies += 1
}

const ADD_ARTICLE = `
  INSERT INTO article (n, id, source, story, copy_of, sort_at, published_at, dated, first_seen, updated_at, language, confidence,
    has_topic, url_hash, guid_hash, content_hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const htmlBytes = createUtf8()
const textBytes = createUtf8()
/** In the order in which toContentRow names them. */
const ADD_CONTENT = `
  INSERT INTO content (article, key, hash, reasons, guid, link, canonical_url, title, summary, html, text, image, comments, rights,
    declared_language, authors, categories, enclosures, origin, tags)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const ADD_ITEM = `INSERT INTO item (source, key, hash, article, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?)`
