import { withoutTrailing } from '../../lib/trim.ts'
import { joinUrl } from '../../lib/url.ts'
import { CAPS, type Warnings } from '../caps.ts'
import type { XmlElement } from './element.ts'
import { readNamespaces, type Scope } from './namespaces.ts'
import { readTags, type Tag } from './read-tags.ts'

export type XmlReading = {
  /** The feed's root element, without the items. Null: no feed was found. */
  readonly root: XmlElement | null
  /** The innermost open element at the end of a truncated document, which may lack items, or the rest of the last one. Null: it is complete. */
  readonly truncatedIn: string | null
}

/** `rss`, `RDF`, `feed`; `channel` for CDF and bare channels; `entry` for a document of one Atom entry. */
const ROOTS = new Set(['rss', 'rdf', 'feed', 'channel', 'entry'])
const ATOM_ROOTS = new Set(['feed', 'entry'])
/** Roots of a feed inside an HTML page, as some servers send it; only a namespace identifies it there. */
const EMBEDDED = new Set(['rss', 'rdf:rdf', 'atom:feed'])
const ITEMS = new Set(['item', 'atom:entry'])
/** Text directly inside these has no meaning. */
const CONTAINERS = new Set(['rss', 'rdf:rdf', 'channel', 'item', 'atom:feed', 'atom:entry'])
/** Elements that may be parents of an item; anywhere else an `item` is an ordinary child. */
const ITEM_PARENTS = new Set(['rss', 'rdf:rdf', 'channel', 'atom:feed', 'items'])

const TOO_DEEP = `elements nested deeper than ${CAPS.depth} were flattened`
const TOO_MANY = `more than ${CAPS.elements} elements in one item: the rest was left out`
const TOO_MANY_OUTSIDE = `more than ${CAPS.elements} elements outside the items: the rest was left out`
const NEVER_CLOSED = 'a tag, comment or CDATA section is never closed'
const MAX_SKIPPED_NAMES = 1000
/** The most characters of a base. Relative values of xml:base accumulate with each level: a longer one is an attack. */
const MAX_BASE = 4096

/** How often a document may be searched for end tags. */
const MOST_SEARCHES = 10

type Open = {
  readonly element: XmlElement
  readonly scope: Scope
  readonly isItem: boolean
  readonly folded: string
  /** Where its end tag is, once that was searched; infinite: it has none. */
  end: number | null
}

/**
 * Reads a feed's elements, well-formed or not: unclosed elements end with their parent, stray end tags are ignored, declarations are
 * skipped. Each item is passed to `onItem` at its end and not stored, so that memory depends on the largest item and not on the document.
 * `onItem` returns whether to go on.
 */
export const readXml = (text: string, url: string, onItem: (item: XmlElement) => boolean, warnings: Warnings): XmlReading => {
  const reader = new ElementReader(text, url, onItem, warnings)
  readTags(text, reader, warnings)
  const openElement = reader.unfinished()
  const isWhole = openElement === null || endsWithItsRoot(text, reader.root)
  if (openElement !== null && isWhole) warnings.add(NEVER_CLOSED)
  reader.closeAll()
  return { root: reader.root, truncatedIn: isWhole ? null : openElement }
}

/**
 * Does the text end with the root's end tag? An unclosed comment, CDATA section or quote hides the tag from the tokenizer; some documents
 * lack only its `>`.
 */
const endsWithItsRoot = (text: string, root: XmlElement | null): boolean =>
  root !== null &&
  withoutTrailing(text.slice(-TAIL).trimEnd(), '>').trimEnd().toLowerCase().endsWith(`</${root.writtenName.toLowerCase()}`)
const TAIL = 1000

