import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ParsedFeed, ParsedItem, Person } from '../../src/model/parsed-item.ts'
import { readDocument } from '../../src/parse/read-document.ts'
import { type Outcome, percent, readJson } from './suite.ts'

type Check = { readonly path: string; readonly expect: unknown; readonly kind: string }
type Case = {
  readonly file: string
  readonly cat: string
  readonly url: string
  readonly inline?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly checks: readonly Check[]
}

const parse = async (
  bytes: Uint8Array,
  url: string,
  contentType: string | null,
  language: string | null,
): Promise<ParsedFeed | null> => {
  const options = { page: null, now: Date.UTC(2026, 10, 24), maxItems: 50_000, fallbackParser: true, acceptTruncated: true }
  const result = await readDocument({ bytes, url, contentType, language }, options)
  return result.ok ? result.feed : null
}

const bytesOf = (folder: string, { file, inline }: Case): Uint8Array => {
  if (inline !== undefined && inline !== '') return Buffer.from(inline)
  try {
    return readFileSync(join(folder, file))
  } catch {
    return readFileSync(join(folder, `${file}.xml`))
  }
}

/** Checks of parser suites: what a field of a document must read as. */
export const feeds = async (data: string): Promise<Outcome> => {
  const folder = join(data, 'feeds')
  // What a sanitiser removes is no matter of parsing.
  const cases = readJson<readonly Case[]>(folder, 'cases.json').filter(({ cat }) => !cat.endsWith('sanitize'))
  const wrong: string[] = []
  let parsed = 0
  let right = 0
  let checks = 0
  for (const entry of cases) {
    const location = entry.headers?.['content-location']
    const url = location === undefined ? entry.url : new URL(location, entry.url).href
    const feed = await parse(bytesOf(folder, entry), url, entry.headers?.['content-type'] ?? null, null)
    if (feed !== null) parsed += 1
    for (const check of entry.checks) {
      checks += 1
      const value = feed === null ? null : valueAt(feed, check.path)
      if (feed !== null && agrees(check, value)) right += 1
      else
        wrong.push(`${entry.cat} ${entry.file} ${check.path}: ${JSON.stringify(value)} is not ${JSON.stringify(check.expect)}`)
    }
  }
  const figures = [
    { name: 'checks', value: percent(right, checks), bar: 95 },
    { name: 'parsed', value: percent(parsed, cases.length), bar: 97 },
  ]
  return { suite: 'feeds', cases: checks, figures, wrong }
}

/** The suites' paths (`entries.0.author`) in our words. */
const valueAt = (feed: ParsedFeed, path: string): unknown => {
  const [root, ...rest] = path.split('.')
  if (root === 'feed') return fieldAt(feed, rest)
  if (rest[0] === 'length') return feed.items.length
  const item = feed.items[Number(rest[0])]
  return item === undefined ? null : fieldAt(item, rest.slice(1))
}

const fieldAt = (holder: ParsedFeed | ParsedItem, [field = '', ...rest]: readonly string[]): unknown => {
  if (field === 'author') {
    const author = holder.authors[0]
    return rest[0] === undefined ? personText(author) : stepInto(author, rest)
  }
  const name = { lang: 'language', tags: 'categories' }[field] ?? field
  const value = stepInto(holder, [name, ...rest])
  return DATES.has(name) && typeof value === 'number' ? new Date(value).toISOString() : value
}
const DATES = new Set(['published', 'updated'])

const stepInto = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (held, key) => (held === null || held === undefined ? null : (held as Record<string, unknown>)[key]),
    value,
  )

const personText = (person: Person | undefined): string | null =>
  person?.name && person.email ? `${person.name} (${person.email})` : (person?.name ?? person?.email ?? null)

const agrees = ({ path, expect, kind }: Check, value: unknown): boolean => {
  if (kind === 'count') return value === expect
  if (expect === null || expect === '') return value === null || value === undefined || value === ''
  if (value === null || value === undefined) return false
  const [found, wanted] = [oneSpaced(asText(value)), oneSpaced(asText(expect))]
  if (kind === 'date') return Date.parse(found) === Date.parse(wanted)
  if (found === wanted) return true
  if (kind === 'url') return unescaped(found).replace(/\/+$/, '') === unescaped(wanted).replace(/\/+$/, '')
  if (kind === 'lang') return found.toLowerCase() === wanted.toLowerCase()
  if (/title$|author|rights|description$/.test(path) && plain(found) === plain(wanted)) return true
  return sameMarkup(found) === sameMarkup(wanted)
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const oneSpaced = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name as string] ?? whole
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex as string, 16))
  })
