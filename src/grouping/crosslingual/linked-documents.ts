import { getDomain } from 'tldts'
import { canonicalUrl } from '../../lib/canonical-url.ts'

const HREF = /<a href="(https?:[^"]{1,300})"/g
/** As many of an article are looked at: longer lists are a site's furniture. */
const MOST_LOOKED_AT = 12
const MOST_KEPT = 6
/** An article, a decision, a paper has a number, a slug of three words or a file of its own; a section or an "about us" has none. */
const SPECIFIC = /\d|[-_][^/]+[-_]|\.(?:pdf|docx?)$/i
/** Places to share, follow, install and subscribe: every article of an outlet leads there. */
const FURNITURE =
  /^https:\/\/(?:[^/]+\.)?(?:addtoany|sharethis|addthis|pinterest|wa|whatsapp|play\.google|news\.google|accounts\.google|apps\.apple|itunes\.apple|podcasts\.apple|open\.spotify|feedburner|feedproxy|doubleclick|paypal|patreon|gravatar)\.[a-z]{2,6}(?:\/|$)|[/?&.](?:share|sharer|intent|subscribe|subscription|newsletter|newsletters|abo|login|signup|register|privacy|cookies|terms|app|download|donate)(?:[/?=.&]|$)/
/** On social networks a post is a document, a profile is not. */
const SOCIAL =
  /^https:\/\/(?:[^/]+\.)?(?:facebook\.com|twitter\.com|x\.com|linkedin\.com|instagram\.com|t\.me|telegram\.me|tiktok\.com|youtube\.com|youtu\.be|reddit\.com|threads\.net|vk\.com|weibo\.com)\//
const POST =
  /\/(?:status|posts|videos|permalink|p|reel|comments|video)\/|[?&]v=|youtu\.be\/.|:\/\/t\.me\/(?!s\/)[^/]+\/\d|\/wall-?\d|weibo\.com\/\d+\/\w/

/**
 * Documents on other sites that an article leads to, each in its canonical spelling: an official paper, another outlet's report. No home
 * pages, no places to share or subscribe. `html` as the sanitiser writes it; `own`: the article's own address, without which nothing tells
 * what is another site.
 */
export const linkedDocumentsOf = (html: string, own: string | null): ReadonlySet<string> => {
  const found = new Set<string>()
  if (own === null || !html.includes('<a href="http')) return found
  const home = getDomain(own)
  let looked = 0
  for (const [, href = ''] of html.matchAll(HREF)) {
    looked += 1
    if (looked > MOST_LOOKED_AT || found.size === MOST_KEPT) break
    if (getDomain(href) === home) continue
    const address = canonicalUrl(href.replaceAll('&amp;', '&'))
    if (address !== null && isDocument(address)) found.add(address)
  }
  return found
}

const isDocument = (address: string): boolean => {
  const path = address.slice(address.indexOf('/', 'https://'.length))
  if (!path.startsWith('/') || FURNITURE.test(address)) return false
  return SOCIAL.test(address) ? POST.test(address) : SPECIFIC.test(path)
}