/** Builds elements from tags. It is a class because every tag changes its state. */
class ElementReader {
  root: XmlElement | null = null
  done = false
  private readonly namespaces = readNamespaces()
  private readonly stack: Open[] = []
  /** The number of open elements by name, so that each of a flood of stray end tags takes one look-up. */
  private readonly openNames = new Map<string, number>()
  private inItem = false
  private firstElement: string | null = null
  private lastClosed: string | null = null
  private readonly skipped = new Map<string, number>()
  private elementsInItem = 0
  private elementsOutside = 0
  /** Characters that may still be searched for end tags: else a flood of unclosed elements, each before an item, would take quadratic time. */
  private searchLeft: number
  private readonly source: string
  private readonly url: string
  private readonly onItem: (item: XmlElement) => boolean
  private readonly warnings: Warnings

  constructor(source: string, url: string, onItem: (item: XmlElement) => boolean, warnings: Warnings) {
    this.source = source
    this.searchLeft = MOST_SEARCHES * source.length
    this.url = url
    this.onItem = onItem
    this.warnings = warnings
  }

  /** False: text at this position would be discarded. */
  wantsText(): boolean {
    const top = this.stack.at(-1)
    return top !== undefined && !CONTAINERS.has(top.element.name)
  }

  text(value: string): void {
    if (value !== '') this.stack.at(-1)?.element.children.push(value)
  }

  open(tag: Tag): void {
    if (this.stack.length >= CAPS.depth) {
      this.skip(tag, TOO_DEEP)
      return
    }
    if (this.elementsInItem >= CAPS.elements) {
      this.skip(tag, TOO_MANY)
      return
    }
    let parent = this.stack.at(-1)
    let scope = this.namespaces.enter(parent?.scope ?? this.namespaces.outermost, tag.attributes)
    if (!this.inItem && ITEMS.has(this.namespaces.nameOf(scope, tag.name)) && this.leaveUnclosed(tag.start)) {
      parent = this.stack.at(-1)
      scope = this.namespaces.enter(parent?.scope ?? this.namespaces.outermost, tag.attributes)
    }
    if (this.root === null && !this.isRoot(scope, tag.name)) return
    const element = makeElement(this.namespaces.nameOf(scope, tag.name), tag, parent?.element ?? null, this.url)
    this.place(element, parent?.element ?? null, scope)
    if (tag.selfClosing) this.closeTop()
  }

  close(name: string): void {
    const folded = name.toLowerCase()
    const skipped = this.skipped.size === 0 ? 0 : (this.skipped.get(folded) ?? 0)
    if (skipped > 0) {
      this.skipped.set(folded, skipped - 1)
      return
    }
    if (!this.openNames.has(folded)) return
    // The end tag of an open element also ends all that was skipped inside it.
    this.skipped.clear()
    while (this.stack.at(-1)?.folded !== folded) this.closeTop()
    this.closeTop()
  }

  /** After the last tag: the innermost open element whose content may be missing; null: none. After RSS's `</channel>` only `</rss>` can be missing. */
  unfinished(): string | null {
    const innermost = this.stack.at(-1)?.element
    if (this.done || innermost === undefined) return null
    if (innermost.name === 'rss' && this.stack.length === 1 && this.lastClosed === 'channel') return null
    return innermost.writtenName
  }

  closeAll(): void {
    while (this.stack.length > 0) this.closeTop()
  }

  /** Closes the elements around an item that have no end tag; what is inside them belongs to their parent. True: there were some. */
  private leaveUnclosed(offset: number): boolean {
    const depth = this.stack.length
    for (let top = this.stack.at(-1); top !== undefined && this.stack.length > 1; top = this.stack.at(-1)) {
      if (ITEM_PARENTS.has(top.element.name) || !this.isUnclosed(top, offset)) break
      this.closeTop()
      const inside = top.element.children.filter((child) => typeof child !== 'string')
      this.stack.at(-1)?.element.children.push(...inside)
    }
    return this.stack.length < depth
  }

  private isUnclosed(open: Open, offset: number): boolean {
    if (open.end === null || open.end < offset) {
      if (this.searchLeft <= 0) return false
      open.end = endTagOf(this.source, open.element.writtenName, offset)
      this.searchLeft -= Math.min(open.end, this.source.length) - offset
    }
    return open.end === Number.POSITIVE_INFINITY
  }