const plain = (text: string): string => oneSpaced(unescaped(text.replaceAll(/<\/?[a-z][^<>]*>/gi, '')))
/** Differences that no reader sees: quotes, self-closing, namespace prefixes, an outer div. */
const sameMarkup = (text: string): string => {
  const markup = unescaped(text)
    .replaceAll(/ xmlns(:\w+)?=("[^"]*"|'[^']*')/g, '')
    .replaceAll(/<(\/?)\w+:(\w+)/g, '<$1$2')
    .trim()
  const inner = /^<div>([\s\S]*)<\/div>$/i.exec(markup)?.[1] ?? markup
  return oneSpaced(inner.replaceAll(/\s*\/>/g, '>').replaceAll("'", '"'))
}

type Oracle = {
  readonly entries: number
  readonly first: readonly {
    readonly title?: string
    readonly link?: string
    readonly id?: string
    readonly published?: string
    readonly updated?: string
  }[]
}

/** Captured feeds against what an independent reader found in them. */
export const realFeeds = async (data: string): Promise<Outcome> => {
  const folder = join(data, 'feeds')
  const base = 'http://feed.invalid/f.xml'
  const entries = readJson<readonly { readonly file: string; readonly kind: string; readonly oracle?: Oracle }[]>(
    folder,
    'manifest.json',
  )
  const wrong: string[] = []
  let cases = 0
  let parsed = 0
  for (const { file, kind, oracle } of entries) {
    if (kind !== 'real' || oracle === undefined || oracle === null) continue
    cases += 1
    const feed = await parse(readFileSync(join(folder, file)), base, null, null)
    if (feed !== null) parsed += 1
    const difference = feed === null ? 'not parsed' : differenceOf(feed, oracle, base)
    if (difference !== null) wrong.push(`${file}: ${difference}`)
  }
  const figures = [
    { name: 'parsed', value: percent(parsed, cases), bar: 100 },
    { name: 'perfect', value: percent(cases - wrong.length, cases), bar: 95 },
  ]
  return { suite: 'realfeeds', cases, figures, wrong }
}

const differenceOf = ({ items }: ParsedFeed, oracle: Oracle, base: string): string | null => {
  if (items.length !== oracle.entries) return `${items.length} items, not ${oracle.entries}`
  const url = (text: string | null | undefined): string => URL.parse(unescaped((text ?? '').trim()), base)?.href ?? ''
  for (const [index, wanted] of oracle.first.entries()) {
    const item = items[index]
    if (item === undefined) return `no item ${index}`
    if (plain(plain(wanted.title ?? '')) !== plain(plain(item.title ?? ''))) return `title ${item.title} is not ${wanted.title}`
    if (wanted.link && url(wanted.link) !== url(item.link)) return `link ${item.link} is not ${wanted.link}`
    if (wanted.id && wanted.id.trim() !== item.id?.trim() && url(wanted.id) !== url(item.id))
      return `id ${item.id} is not ${wanted.id}`
    const date = wanted.published ?? wanted.updated
    if (date && ![item.published, item.updated].includes(Date.parse(date))) return `date ${item.published} is not ${date}`
  }
  return null
}

type Encoded = {
  readonly f: string
  readonly ct: string | null
  readonly lang: string | null
  readonly mode: string
  readonly title: string
}

/** Documents in legacy encodings: declared or sent rightly, not at all, and wrongly. */
export const encodings = async (data: string): Promise<Outcome> => {
  const folder = join(data, 'feeds')
  const wrong: string[] = []
  const tally = new Map<string, { right: number; all: number }>()
  for (const { f, ct, lang, mode, title } of readJson<readonly Encoded[]>(folder, 'encodings.json')) {
    const feed = await parse(readFileSync(join(folder, 'encodings', f)), `http://127.0.0.1/${f}`, ct, lang)
    const found = feed?.items[0]?.title
    const name = mode === 'declared' || mode === 'http' ? 'declared' : mode === 'none' ? 'undeclared' : 'mislabelled'
    const counts = tally.get(name) ?? { right: 0, all: 0 }
    tally.set(name, { right: counts.right + (found === title ? 1 : 0), all: counts.all + 1 })
    if (found !== title) wrong.push(`${f}: ${found}`)
  }
  const bars: Readonly<Record<string, number>> = { declared: 100, undeclared: 80, mislabelled: 60 }
  const figures = [...tally].map(([name, { right, all }]) => ({ name, value: percent(right, all), bar: bars[name] ?? null }))
  return { suite: 'encodings', cases: [...tally.values()].reduce((sum, { all }) => sum + all, 0), figures, wrong }
}
