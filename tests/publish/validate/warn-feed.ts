/**
 * What the feed validators warn of. Each warning begins with its kind. `duplicate-updated` alone may stand: two reports that came in
 * one second did change in one second, and another time would be a lie.
 */
import { checkHtml } from './check-html.ts'
import { atom, childrenOf, language, type Report, textOf } from './rules.ts'
import { readStrictXml, type XmlElement } from './strict-xml.ts'
import type { FeedKind } from './validate-feed.ts'

type Json = { readonly [name: string]: unknown }
const DC_LANGUAGE = '{http://purl.org/dc/elements/1.1/}language'
const CONTENT = '{http://purl.org/rss/1.0/modules/content/}encoded'
const NAMESPACES = new Set([
  'http://www.w3.org/2005/Atom',
  'http://purl.org/rss/1.0/modules/content/',
  'http://purl.org/dc/elements/1.1/',
  'http://search.yahoo.com/mrss/',
  'http://purl.org/syndication/history/1.0',
  'http://purl.org/atompub/tombstones/1.0',
  'http://www.w3.org/XML/1998/namespace',
])

/** `address`: where the document was fetched. */
export const warnFeed = (text: string, kind: FeedKind, address: string): readonly string[] => {
  const warnings: string[] = []
  const report: Report = (warning) => void warnings.push(warning)
  if (text.startsWith('\uFEFF')) report('byte-order-mark: at the beginning')
  if (kind === 'json') warnJson(JSON.parse(text) as Json, address, report)
  else {
    const root = readStrictXml(text)
    for (const element of everyElement(root)) warnNamespace(element, report)
    if (kind === 'atom') warnAtom(root, address, report)
    else warnRss(root, address, report)
  }
  return warnings
}

const warnAtom = (feed: XmlElement, address: string, report: Report): void => {
  const links = childrenOf(feed, atom('link'))
  selfIs(links.find(({ attributes }) => attributes.rel === 'self')?.attributes.href, address, report)
  if (textOf(feed, atom('title')).length > 200) report('long-title: feed')
  const entries = childrenOf(feed, atom('entry'))
  const times = new Set<string>()
  entries.forEach((entry, index) => {
    const where = `entry ${index + 1}`
    const updated = textOf(entry, atom('updated'))
    if (times.has(updated)) report(`duplicate-updated: ${where}`)
    times.add(updated)
    implausible(Date.parse(updated), where, report)
    const [content] = childrenOf(entry, atom('content'))
    const [summary] = childrenOf(entry, atom('summary'))
    if (content !== undefined && content.text.trim() === '') report(`empty: ${where} content`)
    if (summary !== undefined && summary.text.trim() === '') report(`empty: ${where} summary`)
    if (content !== undefined && content.text === summary?.text) report(`same-content-and-summary: ${where}`)
    if (content?.attributes.type === 'html') checkHtml(content.text, `html: ${where}`, report)
    if (childrenOf(entry, atom('author')).length === 0) report(`no-author: ${where} has none of its own`)
    if (childrenOf(entry, atom('source')).length === 0) report(`no-credit: ${where}`)
  })
}

const warnRss = (rss: XmlElement, address: string, report: Report): void => {
  const [channel] = childrenOf(rss, 'channel')
  if (channel === undefined) return
  const links = childrenOf(channel, atom('link'))
  selfIs(links.find(({ attributes }) => attributes.rel === 'self')?.attributes.href, address, report)
  for (const name of ['language', 'lastBuildDate']) if (textOf(channel, name) === '') report(`missing: channel ${name}`)
  childrenOf(channel, 'item').forEach((item, index) => {
    const where = `item ${index + 1}`
    implausible(Date.parse(textOf(item, 'pubDate')), where, report)
    if (/&(?:[a-z][a-z0-9]+|#\d+);/i.test(textOf(item, 'title'))) report(`html-in-title: ${where}`)
    const [description] = childrenOf(item, 'description')
    if (description !== undefined && description.text.trim() === '') report(`empty: ${where} description`)
    checkHtml(description?.text ?? '', `html: ${where} description`, report)
    checkHtml(textOf(item, CONTENT), `html: ${where} content`, report)
    const names = item.children.map(({ name }) => name)
    // Readers that take the last of the two must get the whole.
    if (names.includes('description') && names.includes(CONTENT) && names.indexOf(CONTENT) < names.indexOf('description'))
      report(`order: ${where}: content:encoded before description`)
    if (childrenOf(item, 'source').length !== 1) report(`no-credit: ${where}`)
    for (const { text } of childrenOf(item, DC_LANGUAGE)) language(text, `language: ${where}`, report)
  })
}

const warnJson = (feed: Json, address: string, report: Report): void => {
  selfIs(feed.feed_url, address, report)
  for (const name of ['home_page_url', 'language']) if (feed[name] === undefined) report(`missing: feed ${name}`)
  const items = Array.isArray(feed.items) ? (feed.items as readonly Json[]) : []
  items.forEach((item, index) => {
    const where = `item ${index + 1}`
    implausible(Date.parse(String(item.date_modified)), where, report)
    for (const name of ['url', 'title', 'date_published']) if (item[name] === undefined) report(`missing: ${where} ${name}`)
    for (const name of ['summary', 'content_text', 'content_html']) if (item[name] === '') report(`empty: ${where} ${name}`)
    if (typeof item.content_html === 'string') checkHtml(item.content_html, `html: ${where}`, report)
    const { source } = (item._polywire ?? {}) as { readonly source?: { readonly title?: string; readonly url?: string } }
    if (source?.title === undefined || source.url === undefined) report(`no-credit: ${where}`)
  })
}

const selfIs = (self: unknown, address: string, report: Report): void => {
  if (self !== address) report(`self: ${String(self)} is not where it was fetched, ${address}`)
}

/** The validators' own bounds: before feeds there were none, and tomorrow has not come. */
const implausible = (at: number, where: string, report: Report): void => {
  if (at < Date.UTC(1970, 0, 2) || at > Date.now() + 86_400_000)
    report(`implausible-date: ${where}: ${new Date(at).toISOString()}`)
}

const warnNamespace = ({ name }: XmlElement, report: Report): void => {
  const [, namespace] = /^\{(.*)\}/.exec(name) ?? []
  if (namespace !== undefined && namespace !== '' && !NAMESPACES.has(namespace)) report(`unknown-namespace: ${namespace}`)
}

function* everyElement(element: XmlElement): Generator<XmlElement> {
  yield element
  for (const child of element.children) yield* everyElement(child)
}