  /** Skips a start tag: the element's text goes to its parent, and its end tag is counted, so that it closes nothing else. */
  private skip(tag: Tag, warning: string): void {
    this.warnings.add(warning)
    if (tag.selfClosing) return
    const folded = tag.name.toLowerCase()
    const count = this.skipped.get(folded) ?? 0
    if (count > 0 || this.skipped.size < MAX_SKIPPED_NAMES) this.skipped.set(folded, count + 1)
  }

  private place(element: XmlElement, parent: XmlElement | null, scope: Scope): void {
    const isItem = !this.inItem && ITEMS.has(element.name) && (parent === null || ITEM_PARENTS.has(parent.name))
    if (isItem) this.inItem = true
    else if (parent !== null) this.attach(parent, element)
    this.root ??= element
    const folded = element.writtenName.toLowerCase()
    this.openNames.set(folded, (this.openNames.get(folded) ?? 0) + 1)
    this.stack.push({ element, scope, isItem, folded, end: null })
  }

  private attach(parent: XmlElement, element: XmlElement): void {
    if (this.inItem) this.elementsInItem += 1
    else this.elementsOutside += 1
    if (this.elementsOutside <= CAPS.elements || this.inItem) parent.children.push(element)
    else this.warnings.add(TOO_MANY_OUTSIDE)
  }

  private closeTop(): void {
    const open = this.stack.pop()
    if (open === undefined) return
    this.lastClosed = open.element.name
    const others = (this.openNames.get(open.folded) ?? 1) - 1
    if (others > 0) this.openNames.set(open.folded, others)
    else this.openNames.delete(open.folded)
    if (open.isItem) {
      this.inItem = false
      this.elementsInItem = 0
      if (!this.done && !this.onItem(open.element)) this.done = true
    }
    // What follows the end of the feed (a second document, a hosting provider's script) is not read.
    if (this.stack.length === 0) this.done = true
  }

  private isRoot(scope: Scope, name: string): boolean {
    const local = name.slice(name.indexOf(':') + 1).toLowerCase()
    this.firstElement ??= local
    if (!ROOTS.has(local)) return false
    // Inside an HTML page only an element in a feed's namespace is a root.
    if (this.firstElement === 'html' && !EMBEDDED.has(this.namespaces.nameOf(scope, name))) return false
    this.namespaces.adoptRoot(scope, name, ATOM_ROOTS.has(local) ? 'atom' : '')
    return true
  }
}

/** The offset of the end tag of an open element, after those of the elements of its name that begin later; infinite: there is none. */
const endTagOf = (source: string, name: string, offset: number): number => {
  const [startTag, endTag] = [`<${name}`, `</${name}`]
  let start = source.indexOf(startTag, offset)
  let end = source.indexOf(endTag, offset)
  for (let depth = 1; end !== -1; ) {
    if (start !== -1 && start < end) {
      // `<category/>` has no end tag.
      const close = source.indexOf('>', start)
      if (isNameEnd(source.charAt(start + startTag.length)) && source.charAt(close - 1) !== '/') depth += 1
      start = source.indexOf(startTag, start + startTag.length)
    } else {
      if (isNameEnd(source.charAt(end + endTag.length))) depth -= 1
      if (depth === 0) return end
      end = source.indexOf(endTag, end + endTag.length)
    }
  }
  return Number.POSITIVE_INFINITY
}
const isNameEnd = (character: string): boolean => character === '' || '>/ \t\r\n'.includes(character)

const makeElement = (name: string, tag: Tag, parent: XmlElement | null, url: string): XmlElement => {
  const { attributes } = tag
  let base = parent?.base ?? url
  let language = parent?.language ?? null
  for (let at = 0; at < attributes.length; at += 2) {
    const value = attributes[at + 1] ?? ''
    if (attributes[at] === 'xml:base' && value !== '') base = shortBase(joinUrl(base, value), base)
    else if (attributes[at] === 'xml:lang') language = value.trim() === '' ? null : value.trim()
  }
  return { name, writtenName: tag.name, attributes, children: [], base, language }
}

const shortBase = (joined: string, before: string): string => (joined.length > MAX_BASE ? before : joined)
