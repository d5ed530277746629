/** JSON Feed 1.1. */
import * as rule from './rules.ts'
import type { Report } from './rules.ts'

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const FEED_STRINGS = [
  'title',
  'home_page_url',
  'feed_url',
  'description',
  'user_comment',
  'next_url',
  'icon',
  'favicon',
  'language',
]
const ITEM_ADDRESSES = ['url', 'external_url', 'image', 'banner_image']
const ITEM_TEXTS = ['id', 'title', 'content_html', 'content_text', 'summary', 'date_published', 'date_modified', 'language']
const ITEM_STRINGS = ITEM_ADDRESSES.concat(ITEM_TEXTS)

export const checkJsonFeed = (text: string, report: Report): void => {
  if (!text.isWellFormed() || /\\ud[89a-f][\da-f]{2}/i.test(text)) report('a lone surrogate')
  const feed: unknown = JSON.parse(text)
  if (!isObject(feed)) return report('not an object')
  if (feed.version !== 'https://jsonfeed.org/version/1.1') report(`version ${String(feed.version)}`)
  known(feed, [...FEED_STRINGS, 'version', 'authors', 'expired', 'hubs', 'items'], 'feed', report)
  strings(feed, FEED_STRINGS, 'feed', report)
  if (typeof feed.title !== 'string' || feed.title === '') report('feed: no title')
  addresses(feed, ['home_page_url', 'feed_url', 'next_url', 'icon', 'favicon'], 'feed', report)
  if (feed.next_url === feed.feed_url) report('feed: next_url is feed_url')
  if (typeof feed.language === 'string') rule.language(feed.language, 'feed', report)
  authors(feed, 'feed', report)
  for (const hub of list(feed.hubs))
    if (typeof hub.type !== 'string' || typeof hub.url !== 'string') report('feed: hub without type or url')
  if (!Array.isArray(feed.items)) return report('feed: no items')
  const items = list(feed.items)
  rule.noDuplicates(
    items.map(({ id }) => String(id)),
    'item ids',
    report,
  )
  items.forEach((item, index) => checkItem(item, `item ${index + 1}`, report))
}

const checkItem = (item: Json, where: string, report: Report): void => {
  known(item, [...ITEM_STRINGS, 'authors', 'tags', 'attachments'], where, report)
  strings(item, ITEM_STRINGS, where, report)
  if (typeof item.id !== 'string' || item.id === '') report(`${where}: no id`)
  if (typeof item.content_html !== 'string' && typeof item.content_text !== 'string') report(`${where}: no content`)
  addresses(item, ['url', 'external_url', 'image', 'banner_image'], where, report)
  for (const name of ['date_published', 'date_modified'])
    if (item[name] !== undefined) rule.rfc3339(JSON.stringify(item[name]).slice(1, -1), where, report)
  if (typeof item.title === 'string') rule.noMarkup(item.title, `${where} title`, report)
  if (typeof item.language === 'string') rule.language(item.language, where, report)
  authors(item, where, report)
  if (item.tags !== undefined && !(Array.isArray(item.tags) && item.tags.every((tag) => typeof tag === 'string' && tag !== '')))
    report(`${where}: tags`)
  for (const attachment of list(item.attachments)) {
    addresses(attachment, ['url'], `${where} attachment`, report)
    if (attachment.url === undefined) report(`${where}: attachment without url`)
    rule.mediaType(String(attachment.mime_type), `${where} attachment`, report)
    if (attachment.size_in_bytes !== undefined && typeof attachment.size_in_bytes !== 'number')
      report(`${where}: attachment size`)
  }
}

const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** Extensions start with an underscore and are objects. */
const known = (object: Json, names: readonly string[], where: string, report: Report): void => {
  for (const [name, value] of Object.entries(object)) {
    if (name.startsWith('_') ? !isObject(value) : !names.includes(name)) report(`${where}: JSON Feed has no ${name}`)
  }
}

const strings = (object: Json, names: readonly string[], where: string, report: Report): void => {
  for (const name of names)
    if (object[name] !== undefined && typeof object[name] !== 'string') report(`${where}: ${name} is no text`)
}

const addresses = (object: Json, names: readonly string[], where: string, report: Report): void => {
  for (const name of names)
    if (object[name] !== undefined) rule.httpAddress(JSON.stringify(object[name]).slice(1, -1), `${where} ${name}`, report)
}

const authors = (object: Json, where: string, report: Report): void => {
  for (const { name, url, avatar } of list(object.authors)) {
    if (name === undefined && url === undefined && avatar === undefined) report(`${where}: an author without anything`)
    if (name === '') report(`${where}: an author with an empty name`)
  }
}
