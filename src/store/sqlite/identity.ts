import { hash } from 'node:crypto'
import { searchText } from '../../lib/search-words.ts'
import { guidPath } from '../../lib/url.ts'
import type { Article, ReadArticle } from '../../model/article.ts'
import { articleId, type SourceId, sourceId } from '../../model/ids.ts'
import type { IdentityCandidate } from '../../model/story.ts'
import type { Engine } from './engine.ts'

export type IdentityHashes = { readonly url: number | null; readonly guid: number | null; readonly content: number }

/** 48 bits: short in the index, exact in a number. What they find is compared before it counts. */
const hash48 = (text: string): number => Number.parseInt(hash('sha256', text, 'hex').slice(0, 12), 16)
/** The same, 16 of the bits from the group: entries of one group stand together in the index, so one poll touches few pages. */
const groupedHash = (group: string, text: string): number => (hash48(group) % 2 ** 16) * 2 ** 32 + (hash48(text) % 2 ** 32)

export const urlHash = (url: string): number => groupedHash(/^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '', url)
/** Guids mean something within their source only. */
const guidKey = (source: SourceId, guid: string | null): string | null => {
  const path = guid === null ? null : guidPath(guid)
  return path === null ? null : `${source}\0${path}`
}

export const identityHashes = (source: SourceId, article: Article, words: string): IdentityHashes => {
  const url = article.canonicalUrl ?? article.link
  const guid = guidKey(source, article.guid)
  return {
    url: url === null ? null : urlHash(url),
    guid: guid === null ? null : groupedHash(source, guid),
    content: hash48(words),
  }
}

/** Enough for honest coincidence; a home page linked by ten thousand items must not be compared ten thousand times. */
const MOST = 20

type CandidateRow = {
  readonly n: number
  readonly id: string
  readonly source: number
  readonly canonical_url: string | null
  readonly guid: string | null
  readonly title: string
  readonly text: string | null
}

/** Articles that share canonical URL, guid path or wording with this one, oldest first. */
export const identicalTo = (
  engine: Engine,
  source: SourceId,
  article: ReadArticle,
  hashes: IdentityHashes,
): readonly IdentityCandidate[] => {
  const numbers = new Set([
    ...(hashes.url === null ? [] : numbersBy(engine, 'url_hash', hashes.url)),
    ...(hashes.guid === null ? [] : numbersBy(engine, 'guid_hash', hashes.guid)),
    ...numbersBy(engine, 'content_hash', hashes.content),
  ])
  if (numbers.size === 0) return []
  const guid = guidKey(source, article.guid)
  return engine
    .all<CandidateRow>(CANDIDATES, hashes.content, JSON.stringify([...numbers]))
    .flatMap((row): IdentityCandidate[] => {
      const owner = sourceId(engine.tags.name(row.source))
      const sameUrl = article.canonicalUrl !== null && row.canonical_url === article.canonicalUrl
      const sameGuid = guid !== null && guidKey(owner, row.guid) === guid
      const sameContent = row.text !== null && searchText(row.title, row.text) === article.searchText
      if (!sameUrl && !sameGuid && !sameContent) return []
      return [
        { article: articleId(row.id), source: owner, canonicalUrl: row.canonical_url, title: row.title, sameGuid, sameContent },
      ]
    })
}

const numbersBy = ({ all }: Engine, column: 'url_hash' | 'guid_hash' | 'content_hash', value: number): readonly number[] =>
  all<{ readonly n: number }>(`SELECT n FROM article WHERE ${column} = ? LIMIT ${MOST}`, value).map(({ n }) => n)

const CANDIDATES = `
  SELECT a.n, a.id, a.source, c.canonical_url, c.guid, c.title, iif(a.content_hash = ?, c.text, NULL) AS text
  FROM json_each(?) j JOIN article a ON a.n = j.value JOIN content c ON c.article = a.n
  ORDER BY a.n`
