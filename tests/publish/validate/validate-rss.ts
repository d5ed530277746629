/** RSS 2.0, the Advisory Board's best-practices profile, and what the W3C feed validator calls an error. */
import * as rule from './rules.ts'
import { atom, childrenOf, type Report, textOf } from './rules.ts'
import type { XmlElement } from './strict-xml.ts'

const DC = '{http://purl.org/dc/elements/1.1/}'
const CONTENT = '{http://purl.org/rss/1.0/modules/content/}encoded'
const RFC822 =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})$/
const CHANNEL_ONCE = (
  'title link description language copyright managingEditor webMaster pubDate lastBuildDate generator docs cloud ttl image ' +
  'rating textInput skipHours skipDays'
).split(' ')
const CHANNEL = new Set([...CHANNEL_ONCE, 'category', 'item', ...['link', 'author', 'contributor', 'id', 'updated'].map(atom)])
const ITEM_ONCE = ['title', 'link', 'description', 'author', 'comments', 'enclosure', 'guid', 'pubDate', 'source']
const ATOM_IN_ITEM = ['link', 'id', 'title', 'summary', 'author', 'contributor', 'content', 'published', 'updated']
const ITEM = new Set([...ITEM_ONCE, 'category', ...ATOM_IN_ITEM.map(atom)])
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  guid: ['isPermaLink'],
  enclosure: ['url', 'length', 'type'],
  source: ['url'],
  category: ['domain'],
  cloud: ['domain', 'port', 'path', 'registerProcedure', 'protocol'],
}

export const checkRss = (root: XmlElement, report: Report): void => {
  if (root.name !== 'rss') return report(`UndefinedElement: root is ${root.name}`)
  if (root.attributes.version === undefined) report('MissingAttribute: rss: version')
  else if (root.attributes.version !== '2.0') report(`InvalidRSSVersion: ${root.attributes.version}`)
  rule.onlyElements(root, new Set(['channel']), 'rss', report)
  rule.exactlyOne(root, ['channel'], 'rss', report)
  const [channel] = childrenOf(root, 'channel')
  if (channel === undefined) return
  checkChannel(channel, report)
  const items = childrenOf(channel, 'item')
  const guids = items.flatMap((item) => childrenOf(item, 'guid').map(({ text }) => text))
  rule.noDuplicates(guids, 'guids', report)
  items.forEach((item, index) => checkItem(item, `item ${index + 1}`, report))
}

const checkChannel = (channel: XmlElement, report: Report): void => {
  rule.exactlyOne(channel, ['title', 'link', 'description'], 'channel', report)
  rule.atMostOne(channel, CHANNEL_ONCE.slice(3), 'channel', report)
  rule.onlyElements(channel, CHANNEL, 'channel', report)
  rule.noText(channel, 'channel', report)
  attributesOf(channel, 'channel', report)
  for (const { text } of childrenOf(channel, 'link')) uri(text.trim(), 'channel link', report)
  for (const name of ['title', 'description'])
    for (const { text } of childrenOf(channel, name)) rule.notBlank(text, `channel ${name}`, report)
  rule.noMarkup(textOf(channel, 'title'), 'channel title', report)
  for (const { text } of childrenOf(channel, 'language')) rule.language(text.trim(), 'channel language', report)
  for (const name of ['lastBuildDate', 'pubDate'])
    for (const { text } of childrenOf(channel, name)) date(text.trim(), `channel ${name}`, report)
  for (const name of ['managingEditor', 'webMaster'])
    for (const { text } of childrenOf(channel, name)) rule.mail(text.trim(), `channel ${name}`, report)
  for (const { text } of childrenOf(channel, 'docs')) uri(text.trim(), 'channel docs', report)
  for (const { text } of childrenOf(channel, 'ttl')) rule.count(text.trim(), 'channel ttl', report)
  const self = childrenOf(channel, atom('link')).filter(({ attributes }) => attributes.rel === 'self')
  if (self.length !== 1 || self[0]?.attributes.type !== 'application/rss+xml') report('MissingAtomSelfLink: channel')
  for (const link of childrenOf(channel, atom('link'))) checkAtomLink(link, 'channel atom:link', report)
}

