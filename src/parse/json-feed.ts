import { linesOf } from '../lib/lines.ts'
import { DAY } from '../lib/durations.ts'
import { joinUrl } from '../lib/url.ts'
import type { Enclosure, ParsedFeed, ParsedItem, Person } from '../model/parsed-item.ts'
import { CAPS } from './caps.ts'
import type { DateHints } from './dates/date-parts.ts'
import { readDate } from './dates/read-date.ts'
import { escapeText } from './xml/markup.ts'

/** A JSON object from outside, whose fields may have any type. Read it with `field`, not by index: `__proto__` may be a field. */
type Json = object

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const field = (object: Json, name: string): unknown =>
  Object.hasOwn(object, name) ? (Object.getOwnPropertyDescriptor(object, name)?.value as unknown) : undefined

/** The text of a field. Some feeds write numbers for strings: an id of 42 is read as "42". */
const textIn = (object: Json, name: string): string | null => asText(field(object, name))
const asText = (value: unknown): string | null => {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return null
  const text = value.trim()
  return text === '' ? null : text.slice(0, CAPS.text)
}

const listIn = (object: Json, name: string): readonly unknown[] => {
  const value = field(object, name)
  if (Array.isArray(value)) return value
  return value === undefined || value === null ? [] : [value]
}

const looksLikeJsonFeed = (value: unknown): value is Json => {
  if (!isObject(value)) return false
  if ((textIn(value, 'version') ?? '').includes('jsonfeed.org')) return true
  const [first] = listIn(value, 'items')
  return isObject(first) && ITEM_FIELDS.some((name) => Object.hasOwn(first, name))
}
const ITEM_FIELDS = ['content_html', 'content_text', 'date_published', 'external_url']

export type JsonFeedReading = Omit<ParsedFeed, 'encoding' | 'readByFallback' | 'warnings'> & {
  readonly cut: boolean
  /** What the feed has in place of items, in words; null: it has items, or an empty list. */
  readonly unread: string | null
}

type Limits = { readonly url: string; readonly maxItems: number; readonly hints: DateHints }

/** Reads JSON Feed 1 and 1.1, whatever types the fields have; null: the JSON is something else. */
export const readJsonFeed = (value: unknown, { url, maxItems, hints }: Limits): JsonFeedReading | null => {
  if (!looksLikeJsonFeed(value)) return null
  const link = (name: string): string | null => linkIn(value, name, url)
  const items = listIn(value, 'items').filter(isObject)
  return {
    format: (textIn(value, 'version') ?? '').includes('1.1') ? 'json11' : 'json1',
    id: textIn(value, 'id') ?? link('feed_url'),
    title: plain(textIn(value, 'title')),
    link: link('home_page_url'),
    description: plain(textIn(value, 'description')),
    language: textIn(value, 'language'),
    rights: plain(textIn(value, 'copyright')),
    published: null,
    updated: dateIn(value, 'date_modified', hints),
    authors: peopleIn(value, url),
    categories: [],
    image: link('icon') ?? link('favicon'),
    generator: textIn(value, 'generator'),
    hub: hubIn(value, url),
    self: link('feed_url'),
    // `expired: true` means that the feed will never change again. It is still polled weekly, in case the publisher resumes it.
    minimumIntervalMs: field(value, 'expired') === true ? 7 * DAY : null,
    skipHours: [],
    skipDays: [],
    items: items.slice(0, maxItems).map((item) => readItem(item, url, hints)),
    cut: items.length > maxItems,
    unread: items.length > 0 ? null : unreadIn(value),
  }
}

const unreadIn = (value: Json): string | null => {
  const items = field(value, 'items')
  if (Array.isArray(items))
    return items.length === 0 ? null : `«items» of a JSON Feed holds ${items.length} values that are no items`
  const names = Object.keys(value).slice(0, 8).join(', ').slice(0, 200)
  return `a JSON Feed without a list «items»; its fields: ${names}`
}

