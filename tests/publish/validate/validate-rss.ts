/** RSS 2.0 and the Advisory Board's best-practices profile. */
import * as rule from './rules.ts'
import { atom, childrenOf, type Report, textOf } from './rules.ts'
import type { XmlElement } from './strict-xml.ts'

const DC = '{http://purl.org/dc/elements/1.1/}'
const CONTENT = '{http://purl.org/rss/1.0/modules/content/}encoded'
const RFC822 =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})$/
const ITEM_ELEMENTS = [
  'title',
  'link',
  'description',
  'author',
  'category',
  'comments',
  'enclosure',
  'guid',
  'pubDate',
  'source',
]

export const checkRss = (root: XmlElement, report: Report): void => {
  if (root.name !== 'rss' || root.attributes.version !== '2.0') return report(`root is ${root.name} ${root.attributes.version}`)
  rule.exactlyOne(root, ['channel'], 'rss', report)
  const [channel] = childrenOf(root, 'channel')
  if (channel === undefined) return
  rule.exactlyOne(channel, ['title', 'link', 'description'], 'channel', report)
  rule.atMostOne(channel, ['language', 'lastBuildDate', 'pubDate', 'generator', 'copyright', 'image', 'ttl'], 'channel', report)
  rule.httpAddress(textOf(channel, 'link'), 'channel link', report)
  for (const name of ['title', 'description']) if (textOf(channel, name) === '') report(`channel: empty ${name}`)
  if (textOf(channel, 'language') !== '') rule.language(textOf(channel, 'language'), 'channel language', report)
  date(textOf(channel, 'lastBuildDate'), 'channel lastBuildDate', report)
  const self = childrenOf(channel, atom('link')).filter(({ attributes }) => attributes.rel === 'self')
  if (self.length !== 1 || self[0]?.attributes.type !== 'application/rss+xml')
    report('channel: no atom:link rel=self of the RSS type')
  for (const link of childrenOf(channel, atom('link'))) rule.httpAddress(link.attributes.href, 'channel atom:link', report)
  const items = childrenOf(channel, 'item')
  rule.noDuplicates(
    items.map((item) => textOf(item, 'guid')),
    'guids',
    report,
  )
  items.forEach((item, index) => checkItem(item, `item ${index + 1}`, report))
}

const checkItem = (item: XmlElement, where: string, report: Report): void => {
  const allowed = (name: string) => ITEM_ELEMENTS.includes(name) || name.startsWith('{')
  for (const { name } of item.children) if (!allowed(name)) report(`${where}: RSS has no ${name}`)
  rule.atMostOne(
    item,
    [...ITEM_ELEMENTS.filter((name) => name !== 'category'), CONTENT, `${DC}language`, `${DC}rights`],
    where,
    report,
  )
  if (textOf(item, 'title') === '' && textOf(item, 'description') === '') report(`${where}: neither title nor description`)
  rule.noMarkup(textOf(item, 'title'), `${where} title`, report)
  rule.httpAddress(textOf(item, 'link'), `${where} link`, report)
  date(textOf(item, 'pubDate'), `${where} pubDate`, report)
  const [guid] = childrenOf(item, 'guid')
  if (guid === undefined) report(`${where}: no guid`)
  else if (guid.attributes.isPermaLink !== 'false') rule.httpAddress(guid.text, `${where} guid`, report)
  const author = textOf(item, 'author')
  if (author !== '' && !author.includes('@')) report(`${where}: author without an e-mail address`)
  for (const { attributes } of childrenOf(item, 'enclosure')) checkEnclosure(attributes, where, report)
  for (const { attributes, text } of childrenOf(item, 'source')) {
    rule.httpAddress(attributes.url, `${where} source`, report)
    if (text.trim() === '') report(`${where}: empty source`)
  }
  for (const { text } of childrenOf(item, 'category')) if (text.trim() === '') report(`${where}: empty category`)
  const lang = textOf(item, `${DC}language`)
  if (lang !== '') rule.language(lang, `${where} dc:language`, report)
}

const checkEnclosure = (attributes: XmlElement['attributes'], where: string, report: Report): void => {
  rule.httpAddress(attributes.url, `${where} enclosure`, report)
  rule.mediaType(attributes.type ?? '', `${where} enclosure`, report)
  if (!/^\d+$/.test(attributes.length ?? '')) report(`${where} enclosure: length ${attributes.length}`)
}

const date = (text: string, where: string, report: Report): void => {
  if (!RFC822.test(text) || Number.isNaN(Date.parse(text))) return report(`${where}: no RFC 822 date: ${text}`)
  if (new Date(text).toUTCString().slice(0, 3) !== text.slice(0, 3)) report(`${where}: wrong weekday: ${text}`)
}
