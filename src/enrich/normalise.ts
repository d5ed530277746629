import { canonicalUrl, withoutFragment } from '../lib/canonical-url.ts'
import { hostOf, publishableUrl } from '../lib/url.ts'
import type { Article } from '../model/article.ts'
import type { LanguageTag } from '../model/ids.ts'
import type { Category, Enclosure, ParsedItem, Person } from '../model/parsed-item.ts'
import type { Source } from '../model/source.ts'
import { oneLine, safeCharacters } from '../text/characters.ts'
import { excerpt } from '../text/excerpt.ts'
import type { HtmlCleaner } from '../text/html/clean-html.ts'
import { titleText } from '../text/html/title-text.ts'
import { agencyOf, isOfReleases } from './agencies.ts'
import { withoutBoilerplate } from './boilerplate/boilerplate.ts'
import {
  type EdgeLines,
  edgeLinesOf,
  NO_REPEATED_LINES,
  type RepeatedLines,
  withoutRepeatedLines,
} from './boilerplate/repeated-lines.ts'
import type { ItemIdentity } from './identity.ts'
import type { DatedItem } from './item-dates.ts'
import { languageTag } from './language/language-tag.ts'

export type ItemContext = {
  readonly source: Pick<Source, 'id' | 'language' | 'topics' | 'url'>
  readonly feed: {
    readonly title: string | null
    readonly link: string | null
    readonly language: LanguageTag | null
    readonly url: string
    readonly rights?: string | null
  }
  /** Lines that most items of the document begin or end with; absent: no line counts as repeated. */
  readonly repeated?: RepeatedLines
}

const SUMMARY = 400
/** Characters of text that are stored: about 5,000 words; longer texts are books. */
const TEXT = 32_000
const GUID = 2_000
/** Characters of the publisher's HTML that a summary is made from. */
const SUMMARY_SOURCE = 4_000

/** Turns what a publisher wrote into an article that can be shown: `Article` says what holds for each field. */
export const normaliseItem = ({ item, identity, dates }: DatedItem, context: ItemContext, cleanHtml: HtmlCleaner): Article => {
  const link = item.link === null ? null : publishableUrl(item.link, context.feed.url)
  const base = link ?? context.feed.link ?? context.feed.url
  const body = bodyOf(item, { base, cleanHtml, repeated: context.repeated ?? NO_REPEATED_LINES })
  return {
    key: identity.key,
    hash: identity.hash,
    // Articles that share a guid or link must not become one article.
    guid: identity.guidIdentifies && item.id !== null ? safeCharacters(item.id).slice(0, GUID) : null,
    link,
    canonicalUrl: canonicalLink(item, link, identity),
    title: titleOf(item, body.text, link, context),
    html: body.html,
    summary: body.summary,
    text: body.text,
    ...dates,
    authors: authorsOf(item.authors),
    categories: categoriesOf(item.categories),
    enclosures: enclosuresOf(item.enclosures, link),
    image: imageOf(item, body.picture, link),
    comments: item.comments === null ? null : publishableUrl(item.comments, link),
    rights: shortText(item.rights ?? context.feed.rights ?? null, 500),
    declaredLanguage: declaredLanguage(item, context),
    origin: originOf(item, body.written, link, context),
  }
}

const originOf = (item: ParsedItem, text: string, link: string | null, { source, feed }: ItemContext): Article['origin'] => {
  const [title, from] = [shortText(item.source?.title ?? null, 200), publishableUrl(item.source?.link ?? '')]
  const agency = agencyOf({
    title: titleText(item.title ?? ''),
    text,
    authors: authorsOf(item.authors),
    names: [title, feed.title].filter((name) => name !== null),
    host: hostOf(from ?? link ?? source.url),
  })
  if (agency === null) return item.source === null ? null : { title, link: from }
  return { title, link: from, agency, ...(isOfReleases(agency) ? { isRelease: true } : {}) }
}

/** The page of the identity is the canonical link already, unless cleaning changed the link. Null: the link does not identify the item. */
const canonicalLink = (item: ParsedItem, link: string | null, { page, linkIdentifies }: ItemIdentity): string | null => {
  if (!linkIdentifies || link === null || page === null) return null
  const fragment = page.slice(withoutFragment(page).length)
  return link === item.link ? page : `${canonicalUrl(link) ?? ''}${fragment}`
}

type Body = {
  readonly html: string
  readonly written: string
  readonly text: string
  readonly summary: string
  readonly picture: string | null
}

type BodyContext = { readonly base: string; readonly cleanHtml: HtmlCleaner; readonly repeated: RepeatedLines }

