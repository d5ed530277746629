import { searchText } from '../../text/search-words.ts'
import type { ReadArticle } from '../../model/article.ts'
import { articleId, type SourceId, sourceId } from '../../model/ids.ts'
import type { IdentityCandidate } from '../../model/story.ts'
import { guidKey, hashesOfIdentity, type IdentityHashes } from './article-hashes.ts'
import type { Engine } from './engine.ts'

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
  const numbers = engine.hashes.find(hashesOfIdentity(hashes))
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

const CANDIDATES = `
  SELECT a.n, a.id, a.source, c.canonical_url, c.guid, c.title, iif(a.content_hash = ?, c.text, NULL) AS text
  FROM json_each(?) j JOIN article a ON a.n = j.value JOIN content c ON c.article = a.n
  ORDER BY a.n`
