import { type AnyNode, type Document, type Element, isTag, isText } from 'domhandler'
import { joinUrl } from '../../lib/url.ts'
import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { ParsedFeed, ParsedItem } from '../../model/parsed-item.ts'
import type { PageRule } from '../../model/source.ts'
import type { DateHints } from '../dates/date-parts.ts'
import { withFewMarks } from '../../text/characters.ts'
import { readByPattern, readRelativeDate } from '../dates/page-date.ts'
import { readDate } from '../dates/read-date.ts'
import { clockOfLanguage } from '../dates/time-zones.ts'
import { escapeText } from '../xml/markup.ts'
import { UNSTATED } from '../unstated.ts'
import { pageTree } from './page-tree.ts'
import { selectAll, selectOne } from 'css-select'
import * as dom from 'domutils'

export type PageContext = {
  readonly url: string
  readonly language: LanguageTag | null
  readonly now: Instant
  readonly maxItems: number
}

export type PageReading = Omit<ParsedFeed, 'encoding' | 'warnings'>

/**
 * Reads a page without a feed by CSS selectors. Null: nothing that the item selector matches has a title and a link. `too-hard`: the
 * selectors need more steps on this page than the limit.
 */
export const readPage = (html: string, rule: PageRule, context: PageContext): PageReading | 'too-hard' | null => {
  const document = pageTree(html)
  const select = createSelect()
  const base = baseOf(select, document, context.url)
  const language = attributeOf(select.first('html', document), 'lang') ?? context.language
  const items: ParsedItem[] = []
  const seen = new Set<string>()
  for (const element of select.all(rule.item, document)) {
    if (items.length >= context.maxItems || select.isSpent()) break
    const item = readItem(element, rule, { ...context, select, url: base, language: context.language ?? language })
    // Pages link to an article by a picture and by its headline; the first link with a title is used.
    if (item === null || seen.has(item.link ?? '')) continue
    seen.add(item.link ?? '')
    items.push(item)
  }
  const reading = items.length === 0 ? null : { ...pageFacts(select, document, { url: context.url, language }), items }
  return select.isSpent() ? 'too-hard' : reading
}

type ItemContext = PageContext & { readonly select: Select }

const readItem = (element: Element, rule: PageRule, context: ItemContext): ParsedItem | null => {
  const { select } = context
  const title = taken(select, element, rule.title)
  const href = taken(select, element, rule.link) ?? attributeOf(element, 'href')
  const link = href === null || href.startsWith('javascript:') ? null : joinUrl(context.url, href)
  if (title === null || link === null) return null
  const image = rule.image === null ? null : taken(select, element, rule.image)
  const summary = rule.summary === null ? null : taken(select, element, rule.summary)
  return {
    id: link,
    title: escapeText(title),
    link,
    originalLink: null,
    published: rule.date === null ? null : dateIn(element, rule.date, context),
    updated: null,
    summary: summary === null ? null : escapeText(summary),
    content: null,
    language: null,
    rights: null,
    comments: null,
    authors: [],
    categories: [],
    enclosures: [],
    image: image === null ? null : joinUrl(context.url, image),
    source: null,
  }
}

const dateIn = (element: Element, date: NonNullable<PageRule['date']>, context: ItemContext): Instant | null => {
  const found = selectIn(context.select, element, splitRule(date.select).selector)
  if (found === null) return null
  const written = withFewMarks(taken(context.select, element, date.select) ?? '')
  const offset = clockOfLanguage(context.language) ?? 0
  const hints: DateHints = { language: context.language, now: context.now, offset }
  if (date.format !== null) return readByPattern(written, date.format, hints)
  // The `datetime` attribute of <time> is in a machine-readable format.
  const machine = readDate(attributeOf(found, 'datetime') ?? '', hints)
  return machine ?? readDate(written, hints) ?? readRelativeDate(written, context.now, offset)
}

type Rule = { readonly selector: string; readonly attribute: string | null }

/** Splits a rule: `a@href` is the attribute of what `a` matches, `@href` that of the item itself. */
const splitRule = (rule: string): Rule => {
  const at = rule.lastIndexOf('@')
  const name = rule.slice(at + 1).trim()
  // An @ inside [data-x="a@b"] belongs to the selector.
  if (at === -1 || !/^[\w:-]+$/.test(name)) return { selector: rule.trim(), attribute: null }
  return { selector: rule.slice(0, at).trim(), attribute: name }
}

