/** The musts of RFC 4287, and what the W3C feed validator calls an error. */
import * as rule from './rules.ts'
import { atom, childrenOf, localName, type Report, textOf } from './rules.ts'
import type { XmlElement } from './strict-xml.ts'

const XML_LANG = '{http://www.w3.org/XML/1998/namespace}lang'
const names = (text: string): ReadonlySet<string> => new Set(text.split(' ').map(atom))
const FEED = names('author category contributor generator icon id link logo rights subtitle title updated entry')
const ENTRY = names('author category content contributor id link published rights source summary title updated')
const ONCE = ['subtitle', 'generator', 'icon', 'logo', 'rights'].map(atom)
const PERSON_PARTS = names('name uri email')
const PERSONS = names('author contributor')
const TEXTS = names('title subtitle summary rights')
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  link: ['rel', 'href', 'type', 'title', 'hreflang', 'length'],
  category: ['term', 'scheme', 'label'],
  content: ['type', 'src'],
  generator: ['uri', 'version'],
  ...Object.fromEntries([...TEXTS].map((name) => [name.replace(/^\{.*\}/, ''), ['type']])),
}

export const checkAtom = (root: XmlElement, report: Report): void => {
  if (root.name !== atom('feed')) return report(`InvalidNamespace: root is ${root.name}`)
  rule.exactlyOne(root, [atom('id'), atom('title'), atom('updated')], 'feed', report)
  rule.atMostOne(root, ONCE, 'feed', report)
  rule.onlyElements(root, FEED, 'feed', report)
  checkCommon(root, 'feed', report)
  const entries = childrenOf(root, atom('entry'))
  const hasAuthor = childrenOf(root, atom('author')).length > 0
  if (!childrenOf(root, atom('link')).some(({ attributes }) => attributes.rel === 'self')) report('MissingSelf: feed')
  const ids = entries.flatMap((entry) => childrenOf(entry, atom('id')).map(({ text }) => text))
  rule.noDuplicates(ids, 'entry ids', report, 'DuplicateIds')
  entries.forEach((entry, index) => checkEntry(entry, `entry ${index + 1}`, hasAuthor, report))
}