/** The longer of content and summary becomes the text; if the publisher gives a summary besides it, that stays the summary. */
const bodyOf = (item: ParsedItem, { base, cleanHtml, repeated }: BodyContext): Body => {
  const [long, brief] = longAndBrief(item)
  const body = cleanHtml(long, base)
  const text = reportIn(wholeLines(body.text), repeated)
  const own = brief === '' || brief === long ? '' : reportIn(cleanHtml(brief.slice(0, SUMMARY_SOURCE), base).text, repeated)
  const summary = excerpt(oneLine(own === '' ? text.slice(0, 2 * SUMMARY) : own), SUMMARY)
  return { html: body.html, written: body.text, text, summary, picture: body.picture }
}

const longAndBrief = ({ content, summary }: ParsedItem): readonly [long: string, brief: string] => {
  const [whole, teaser] = [content ?? '', summary ?? '']
  return whole.length >= teaser.length ? [whole, teaser] : [teaser, whole]
}

const reportIn = (text: string, repeated: RepeatedLines): string => {
  const report = withoutBoilerplate(text)
  const left = withoutRepeatedLines(report, repeated)
  return left === report ? report : withoutBoilerplate(left)
}

/** Characters of HTML at each end of a long text that are read for its first and last lines. */
const EDGE = 3_000
/** Hashes of the lines that an item's text begins and ends with, to compare with the document's other items. */
export const itemEdgeLines = (item: ParsedItem, cleanHtml: HtmlCleaner): EdgeLines => {
  const [long] = longAndBrief(item)
  const textOf = (html: string): string => withoutBoilerplate(cleanHtml(html, null).text)
  if (long.length <= 2 * EDGE) return edgeLinesOf(textOf(long))
  const [label, first] = edgeLinesOf(textOf(long.slice(0, EDGE)))
  const [, , last, lastButOne] = edgeLinesOf(textOf(long.slice(-EDGE)))
  return [label, first, last, lastButOne]
}

const wholeLines = (text: string): string => (text.length > TEXT ? excerpt(text, TEXT) : text)

/** The title; where there is none, as in posts of social networks, the beginning of the text, then the link, then the feed's title. */
const titleOf = (item: ParsedItem, text: string, link: string | null, { feed }: ItemContext): string => {
  const own = titleText(item.title ?? '')
  if (own !== '') return own
  const beginning = excerpt(oneLine(text.slice(0, 300)), 100)
  return beginning === '' ? (link ?? titleText(feed.title ?? '')) : beginning
}

/**
 * An item's own declaration counts first only where it differs from the feed's, since programs that write feeds declare their default; then
 * what the operator configured for the source, then the feed.
 */
const declaredLanguage = (item: ParsedItem, { source, feed }: ItemContext): LanguageTag | null => {
  const own = languageTag(item.language)
  const feeds = languageTag(feed.language)
  return own !== null && own !== feeds ? own : (languageTag(source.language) ?? own ?? feeds)
}

const shortText = (text: string | null, limit: number): string | null => {
  const cleaned = text === null ? '' : excerpt(titleText(text), limit)
  return cleaned === '' ? null : cleaned
}

/** Names only: mail addresses of people are not published. */
const authorsOf = (people: readonly Person[]): readonly string[] =>
  distinct(people.slice(0, 50).map(({ name }) => shortText(name, 120) ?? '')).slice(0, 20)

const categoriesOf = (categories: readonly Category[]): readonly string[] =>
  distinct(categories.slice(0, 100).map(({ label, term }) => shortText(label ?? term, 100) ?? '')).slice(0, 50)

/** The texts that are not empty, each once whatever its case, in its first spelling. */
const distinct = (texts: readonly string[]): readonly string[] =>
  [
    ...new Map(
      texts
        .filter((text) => text !== '')
        .map((text) => [text.toLowerCase(), text] as const)
        .toReversed(),
    ).values(),
  ].toReversed()

const enclosuresOf = (enclosures: readonly Enclosure[], base: string | null): readonly Enclosure[] => {
  const found = new Map<string, Enclosure>()
  for (const { url, type, length } of enclosures.slice(0, 100)) {
    const address = publishableUrl(url, base)
    if (address === null || found.has(address)) continue
    found.set(address, {
      url: address,
      type: type !== null && /^[\w.+-]{1,40}\/[\w.+-]{1,80}$/.test(type.trim()) ? type.trim().toLowerCase() : null,
      length: length !== null && Number.isSafeInteger(length) && length > 0 ? length : null,
    })
  }
  return [...found.values()].slice(0, 20)
}

const imageOf = (item: ParsedItem, picture: string | null, base: string | null): string | null => {
  const own = item.image === null ? null : publishableUrl(item.image, base)
  const enclosed = item.enclosures.find(
    ({ type, url }) => type?.startsWith('image/') === true || /\.(?:jpe?g|png|webp|avif)(?:$|\?)/i.test(url.slice(0, 4_096)),
  )
  return own ?? (enclosed === undefined ? null : publishableUrl(enclosed.url, base)) ?? picture
}
