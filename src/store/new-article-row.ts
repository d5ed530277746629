/**
 * One article as the parsing thread passes it to the store: ready to be bound to statements, so that the writing thread serialises nothing.
 * Long text is UTF-8 bytes, which are moved between threads without being copied.
 */
import { canonicalUrl, fragmentOf, guidPath, withoutFragment } from '../lib/canonical-url.ts'
import { hash48 } from '../lib/hashes.ts'
import type { DateFrom, Fingerprint, ReadArticle } from '../model/article.ts'
import type { ArticleId, Instant, LanguageTag, SourceId } from '../model/ids.ts'
import { articleIdOf } from './derived-ids.ts'
import { splitSearchText } from '../text/search-words.ts'
import { packTagRecord } from './tag-record.ts'

/** Columns of `content` that a revision may change; lists are JSON. Null: empty. */
export type ContentRow = {
  readonly guid: string | null
  readonly link: string | null
  readonly canonicalUrl: string | null
  readonly title: string
  readonly summary: string
  readonly html: Uint8Array
  readonly text: Uint8Array
  readonly image: string | null
  readonly comments: string | null
  readonly rights: string | null
  readonly declaredLanguage: string | null
  readonly authors: string | null
  readonly categories: string | null
  readonly enclosures: string | null
  readonly origin: string | null
  readonly tags: string | null
}

/** 48 bits of SHA-256 each, exact in a number. Articles with an equal hash are candidates for identity; the values themselves are compared
 * before it counts. */
export type IdentityHashes = { readonly url: number | null; readonly guid: number | null; readonly content: number }

export type FingerprintRow = {
  /** 32-bit values, little-endian. */
  readonly bands: Uint8Array
  readonly shingles: Uint8Array
  /** A JSON list. */
  readonly numbers: string
}

export type NewArticleRow = {
  readonly id: ArticleId
  readonly key: string
  /** Hash of all that the publisher wrote. */
  readonly hash: string
  readonly publishedAt: Instant
  readonly dateFrom: DateFrom
  readonly updatedAt: Instant | null
  readonly language: LanguageTag
  readonly confidence: number
  readonly hasTopic: boolean
  readonly hashes: IdentityHashes
  readonly content: ContentRow
  /** Search words of the title and of the text, separated by spaces. */
  readonly words: { readonly title: string; readonly body: string }
  readonly fingerprint: FingerprintRow | null
}

const encoder = new TextEncoder()

export const newArticleRows = (source: SourceId, articles: readonly ReadArticle[]): readonly NewArticleRow[] => {
  const hashInGroup = createGroupedHash()
  return articles.map((article) => toRow(source, article, hashInGroup))
}

const toRow = (source: SourceId, article: ReadArticle, hashInGroup: GroupedHash): NewArticleRow => {
  const { key, hash, publishedAt, dateFrom, updatedAt, language, confidence, topics, searchText, fingerprint } = article
  return {
    id: articleIdOf(source, key),
    key,
    hash,
    publishedAt,
    dateFrom,
    updatedAt,
    language,
    confidence,
    hasTopic: topics.length > 0,
    hashes: identityHashes(source, article, hashInGroup),
    content: contentRow(article),
    words: splitSearchText(searchText),
    fingerprint: fingerprint === null ? null : fingerprintRow(fingerprint),
  }
}

const contentRow = (article: ReadArticle): ContentRow => ({
  guid: article.guid,
  link: article.link,
  canonicalUrl: article.canonicalUrl,
  title: article.title,
  summary: article.summary,
  html: encoder.encode(article.html),
  text: encoder.encode(article.text),
  image: article.image,
  comments: article.comments,
  rights: article.rights,
  declaredLanguage: article.declaredLanguage,
  authors: packList(article.authors),
  categories: packList(article.categories),
  enclosures: packList(article.enclosures),
  origin: article.origin === null ? null : JSON.stringify(article.origin),
  tags: packTagRecord(article),
})

/** The list as JSON; null: it is empty. */
export const packList = (list: readonly unknown[]): string | null => (list.length === 0 ? null : JSON.stringify(list))

export const fingerprintRow = ({ bands, shingles, numbers }: Fingerprint): FingerprintRow => ({
  bands: bytesOf(bands),
  shingles: bytesOf(shingles),
  numbers: JSON.stringify(numbers),
})
const bytesOf = (values: Uint32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** The bytes are copied, because a row's bytes may begin at an offset that a Uint32Array does not allow. */
export const fingerprintOfRow = ({ bands, shingles, numbers }: FingerprintRow): Fingerprint => ({
  bands: new Uint32Array(bands.slice().buffer),
  shingles: new Uint32Array(shingles.slice().buffer),
  numbers: JSON.parse(numbers) as readonly string[],
})

const identityHashes = (
  source: SourceId,
  { canonicalUrl, link, guid: written, searchText }: ReadArticle,
  hashInGroup: GroupedHash,
): IdentityHashes => {
  const url = canonicalUrl === null ? link : withoutFragment(canonicalUrl)
  const guid = guidKey(source, written)
  return {
    url: url === null ? null : hashInGroup(hostIn(url), url),
    guid: guid === null ? null : hashInGroup(source, guid),
    content: hash48(searchText),
  }
}

/** The guid with its source, since guids are unique within their source only; null: there is none. */
export const guidKey = (source: SourceId, guid: string | null): string | null => {
  const path = guid === null ? null : guidPath(guid)
  return path === null ? null : `${source}\0${path}`
}

const hostIn = (url: string): string => /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? ''
export const urlHash = (url: string): number => createGroupedHash()(hostIn(url), url)

/** The addresses under which an article that is looked up by this URL may be stored. */
export const addressesOf = (url: string): readonly string[] => {
  const page = canonicalUrl(url)
  return [url, ...(page === null ? [] : [`${page}${fragmentOf(url)}`, page])]
}

type GroupedHash = (group: string, text: string) => number
/** 16 of the 48 bits depend on the group alone: hashes of one host or source are close together in the index, which halves the cost of writing a new one. */
const createGroupedHash = (): GroupedHash => {
  const groups = new Map<string, number>()
  return (group, text) => {
    const bits = groups.get(group) ?? (hash48(group) % 2 ** 16) * 2 ** 32
    groups.set(group, bits)
    return bits + (hash48(text) % 2 ** 32)
  }
}

/** All that is stored of what the publisher wrote, with the language found in it, as one text: an equal text is no revision. The stored tags may be
 * those of a better reading, and are not compared. */
export const writtenOf = (row: Pick<NewArticleRow, 'content' | 'language' | 'updatedAt'>): string => {
  const decoder = new TextDecoder()
  const { html, text, ...short } = row.content
  return writtenFrom({ ...short, html: decoder.decode(html), text: decoder.decode(text) }, row.language, row.updatedAt)
}

type WrittenColumns = Omit<ContentRow, 'html' | 'text'> & { readonly html: string; readonly text: string }
export const writtenFrom = (content: WrittenColumns, language: LanguageTag, updatedAt: Instant | null): string => {
  const { guid, link, canonicalUrl, title, summary, html, text, image, comments, rights, declaredLanguage } = content
  const { authors, categories, enclosures, origin } = content
  const said = [guid, link, canonicalUrl, title, summary, html, text, image, comments, rights, declaredLanguage]
  return JSON.stringify([...said, authors, categories, enclosures, origin, language, updatedAt])
}
