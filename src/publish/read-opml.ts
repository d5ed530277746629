/** Reads other people's lists of feeds, which seldom follow OPML exactly. */
import { Parser } from 'htmlparser2'
import { referenceIn } from '../model/secrets.ts'
import type { OpmlFeed } from './write-opml.ts'

/** Lines count from 1. `skipped`: entries that name no usable address. */
export type OpmlResult =
  | {
      readonly ok: true
      readonly title: string | null
      readonly feeds: readonly OpmlFeed[]
      readonly skipped: readonly OpmlProblem[]
    }
  | ({ readonly ok: false } & OpmlProblem)
export type OpmlProblem = { readonly line: number; readonly message: string }

const MOST_FEEDS = 50_000
// The parser's time grows with the square of the depth.
const MOST_DEEP = 200
/** Characters of a folder path: each feed has one, and the folders' names can be as long as the list. */
const LONGEST_PATH = 1000
const MOST_CHARACTERS = 32 * 1024 * 1024

/** True: the feed at this address may refer to variables of our environment. */
export type TakesReferences = (address: string) => boolean

/**
 * Reads a list of feeds. A feed in several folders is one feed with all of them. A `${NAME}` in a stranger's list would send a variable of
 * our environment to an address of the stranger's choice, so such a feed is skipped unless `takesReferences` allows it.
 */
export const readOpml = (text: string, takesReferences: TakesReferences = () => false): OpmlResult => {
  if (text.length > MOST_CHARACTERS) return { ok: false, line: 1, message: 'the list is over 32 million characters' }
  const outlines = outlinesOf(text)
  const lineOf = lineCounter(text)
  if (outlines.tooDeepAt !== null) {
    return { ok: false, line: lineOf(outlines.tooDeepAt), message: `elements are nested deeper than ${MOST_DEEP}` }
  }
  if (outlines.at === null) return { ok: false, line: 1, message: 'there is no <opml> element: this is not an OPML file' }
  const named = outlines.found.filter(({ attributes }) => addressOf(attributes) !== null)
  if (named.length === 0) {
    return { ok: false, line: lineOf(outlines.at), message: 'no <outline> in it has an xmlUrl: there is no feed to import' }
  }
  if (named.length > MOST_FEEDS) return { ok: false, line: 1, message: `there are over ${MOST_FEEDS} feeds in it` }
  const feeds = new Map<string, Found>()
  const skipped: OpmlProblem[] = []
  for (const { at, attributes, folder } of named) {
    const written = addressOf(attributes) ?? ''
    const reference = referenceIn([...attributes.values()].join(' '))
    const url = reference === null ? httpAddress(written) : takesReferences(written) ? written : null
    if (url === null) {
      const message =
        reference === null
          ? `not an http(s) address: ${written}`
          : `it refers to ${reference} in the environment, which only your own lists may do (--variables)`
      skipped.push({ line: lineOf(at), message })
      continue
    }
    const feed = feedOf(url, attributes, folder)
    // In our own lists, two sources may read the same page.
    const key = `${URL.parse(url)?.href ?? url} ${feed.extra.id ?? ''}`
    const known = feeds.get(key) ?? { feed, folders: new Set(), categories: new Set() }
    for (const folder of feed.folders) known.folders.add(folder)
    for (const category of feed.categories) known.categories.add(category)
    feeds.set(key, known)
  }
  const whole = [...feeds.values()].map(({ feed, folders, categories }) => ({
    ...feed,
    folders: [...folders],
    categories: [...categories],
  }))
  return { ok: true, title: outlines.title, feeds: whole, skipped }
}

/** A feed as its first outline describes it, with the folders and categories of all its outlines. */
type Found = { readonly feed: OpmlFeed; readonly folders: Set<string>; readonly categories: Set<string> }
type Attributes = ReadonlyMap<string, string>
type Outline = { readonly at: number; readonly attributes: Attributes; readonly folder: string }
type Outlines = {
  /** The position at which the nesting became too deep; reading ended there. */
  readonly tooDeepAt: number | null
  readonly at: number | null
  readonly title: string | null
  readonly found: readonly Outline[]
}