const checkItem = (item: XmlElement, where: string, report: Report): void => {
  rule.onlyElements(item, ITEM, where, report)
  rule.atMostOne(item, [...ITEM_ONCE, CONTENT, `${DC}language`, `${DC}rights`], where, report)
  rule.noText(item, where, report)
  attributesOf(item, where, report)
  if (textOf(item, 'title') === '' && textOf(item, 'description') === '') report(`ItemMustContainTitleOrDescription: ${where}`)
  rule.noMarkup(textOf(item, 'title'), `${where} title`, report)
  for (const name of ['link', 'comments'])
    for (const { text } of childrenOf(item, name)) uri(text.trim(), `${where} ${name}`, report)
  for (const { text } of childrenOf(item, 'pubDate')) date(text.trim(), `${where} pubDate`, report)
  checkGuid(item, where, report)
  for (const { text } of childrenOf(item, 'author')) rule.mail(text.trim(), `${where} author`, report)
  for (const { attributes } of childrenOf(item, 'enclosure')) checkEnclosure(attributes, where, report)
  for (const { attributes, text } of childrenOf(item, 'source')) {
    if (attributes.url === undefined) report(`MissingAttribute: ${where} source: url`)
    else uri(attributes.url, `${where} source`, report, 'InvalidURIAttribute')
    rule.notBlank(text, `${where} source`, report)
  }
  for (const { text } of childrenOf(item, 'category')) rule.notBlank(text, `${where} category`, report)
  for (const { text } of childrenOf(item, `${DC}language`)) rule.language(text.trim(), `${where} dc:language`, report)
  for (const { text } of childrenOf(item, `${DC}creator`)) rule.notBlank(text, `${where} dc:creator`, report)
  for (const link of childrenOf(item, atom('link'))) checkAtomLink(link, `${where} atom:link`, report)
}

/** RSS knows addresses of ASCII only. */
const uri = (text: string, where: string, report: Report, name = 'InvalidFullLink'): void => {
  if (/[^\p{ASCII}]/u.test(text)) report(`UriNotIri: ${where}: ${text}`)
  else rule.iri(text, where, report, name)
}

const attributesOf = ({ children }: XmlElement, where: string, report: Report): void => {
  for (const child of children)
    if (!child.name.startsWith('{')) rule.onlyAttributes(child, ATTRIBUTES[child.name] ?? [], `${where} ${child.name}`, report)
}

const checkGuid = (item: XmlElement, where: string, report: Report): void => {
  const [guid] = childrenOf(item, 'guid')
  if (guid === undefined) return report(`MissingGuid: ${where}`)
  rule.notBlank(guid.text, `${where} guid`, report)
  const { isPermaLink = 'true' } = guid.attributes
  if (!['true', 'false'].includes(isPermaLink)) report(`InvalidBooleanAttribute: ${where} guid: ${isPermaLink}`)
  else if (isPermaLink === 'true' && /^(?:tag|urn):/i.test(guid.text)) report(`InvalidPermalink: ${where} guid: ${guid.text}`)
  else if (isPermaLink === 'true') rule.httpAddress(guid.text, `${where} guid`, report, 'InvalidHttpGUID')
}

const checkEnclosure = (attributes: XmlElement['attributes'], where: string, report: Report): void => {
  const { url, type, length } = attributes
  for (const [name, value] of Object.entries({ url, type, length }))
    if (value === undefined) report(`MissingAttribute: ${where} enclosure: ${name}`)
  if (url !== undefined) rule.httpAddress(url, `${where} enclosure`, report, 'InvalidURLAttribute')
  if (type !== undefined) rule.mediaType(type, `${where} enclosure`, report, 'InvalidMIMEAttribute')
  if (length !== undefined && !/^-?\d+$/.test(length)) report(`InvalidIntegerAttribute: ${where} enclosure: ${length}`)
  else if (length?.startsWith('-') === true) report(`InvalidNonNegativeInteger: ${where} enclosure: ${length}`)
}

const checkAtomLink = ({ attributes }: XmlElement, where: string, report: Report): void => {
  if (attributes.href === undefined) report(`MissingHref: ${where}`)
  else rule.httpAddress(attributes.href, where, report, 'InvalidLink')
  if (attributes.type !== undefined) rule.mediaType(attributes.type, where, report)
  if (attributes.hreflang !== undefined) rule.language(attributes.hreflang, where, report)
  if (attributes.title !== undefined) rule.noMarkup(attributes.title, `${where} title`, report)
}

const date = (text: string, where: string, report: Report): void => {
  if (!RFC822.test(text) || Number.isNaN(Date.parse(text))) return report(`InvalidRFC2822Date: ${where}: ${text}`)
  if (new Date(text).toUTCString().slice(0, 3) !== text.slice(0, 3)) report(`IncorrectDOW: ${where}: ${text}`)
}
