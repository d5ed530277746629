/** The musts of RFC 4287, and what the feed validators call an error. */
import * as rule from './rules.ts'
import { atom, childrenOf, type Report, textOf } from './rules.ts'
import type { XmlElement } from './strict-xml.ts'

const XML_LANG = '{http://www.w3.org/XML/1998/namespace}lang'
const PERSON = new Set([atom('author'), atom('contributor')])

export const checkAtom = (root: XmlElement, report: Report): void => {
  if (root.name !== atom('feed')) return report(`root is ${root.name}`)
  rule.exactlyOne(root, [atom('id'), atom('title'), atom('updated')], 'feed', report)
  rule.atMostOne(root, ['subtitle', 'generator', 'icon', 'logo', 'rights'].map(atom), 'feed', report)
  checkCommon(root, 'feed', report)
  const entries = childrenOf(root, atom('entry'))
  const hasAuthor = childrenOf(root, atom('author')).length > 0
  if (!childrenOf(root, atom('link')).some(({ attributes }) => attributes.rel === 'self')) report('feed: no link rel=self')
  rule.noDuplicates(
    entries.map((entry) => textOf(entry, atom('id'))),
    'entry ids',
    report,
  )
  entries.forEach((entry, index) => checkEntry(entry, `entry ${index + 1}`, hasAuthor, report))
}

const checkEntry = (entry: XmlElement, where: string, feedHasAuthor: boolean, report: Report): void => {
  rule.exactlyOne(entry, [atom('id'), atom('title'), atom('updated')], where, report)
  rule.atMostOne(entry, ['published', 'summary', 'content', 'rights', 'source'].map(atom), where, report)
  checkCommon(entry, where, report)
  const [source] = childrenOf(entry, atom('source'))
  const authored = childrenOf(entry, atom('author')).length > 0 || feedHasAuthor
  if (!authored && (source === undefined || childrenOf(source, atom('author')).length === 0)) report(`${where}: no author`)
  const hasAlternate = childrenOf(entry, atom('link')).some(({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate')
  if (!hasAlternate && childrenOf(entry, atom('content')).length === 0) report(`${where}: neither content nor alternate link`)
  const published = textOf(entry, atom('published'))
  if (published !== '') rule.rfc3339(published, `${where} published`, report)
  if (Date.parse(published) > Date.parse(textOf(entry, atom('updated')))) report(`${where}: updated before it was published`)
  if (source !== undefined) {
    rule.exactlyOne(source, [atom('id'), atom('title'), atom('updated')], `${where} source`, report)
    checkCommon(source, `${where} source`, report)
  }
}

const checkCommon = (element: XmlElement, where: string, report: Report): void => {
  rule.iri(textOf(element, atom('id')), `${where} id`, report)
  rule.rfc3339(textOf(element, atom('updated')), `${where} updated`, report)
  for (const name of ['id', 'updated', 'published']) {
    const [child] = childrenOf(element, atom(name))
    if (child !== undefined && child.text !== child.text.trim()) report(`${where} ${name}: blanks around it`)
  }
  if (textOf(element, atom('title')) === '') report(`${where}: empty title`)
  const lang = element.attributes[XML_LANG]
  if (lang !== undefined && lang !== '') rule.language(lang, `${where} xml:lang`, report)
  for (const child of element.children) checkConstruct(child, `${where} ${child.name.replace(/^\{.*\}/, '')}`, report)
  const alternates = childrenOf(element, atom('link')).filter(
    ({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate',
  )
  rule.noDuplicates(
    alternates.map(({ attributes }) => `${attributes.type} ${attributes.hreflang}`),
    `${where}: alternate links of one type and language`,
    report,
  )
}

const checkConstruct = (element: XmlElement, where: string, report: Report): void => {
  const { name, attributes, text } = element
  if (name === atom('link')) {
    rule.httpAddress(attributes.href, where, report)
    if (attributes.type !== undefined) rule.mediaType(attributes.type, where, report)
    if (attributes.hreflang !== undefined) rule.language(attributes.hreflang, where, report)
    if (attributes.length !== undefined && !/^\d+$/.test(attributes.length)) report(`${where}: length ${attributes.length}`)
  }
  if (name === atom('category')) {
    if ((attributes.term ?? '') === '') report(`${where}: no term`)
    if (attributes.scheme !== undefined) rule.iri(attributes.scheme, where, report)
  }
  if (PERSON.has(name)) rule.exactlyOne(element, [atom('name')], where, report)
  if (PERSON.has(name) && textOf(element, atom('name')) === '') report(`${where}: empty name`)
  if ([atom('title'), atom('subtitle'), atom('summary'), atom('rights')].includes(name)) {
    if (!['text', 'html', 'xhtml'].includes(attributes.type ?? 'text')) report(`${where}: type ${attributes.type}`)
    if ((attributes.type ?? 'text') === 'text') rule.noMarkup(text, where, report)
  }
}
