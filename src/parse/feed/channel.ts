import { MINUTE } from '../../lib/durations.ts'
import type { FeedFormat, ParsedFeed } from '../../model/parsed-item.ts'
import { CAPS } from '../caps.ts'
import type { DateHints } from '../dates/date-parts.ts'
import { readDate } from '../dates/read-date.ts'
import { type Children, type XmlElement, all, attribute, childrenOf, firstOf, nonEmptyText, textOf } from '../xml/element.ts'
import { readCategories } from './categories.ts'
import { readMarkup, readText } from './content.ts'
import { dateOf } from './dates.ts'
import { absolute, alternateOf, hrefOf, linksOf, plainLink, firstPicture, readFeedImage } from './links.ts'
import { CHANNEL_AUTHORS, readPeople } from './people.ts'

const TITLE = ['atom:title', 'title', 'dc:title', 'itunes:title']
const DESCRIPTION = [
  'description', 'atom:subtitle', 'atom:tagline', 'abstract', 'dc:description', 'subtitle', 'tagline', 'atom:info', 'itunes:summary',
  'itunes:subtitle',
] // biome-ignore format: a list
const RIGHTS = ['copyright', 'atom:rights', 'atom:copyright', 'rights', 'dc:rights', 'dcterms:rights']
const PUBLISHED = ['pubdate', 'atom:published', 'atom:issued', 'dcterms:issued', 'dcterms:created']
const UPDATED = ['atom:updated', 'atom:modified', 'lastbuilddate', 'updated', 'dc:date', 'dcterms:modified']

type FeedFacts = Omit<ParsedFeed, 'items' | 'encoding' | 'readByFallback' | 'warnings'>

export const mapChannel = (root: XmlElement, hints: DateHints): FeedFacts => {
  const holder = channelIn(root)
  // In RSS 1.0 the channel's image is a sibling of the channel.
  const facts = childrenOf(...new Set([holder, root]))
  const date = (names: readonly string[]): number | null => dateOf(facts, names, hints)
  const short = (names: readonly string[]): string | null => firstOf(facts, names, readText)?.slice(0, CAPS.shortText) ?? null
  const description = firstOf(facts, DESCRIPTION, (element) => readMarkup(element, ({ base }) => base))
  return {
    format: formatOf(root),
    id: firstOf(facts, ['atom:id', 'id', 'guid', 'dc:identifier'], nonEmptyText) ?? nonBlank(attribute(holder, 'about')),
    title: short(TITLE),
    link: plainLink(facts) ?? alternateOf(facts) ?? absolute(holder, attribute(holder, 'href')),
    description: description === null ? null : description.slice(0, CAPS.text),
    language: firstOf(facts, ['language', 'dc:language', 'atom:language'], nonEmptyText) ?? holder.language,
    rights: short(RIGHTS),
    published: date(PUBLISHED),
    updated: date(UPDATED) ?? readDate(attribute(holder, 'lastmod') ?? '', hints),
    authors: readPeople(facts, CHANNEL_AUTHORS),
    categories: readCategories(facts),
    image: readFeedImage(facts) ?? firstPicture(description ?? ''),
    generator: readGenerator(facts),
    hub: hrefOf(linksOf(facts, 'hub')[0]),
    self: hrefOf(linksOf(facts, 'self')[0]),
    minimumIntervalMs: minimumInterval(facts),
    skipHours: skipHours(facts),
    skipDays: skipDays(facts),
  }
}

const nonBlank = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text.trim())

/** The channel's element: a child of `rss` and `RDF`, the root itself for `feed` and CDF's `channel`. */
const channelIn = (root: XmlElement): XmlElement => all(childrenOf(root), 'channel')[0] ?? root

const formatOf = (root: XmlElement): FeedFormat => {
  const local = root.name.slice(root.name.indexOf(':') + 1)
  const version = (attribute(root, 'version') ?? '').trim()
  if (local === 'feed' || local === 'entry') return isAtom03(root, version) ? 'atom03' : 'atom10'
  if (local === 'rdf') return declares(root, /rdf\/simple\/0\.9/) ? 'rss090' : 'rss10'
  if (local === 'channel') return 'cdf'
  if (version.startsWith('0.90')) return 'rss090'
  if (version.startsWith('0.91')) return 'rss091'
  // 0.93 and 0.94 were drafts between 0.92 and 2.0, with no differences that matter to a parser.
  return /^0\.9[2-4]/.test(version) ? 'rss092' : version.startsWith('1') ? 'rss10' : 'rss20'
}

const isAtom03 = (root: XmlElement, version: string): boolean =>
  version.startsWith('0.') || declares(root, /purl\.org\/atom\/ns#/)

/** Does one of the root's namespace declarations match? */
const declares = (root: XmlElement, uri: RegExp): boolean =>
  root.attributes.some((text, at) => at % 2 === 1 && (root.attributes[at - 1] ?? '').startsWith('xmlns') && uri.test(text))

const PERIODS = new Map([
  ['hourly', 60 * MINUTE],
  ['daily', 1440 * MINUTE],
  ['weekly', 7 * 1440 * MINUTE],
  ['monthly', 30 * 1440 * MINUTE],
  ['yearly', 365 * 1440 * MINUTE],
])

/** The interval in ms by `ttl` (minutes) or by `sy:updatePeriod` and `sy:updateFrequency`, whichever is longer. Null: neither is given. */
const minimumInterval = (channel: Children): number | null => {
  const ttl = positive(firstOf(channel, ['ttl'], nonEmptyText))
  const period = PERIODS.get(firstOf(channel, ['sy:updateperiod'], nonEmptyText)?.toLowerCase() ?? '')
  const frequency = positive(firstOf(channel, ['sy:updatefrequency'], nonEmptyText)) ?? 1
  const intervals = [ttl === null ? 0 : ttl * MINUTE, period === undefined ? 0 : Math.round(period / frequency)]
  const longest = Math.max(...intervals)
  return longest > 0 ? longest : null
}

/** The largest number that is read: in minutes, 19 years. It keeps sums exact. */
const LARGEST = 1e7
const positive = (text: string | null): number | null => {
  const number = Number(text ?? '')
  return number > 0 ? Math.min(number, LARGEST) : null
}

/** The UTC hours of `skipHours`, 0–23; some feeds write midnight as 24. */
const skipHours = (channel: Children): number[] => {
  const hours = entriesOf(channel, 'skiphours', 'hour').map((text) => (/^\d{1,2}$/.test(text) ? Number(text) % 24 : -1))
  return [...new Set(hours)].filter((hour) => hour >= 0)
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const skipDays = (channel: Children): number[] => {
  const days = entriesOf(channel, 'skipdays', 'day').map((text) => DAYS.indexOf(text.slice(0, 3).toLowerCase()))
  return [...new Set(days)].filter((day) => day >= 0)
}

const entriesOf = (channel: Children, list: string, entry: string): string[] =>
  all(channel, list).flatMap((element: XmlElement) => all(childrenOf(element), entry).map(textOf))

/** The program that made the feed, with its version; RDF identifies it by URL. */
const readGenerator = (channel: Children): string | null =>
  firstOf(channel, ['generator', 'atom:generator'], nonEmptyText) ??
  firstOf(
    channel,
    ['generator', 'atom:generator', 'admin:generatoragent'],
    (element) => attribute(element, 'resource') ?? attribute(element, 'uri'),
  )
