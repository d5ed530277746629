import type { ReadArticle } from '../model/article.ts'
import type { ArticleId, SourceId } from '../model/ids.ts'
import type { IdentityCandidate, Assignment } from '../model/story.ts'

export type IdentityContext = {
  /** Who publishes the article now. */
  readonly source: SourceId
  /** True if the URL is on the source's own site. */
  readonly isAtHome: (source: SourceId, url: string) => boolean
}

/** Below this many characters equal texts may be chance («Live», «Photo of the day»). */
const TELLING_TEXT = 200

/**
 * Exact identity: is this an article that we hold already, published by another source or under another id?
 * Rules, first that holds:
 * 1. one source: the same guid path (scheme and host apart) and title: the site moved;
 * 2. another source: the same page. A source that links into somebody else's site must not take the place of that site's own
 *    article, so where the holder is a stranger there, the titles must agree;
 * 3. another source: title and text equal, and long enough to tell.
 */
export const identify = (
  article: ReadArticle,
  candidates: readonly IdentityCandidate[],
  context: IdentityContext,
): Assignment | null => {
  for (const candidate of candidates) {
    const detail = candidate.source === context.source ? moved(article, candidate) : published(article, candidate, context)
    if (detail !== null) return same(candidate.article, detail)
  }
  return null
}

const same = (article: ArticleId, detail: string): Assignment => ({
  kind: 'same',
  article,
  reasons: [{ kind: 'identity', detail, score: null }],
})

const moved = (article: ReadArticle, candidate: IdentityCandidate): string | null =>
  candidate.sameGuid && titleForm(article.title) === titleForm(candidate.title)
    ? 'the same guid and title at a new address'
    : null

const published = (article: ReadArticle, candidate: IdentityCandidate, context: IdentityContext): string | null => {
  if (candidate.sameContent && article.text.length >= TELLING_TEXT) return 'title and text are equal'
  const url = article.canonicalUrl
  if (url === null || url !== candidate.canonicalUrl) return null
  if (context.isAtHome(candidate.source, url)) return `the same page, ${url}`
  return titlesAgree(article.title, candidate.title) ? `the same page under the same title, ${url}` : null
}

const titleForm = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Equal, or one is the other with something appended: « - Outlet», «Live: ». */
const titlesAgree = (one: string, other: string): boolean => {
  const [a, b] = [titleForm(one), titleForm(other)]
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a]
  return shorter.length > 0 && longer.includes(shorter) && shorter.length * 2 >= longer.length
}