const checkEntry = (entry: XmlElement, where: string, feedHasAuthor: boolean, report: Report): void => {
  rule.exactlyOne(entry, [atom('id'), atom('title'), atom('updated')], where, report)
  rule.atMostOne(entry, ['published', 'summary', 'content', 'rights', 'source'].map(atom), where, report)
  rule.onlyElements(entry, ENTRY, where, report)
  checkCommon(entry, where, report)
  const [source] = childrenOf(entry, atom('source'))
  const authored = childrenOf(entry, atom('author')).length > 0 || feedHasAuthor
  if (!authored && (source === undefined || childrenOf(source, atom('author')).length === 0))
    report(`MissingElement: ${where}: author`)
  const hasAlternate = childrenOf(entry, atom('link')).some(({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate')
  const [content] = childrenOf(entry, atom('content'))
  if (!hasAlternate && content === undefined) report(`MissingContentOrAlternate: ${where}`)
  if (content !== undefined) checkContent(content, childrenOf(entry, atom('summary')).length > 0, `${where} content`, report)
  const published = textOf(entry, atom('published'))
  if (Date.parse(published) > Date.parse(textOf(entry, atom('updated')))) report(`UpdatedBeforePublished: ${where}`)
  if (source !== undefined) {
    rule.exactlyOne(source, [atom('id'), atom('title'), atom('updated')], `${where} source`, report)
    rule.atMostOne(source, ONCE, `${where} source`, report)
    rule.onlyElements(source, FEED, `${where} source`, report)
    checkCommon(source, `${where} source`, report)
  }
}

/** RFC 4287, 4.1.3. */
const checkContent = (content: XmlElement, hasSummary: boolean, where: string, report: Report): void => {
  const { type = 'text', src } = content.attributes
  const isText = ['text', 'html', 'xhtml'].includes(type)
  if (src !== undefined) {
    rule.reference(src, where, report)
    if (content.text.trim() !== '' || content.children.length > 0) report(`NotBlank: ${where}: beside src`)
    if (isText && content.attributes.type !== undefined) report(`InvalidMIMEType: ${where}: ${type} beside src`)
  }
  if (!isText) rule.mediaType(type, where, report)
  if (type === 'xhtml' && !(content.children.length === 1 && content.children[0]?.name.endsWith('}div') === true))
    report(`MissingXhtmlDiv: ${where}`)
  if (['text', 'html'].includes(type) && content.children.length > 0) report(`UndefinedElement: ${where}: not escaped`)
  const isEncoded = !isText && !/^text\/|[+/]xml$/i.test(type)
  if ((src !== undefined || isEncoded) && !hasSummary) report(`MissingSummary: ${where}`)
}

const checkCommon = (element: XmlElement, where: string, report: Report): void => {
  rule.noText(element, where, report)
  for (const { text } of childrenOf(element, atom('id'))) {
    rule.iri(text, `${where} id`, report)
    if (text !== text.trim()) report(`UnexpectedWhitespace: ${where} id`)
  }
  for (const name of ['updated', 'published'])
    for (const { text } of childrenOf(element, atom(name))) {
      rule.rfc3339(text.trim(), `${where} ${name}`, report)
      if (text !== text.trim()) report(`UnexpectedWhitespace: ${where} ${name}`)
    }
  for (const { text, children } of childrenOf(element, atom('title')))
    if (children.length === 0) rule.notBlank(text, `${where} title`, report)
  for (const child of [element, ...element.children]) {
    const lang = child.attributes[XML_LANG]
    if (lang !== undefined && lang !== '') rule.language(lang, `${where} xml:lang`, report)
  }
  for (const child of element.children) checkConstruct(child, `${where} ${localName(child)}`, report)
  const alternates = childrenOf(element, atom('link')).filter(
    ({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate',
  )
  const combinations = alternates.map(({ attributes }) => `${attributes.type} ${attributes.hreflang}`)
  rule.noDuplicates(combinations, `${where}: type and language of alternates`, report, 'DuplicateAtomLink')
}

const checkConstruct = (element: XmlElement, where: string, report: Report): void => {
  const { name, attributes, text } = element
  if (name.startsWith(atom(''))) rule.onlyAttributes(element, ATTRIBUTES[localName(element)] ?? [], where, report)
  if (name === atom('link')) checkLink(element, where, report)
  if (name === atom('category')) {
    if (attributes.term === undefined) report(`MissingAttribute: ${where}: term`)
    else if (attributes.term.trim() === '') report(`AttrNotBlank: ${where}: term`)
    if (attributes.scheme !== undefined) rule.iri(attributes.scheme, where, report)
  }
  if (name === atom('generator')) {
    rule.notBlank(text, where, report)
    if (attributes.uri !== undefined) rule.reference(attributes.uri, where, report)
  }
  if (name === atom('icon') || name === atom('logo')) rule.reference(text.trim(), where, report)
  if (PERSONS.has(name)) checkPerson(element, where, report)
  if (TEXTS.has(name)) {
    const type = attributes.type ?? 'text'
    if (!['text', 'html', 'xhtml'].includes(type)) report(`InvalidTextType: ${where}: ${type}`)
    if (type === 'text') rule.noMarkup(text, where, report)
    if (type === 'xhtml' && !element.children.some((child) => child.name.endsWith('}div'))) report(`MissingXhtmlDiv: ${where}`)
    if (type !== 'xhtml' && element.children.length > 0) report(`UndefinedElement: ${where}: ${element.children[0]?.name}`)
  }
}

const checkLink = ({ attributes }: XmlElement, where: string, report: Report): void => {
  const { href, type, hreflang, length, rel, title } = attributes
  if (href === undefined) report(`MissingHref: ${where}`)
  else rule.httpAddress(href, where, report, 'InvalidLink')
  if (type !== undefined) rule.mediaType(type, where, report)
  if (hreflang !== undefined) rule.language(hreflang, where, report)
  if (length !== undefined) rule.count(length, where, report)
  for (const [name, value] of Object.entries({ rel, title }))
    if (value?.trim() === '') report(`AttrNotBlank: ${where}: ${name}`)
  if (title !== undefined) rule.noMarkup(title, `${where} title`, report)
}

const checkPerson = (person: XmlElement, where: string, report: Report): void => {
  rule.exactlyOne(person, [atom('name')], where, report)
  rule.atMostOne(person, [atom('uri'), atom('email')], where, report)
  rule.onlyElements(person, PERSON_PARTS, where, report)
  rule.noText(person, where, report)
  for (const { text } of childrenOf(person, atom('name'))) {
    rule.notBlank(text, `${where} name`, report)
    rule.noMarkup(text, `${where} name`, report)
  }
  for (const { text } of childrenOf(person, atom('uri'))) rule.reference(text.trim(), `${where} uri`, report)
  for (const { text } of childrenOf(person, atom('email'))) rule.mail(text.trim(), `${where} email`, report)
}