const selectIn = (select: Select, element: Element, selector: string): Element | null =>
  selector === '' || selector === '.' ? element : select.first(selector, element.children)

const taken = (select: Select, element: Element, rule: string): string | null => {
  const { selector, attribute } = splitRule(rule)
  const found = selectIn(select, element, selector)
  if (found === null) return null
  const text = attribute === null ? textInside(found) : (attributeOf(found, attribute) ?? '')
  return text.trim() === '' ? null : text.trim()
}

const attributeOf = (element: Element | null, name: string): string | null => element?.attribs[name]?.trim() || null

const baseOf = (select: Select, document: Document, url: string): string => {
  const base = attributeOf(select.first('base[href]', document), 'href')
  return base === null ? url : joinUrl(url, base)
}

type Stated = { readonly url: string; readonly language: LanguageTag | null }

const pageFacts = (select: Select, document: Document, { url, language }: Stated): Omit<PageReading, 'items'> => {
  const meta = (which: string): string | null => attributeOf(select.first(`meta[${which}]`, document), 'content')
  const title = select.first('title', document)
  const description = meta('name="description"') ?? meta('property="og:description"')
  return {
    ...UNSTATED,
    format: 'page',
    title: title === null ? null : escapeText(textInside(title)) || null,
    link: url,
    description: description === null ? null : escapeText(description),
    language,
    image: meta('property="og:image"'),
    generator: meta('name="generator"'),
  }
}

/** The visible text of an element, on one line. It iterates, since pages may nest deeper than the call stack. */
export const textInside = (element: Element): string => {
  let text = ''
  const waiting: AnyNode[] = [...element.children].reverse()
  while (waiting.length > 0 && text.length < LONGEST) {
    const node = waiting.pop()
    if (node === undefined) break
    if (isText(node)) text += node.data
    else if (isTag(node) && !HIDDEN.has(node.name)) {
      if (!INLINE.has(node.name)) text += ' '
      for (let at = node.children.length - 1; at >= 0; at -= 1) waiting.push(node.children[at] as AnyNode)
    }
  }
  return text.replaceAll(/\s+/g, ' ').trim()
}

const LONGEST = 100_000
const HIDDEN = new Set(['script', 'style', 'template', 'noscript'])
const INLINE = new Set([
  'a',
  'abbr',
  'b',
  'bdi',
  'bdo',
  'cite',
  'code',
  'em',
  'font',
  'i',
  'mark',
  'q',
  's',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'u',
  'wbr',
])

/* CSS selectors on untrusted pages, with limited work: `a b c d` takes the fourth power of a page's depth, `a ~ b` the square of its length. */

/** The most steps from element to element, some 0.5 s. On a page of 50,000 elements 30 deep, `main div div div a` takes a twentieth of them. */
const MOST_STEPS = 20_000_000
/** The cost of parsing a selector, in steps. */
const STEPS_A_SELECTOR = 100

type Select = {
  /** All matches; none once the steps are used up. */
  all(selector: string, among: AnyNode | AnyNode[]): readonly Element[]
  first(selector: string, among: AnyNode | AnyNode[]): Element | null
  /** True: the steps are used up, and results may be incomplete. */
  isSpent(): boolean
}

/** Creates the selectors of one page, which share one limit of steps. */
const createSelect = (most = MOST_STEPS): Select => {
  const spent = new Error('the steps are used up')
  let left = most
  const step = (count = 1): void => {
    left -= count
    if (left < 0) throw spent
  }
  const counted = <Result>(look: (node: AnyNode) => Result) => {
    return (node: AnyNode): Result => {
      step()
      return look(node)
    }
  }
  const adapter = {
    ...dom,
    isTag: counted(isTag) as (node: AnyNode) => node is Element,
    getParent: counted((node) => dom.getParent(node as Element)),
  }
  const within = <Found>(search: () => Found, none: Found): Found => {
    try {
      step(STEPS_A_SELECTOR)
      return search()
    } catch (error) {
      if (error !== spent) throw error
      return none
    }
  }
  return {
    all: (selector, among) => within(() => selectAll<AnyNode, Element>(selector, among, { adapter }), []),
    first: (selector, among) => within(() => selectOne<AnyNode, Element>(selector, among, { adapter }), null),
    isSpent: () => left < 0,
  }
}
