import { withoutFragment } from '../lib/canonical-url.ts'
import type { ReadArticle } from '../model/article.ts'
import type { ArticleId, SourceId } from '../model/ids.ts'
import type { IdentityCandidate, Assignment } from '../model/story.ts'

type Identified = Pick<ReadArticle, 'title' | 'text' | 'canonicalUrl'>

export type IdentityContext = {
  readonly source: SourceId
  /** True if the URL is on the source's own site. */
  readonly isAtHome: (source: SourceId, url: string) => boolean
}

/** Below this many characters equal texts may be chance («Live», «Photo of the day»). */
const ENOUGH_TEXT = 200

/**
 * Exact identity: is this an article that is stored already, published by another source or under another id? An address belongs to the site
 * that it lies on, whoever named it first, so that no source takes the place of another one's article by naming its address or repeating its
 * text. Rules, the first that holds of any candidate:
 * 1. one source: the same guid path (scheme and host apart) and title: the site moved;
 * 2. an article that lies on another site is that site's own article of this address, under whatever title, or of a part of the page, under its
 *    title;
 * 3. the same address and agreeing titles, where the address is neither's own, or both's: two feeds of one site;
 * 4. equal title and text, long enough to be no chance, where neither lies on its own source's site. Elsewhere equal texts are copies.
 */
export const identify = (
  article: Identified,
  candidates: readonly IdentityCandidate[],
  context: IdentityContext,
): Assignment | null => {
  for (const rule of RULES)
    for (const candidate of candidates) {
      const detail = rule(article, candidate, context)
      if (detail !== null) return same(candidate.article, detail)
    }
  return null
}

const same = (article: ArticleId, detail: string): Assignment => ({
  kind: 'same',
  article,
  reasons: [{ kind: 'identity', detail, score: null }],
})

/** The evidence that the two are the same, in words; null: the rule does not hold. */
type Rule = (article: Identified, candidate: IdentityCandidate, context: IdentityContext) => string | null

const isMoved: Rule = (article, candidate, { source }) =>
  candidate.source === source && candidate.sameGuid && titleForm(article.title) === titleForm(candidate.title)
    ? 'the same guid and title at a new address'
    : null

const isOwnersPage: Rule = (article, candidate, context) =>
  isSameAddress(article, candidate, context) &&
  (article.canonicalUrl === candidate.canonicalUrl || titlesAgree(article.title, candidate.title)) &&
  !isOwn(article, context) &&
  isOwn(candidate, { ...context, ...candidate })
    ? `the same page, ${article.canonicalUrl}`
    : null

const isSamePage: Rule = (article, candidate, context) =>
  isSameAddress(article, candidate, context) &&
  isOwn(article, context) === isOwn(candidate, { ...context, ...candidate }) &&
  titlesAgree(article.title, candidate.title)
    ? `the same page under the same title, ${article.canonicalUrl}`
    : null

const isSameContent: Rule = (article, candidate, context) =>
  candidate.source !== context.source &&
  candidate.sameContent &&
  article.text.length >= ENOUGH_TEXT &&
  !isOwn(article, context) &&
  !isOwn(candidate, { ...context, ...candidate })
    ? 'title and text are equal'
    : null

const RULES: readonly Rule[] = [isMoved, isOwnersPage, isSamePage, isSameContent]

/**
 * Do two sources give the same address? A fragment remains only where a source shows several articles on one page, so two different fragments mean
 * two articles.
 */
const isSameAddress = (article: Identified, candidate: IdentityCandidate, { source }: IdentityContext): boolean => {
  const [one, other] = [article.canonicalUrl, candidate.canonicalUrl]
  if (candidate.source === source || one === null || other === null) return false
  return one === other || one === withoutFragment(other) || other === withoutFragment(one)
}

/** Does the article lie on the site of the source that publishes it? */
const isOwn = (
  { canonicalUrl }: Pick<ReadArticle, 'canonicalUrl'>,
  { source, isAtHome }: Pick<IdentityContext, 'source' | 'isAtHome'>,
): boolean => canonicalUrl !== null && isAtHome(source, canonicalUrl)

const titleForm = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Are the titles equal, or is one the other with something added, such as « - Outlet» or «Live: »? */
const titlesAgree = (one: string, other: string): boolean => {
  const [a, b] = [titleForm(one), titleForm(other)]
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a]
  return shorter.length > 0 && longer.includes(shorter) && shorter.length * 2 >= longer.length
}
