import { joinUrl } from '../lib/url.ts'
import { parseWithin } from '../text/html/parse-within.ts'
import { isFeedLink } from './page/feed-links.ts'
import { PAGE_BOUNDS } from './page/page-tree.ts'

/** Describes a document that is no feed, for the operator (`not-a-feed`). */
export const describeDocument = (text: string, url: string): string => {
  const start = text.trimStart()
  if (start === '') return 'the document is empty'
  if (start.startsWith('{') || start.startsWith('[')) return describeJson(start)
  if (!start.includes('<')) return `text that starts with «${shorten(start)}»`
  return describeMarkup(start, url)
}

/** The most characters that are examined: enough for any page's head. */
const LOOK_AT = 262_144

const describeJson = (text: string): string => {
  if (text.length > LOOK_AT) return `JSON that is no JSON Feed; it starts with «${shorten(text)}»`
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return `a JSON list of ${value.length} values`
    const names = Object.keys(value as object).slice(0, 8)
    return `JSON without the items of a JSON Feed; its fields: ${names.join(', ') || 'none'}`
  } catch {
    return `broken JSON that starts with «${shorten(text)}»`
  }
}

const describeMarkup = (text: string, url: string): string => {
  const page = lookAt(text.slice(0, LOOK_AT), url)
  if (page.root === 'opml') return 'an OPML list of feeds; polywire import-opml adds them to sources.yaml'
  if (!page.isHtml) return page.root === null ? `text that starts with «${shorten(text)}»` : `an XML document of «${page.root}»`
  const kind = page.password ? 'a login page' : 'an HTML page'
  const title = page.title === '' ? 'without a title' : `titled «${shorten(page.title)}»`
  if (page.feeds.length > 0) return `${kind} ${title}; it names these feeds: ${page.feeds.slice(0, 5).join(' , ')}`
  const bare = page.words < 40 && page.scripts > 0 ? '; it is empty without JavaScript' : ''
  return `${kind} ${title}${bare}; it names no feed`
}

type Page = {
  root: string | null
  isHtml: boolean
  title: string
  password: boolean
  scripts: number
  words: number
  readonly feeds: string[]
}

const lookAt = (text: string, url: string): Page => {
  const page: Page = {
    root: null,
    isHtml: /<!doctype html|<html/i.test(text),
    title: '',
    password: false,
    scripts: 0,
    words: 0,
    feeds: [],
  }
  let inside = ''
  parseWithin(text, PAGE_BOUNDS, {
    onopentag: (name, attributes) => {
      page.root ??= name
      if (name === 'head' || name === 'body') page.isHtml = true
      inside = name
      if (name === 'script') page.scripts += 1
      if (name === 'input' && attributes['type'] === 'password') page.password = true
      if (name === 'link' && isFeedLink(attributes)) page.feeds.push(joinUrl(url, attributes['href'] ?? ''))
    },
    ontext: (words) => {
      if (inside === 'title' && page.title.length < 500) page.title += words
      else if (inside !== 'script' && inside !== 'style')
        page.words += words.trim() === '' ? 0 : words.trim().split(/\s+/).length
    },
    onclosetag: () => (inside = ''),
  })
  return page
}

const shorten = (text: string): string => {
  const line = text
    .slice(0, 1000)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