/** Every outline that is not a folder, with the path of the folders around it. Attribute names in lower case: `xmlurl` is common. */
const outlinesOf = (text: string): Outlines => {
  const found: Outline[] = []
  /** The folder path within each open outline. */
  const paths: string[] = []
  let root: number | null = null
  let title = ''
  let inTitle = false
  let depth = 0
  let tooDeepAt: number | null = null
  const parser: Parser = new Parser(
    {
      onopentag: (name, raw) => {
        const element = name.toLowerCase()
        depth += 1
        if (depth > MOST_DEEP) {
          tooDeepAt = parser.startIndex
          parser.pause()
          return
        }
        if (element === 'opml') root ??= parser.startIndex
        inTitle = element === 'title'
        if (element !== 'outline') return
        const attributes: Attributes = new Map(Object.entries(raw).map(([key, value]) => [key.toLowerCase(), value.trim()]))
        const folder = paths.at(-1) ?? ''
        const isFeed = addressOf(attributes) !== null
        if (isFeed) found.push({ at: parser.startIndex, attributes, folder })
        paths.push(isFeed ? folder : pathWithin(folder, attributes))
      },
      ontext: (piece) => {
        if (inTitle) title += piece
      },
      onclosetag: (name) => {
        inTitle = false
        depth -= 1
        if (name.toLowerCase() === 'outline') paths.pop()
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(text)
  return { tooDeepAt, at: root, title: title.trim() === '' ? null : title.trim(), found }
}

/** The address of a feed; null: there is none. An outline of type `link` or `include` has the address of a page, or of another list. */
const addressOf = (attributes: Attributes): string | null =>
  (/^(?:link|include)$/i.test(attributes.get('type') ?? '') ? ['xmlurl'] : ['xmlurl', 'feedurl', 'url'])
    .map((name) => attributes.get(name))
    .find((value) => value !== undefined && value !== '') ?? null

/** The address as written if it is complete, with http(s) for `feed:`, which browsers once passed to feed readers; null: it is no http(s) address. */
const httpAddress = (address: string): string | null => {
  const written = address.replace(/^feed:(?:\/\/)?(?=https?:)/i, '').replace(/^feed:\/\//i, 'http://')
  const url = URL.parse(written)
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  return /^https?:\/\/\S+$/i.test(written) ? written : url.href
}

const siteOf = (written: string): string | null => (referenceIn(written) === null ? httpAddress(written) : written)

const pathWithin = (folder: string, attributes: Attributes): string => {
  const name = nonEmpty(attributes.get('text')) ?? nonEmpty(attributes.get('title')) ?? ''
  const within = name.slice(0, LONGEST_PATH).replaceAll('/', ' ').trim()
  return [folder, within]
    .filter((part) => part !== '')
    .join('/')
    .slice(0, LONGEST_PATH)
}

const feedOf = (url: string, attributes: Attributes, folder: string): OpmlFeed => ({
  title: nonEmpty(attributes.get('title')) ?? nonEmpty(attributes.get('text')),
  url,
  site: siteOf(attributes.get('htmlurl') ?? ''),
  language: nonEmpty(attributes.get('language')),
  description: nonEmpty(attributes.get('description')),
  folders: unique([folder]),
  // A category is a path of its own; a leading slash only says that it starts at the top.
  categories: unique((attributes.get('category') ?? '').split(',').map((category) => category.trim().replace(/^\//, ''))),
  extra: Object.fromEntries(
    [...attributes]
      .filter(([name]) => name.startsWith('polywire:'))
      .map(([name, value]) => [name.slice('polywire:'.length), value]),
  ),
})

const nonEmpty = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text)
const unique = (all: readonly string[]): readonly string[] => [...new Set(all)].filter((item) => item !== '')

/** Finds the line of a position. It continues from the last position, so positions must be in ascending order. */
const lineCounter = (text: string): ((at: number) => number) => {
  let line = 1
  let from = 0
  return (at) => {
    for (let end = text.indexOf('\n', from); end !== -1 && end < at; end = text.indexOf('\n', from)) {
      line += 1
      from = end + 1
    }
    return line
  }
}