/** Does the JSON end inside a string, a list or an object? */
export const isCutOff = (json: string): boolean => {
  let depth = 0
  let inText = false
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at]
    if (sign === '"') inText = !inText
    else if (inText) at += sign === '\\' ? 1 : 0
    else if (sign === '{' || sign === '[') depth += 1
    else if (sign === '}' || sign === ']') depth -= 1
  }
  return inText || depth > 0
}

const readItem = (item: Json, url: string, hints: DateHints): ParsedItem => {
  const text = textIn(item, 'content_text')
  const attachments = listIn(item, 'attachments').filter(isObject).slice(0, CAPS.enclosures)
  const link = (name: string): string | null => linkIn(item, name, url)
  const image = link('image') ?? link('banner_image')
  return {
    id: textIn(item, 'id') ?? link('url'),
    title: plain(textIn(item, 'title')),
    link: link('url') ?? link('external_url') ?? httpUrl(textIn(item, 'id')),
    originalLink: null,
    published: dateIn(item, 'date_published', hints),
    updated: dateIn(item, 'date_modified', hints),
    summary: plain(textIn(item, 'summary')),
    content: textIn(item, 'content_html') ?? (text === null ? null : paragraphs(text)),
    language: textIn(item, 'language'),
    rights: null,
    comments: null,
    authors: peopleIn(item, url),
    categories: tagsIn(item),
    enclosures: attachments.map((found) => enclosureOf(found, url)).filter((found) => found !== null),
    image,
    source: null,
  }
}

const plain = (text: string | null): string | null => (text === null ? null : escapeText(text))
const httpUrl = (text: string | null): string | null => (text !== null && /^https?:\/\//i.test(text) ? text : null)
const paragraphs = (text: string): string => linesOf(escapeText(text)).join('<br>')

const linkIn = (object: Json, name: string, base: string): string | null => {
  const value = field(object, name)
  const text = asText(isObject(value) ? field(value, 'url') : value)
  return text === null ? null : joinUrl(base, text)
}

const dateIn = (object: Json, name: string, hints: DateHints): number | null => {
  const text = textIn(object, name)
  return text === null ? null : readDate(text, hints)
}

/** The people in `authors` (1.1) and `author` (1.0), each once; plain names count too. */
const peopleIn = (object: Json, base: string): Person[] => {
  const listed = [...listIn(object, 'authors'), ...listIn(object, 'author')]
  const people = listed.slice(0, CAPS.people).map((value) => {
    if (!isObject(value)) return { name: asText(value), email: null, url: null }
    const url = linkIn(value, 'url', base)
    const email = textIn(value, 'email') ?? (url?.startsWith('mailto:') === true ? url.slice(7) : null)
    return { name: textIn(value, 'name'), email, url }
  })
  const named = people.filter(({ name, email, url }) => name !== null || email !== null || url !== null)
  return named.filter((person, at) => named.findIndex((other) => other.name === person.name && other.url === person.url) === at)
}

const tagsIn = (item: Json): ParsedItem['categories'] => {
  const terms = listIn(item, 'tags')
    .map(asText)
    .filter((term) => term !== null)
  return [...new Set(terms)].slice(0, CAPS.categories).map((term) => ({ term, scheme: null, label: null }))
}

const enclosureOf = (attachment: Json, base: string): Enclosure | null => {
  const url = linkIn(attachment, 'url', base)
  if (url === null) return null
  const size = Number(textIn(attachment, 'size_in_bytes') ?? 0)
  return { url, type: textIn(attachment, 'mime_type'), length: Number.isSafeInteger(size) && size > 0 ? size : null }
}

const hubIn = (feed: Json, base: string): string | null => {
  const hub = listIn(feed, 'hubs').find((found) => isObject(found) && /websub|pubsubhubbub/i.test(textIn(found, 'type') ?? ''))
  return isObject(hub) ? linkIn(hub, 'url', base) : null
}
