import { all, attribute, type Children, childrenOf, firstOf, nonEmptyText, textOf, type XmlElement } from '../xml/element.ts'

const MINUTE = 60_000
const PERIODS = new Map([
  ['hourly', 60 * MINUTE],
  ['daily', 1440 * MINUTE],
  ['weekly', 7 * 1440 * MINUTE],
  ['monthly', 30 * 1440 * MINUTE],
  ['yearly', 365 * 1440 * MINUTE],
])

/** `ttl` (minutes) or `sy:updatePeriod` / `sy:updateFrequency`: whichever is longer. Null: neither. */
export const minimumInterval = (channel: Children): number | null => {
  const ttl = positive(firstOf(channel, ['ttl'], nonEmptyText))
  const period = PERIODS.get(firstOf(channel, ['sy:updateperiod'], nonEmptyText)?.toLowerCase() ?? '')
  const frequency = positive(firstOf(channel, ['sy:updatefrequency'], nonEmptyText)) ?? 1
  const intervals = [ttl === null ? 0 : ttl * MINUTE, period === undefined ? 0 : Math.round(period / frequency)]
  const longest = Math.max(...intervals)
  return longest > 0 ? longest : null
}

const positive = (text: string | null): number | null => {
  const number = Number(text ?? '')
  return Number.isFinite(number) && number > 0 && number < 1e7 ? number : null
}

/** `skipHours`: UTC hours 0–23; some count midnight as 24. */
export const skipHours = (channel: Children): number[] => {
  const hours = entriesOf(channel, 'skiphours', 'hour').map((text) => (/^\d{1,2}$/.test(text) ? Number(text) % 24 : -1))
  return [...new Set(hours)].filter((hour) => hour >= 0)
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
export const skipDays = (channel: Children): number[] => {
  const days = entriesOf(channel, 'skipdays', 'day').map((text) => DAYS.indexOf(text.slice(0, 3).toLowerCase()))
  return [...new Set(days)].filter((day) => day >= 0)
}

const entriesOf = (channel: Children, list: string, entry: string): string[] =>
  all(channel, list).flatMap((element: XmlElement) => all(childrenOf(element), entry).map(textOf))

/** The program that made the feed, with its version; RDF names it by URL. */
export const readGenerator = (channel: Children): string | null =>
  firstOf(channel, ['generator', 'atom:generator'], nonEmptyText) ??
  firstOf(
    channel,
    ['generator', 'atom:generator', 'admin:generatoragent'],
    (element) => attribute(element, 'resource') ?? attribute(element, 'uri'),
  )
