import {
  addressOf,
  addSources,
  draftProblem,
  type PresentSources,
  sameAddress,
  type SourceDraft,
} from '../config/edit-sources.ts'
import { createFreeIds, idFrom } from '../config/source-names.ts'
import type { PageRule } from '../model/source.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import { ask, canAsk } from './ask.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { discoverSources, type Discovery, type FoundSource } from './discover-sources.ts'
import { articlesOf } from './inspect-source.ts'
import { foreignName } from './opml.ts'
import { withPartsToLook } from './with-app.ts'
import { sourcesToEdit } from './sources-to-edit.ts'
import { formatTable } from './terminal.ts'
import { replaceFile } from '../server/text-file.ts'

export type AddFlags = {
  readonly yes?: boolean
  readonly feed?: readonly string[]
  readonly id?: string
  readonly json?: boolean
}

/** Finds what can be read at a site and adds what the user chooses to sources.yaml. Exit code 1 if nothing was found, or the choice is a source already. */
export const addSite = async (context: CommandContext, site: string, flags: AddFlags): Promise<number> => {
  const { places, env, terminal } = context
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(site) ? site : `https://${site}`
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? '')) throw new InputError(`"${site}" is no address of a site or feed`)
  const discovery = await discover(context, address)
  const { target, text, present, below } = await sourcesToEdit(places.configFolder)
  const offers = discovery.found.map((found) => offerOf(found, present)).toSorted((a, b) => rankOf(a) - rankOf(b))
  if (offers.length === 0) return refuse(context, flags, `nothing to read was found at ${address}: ${discovery.why}`)
  if (flags.json !== true) terminal.out(tableOf(offers))
  const chosen = await choose(context, offers, flags)
  const again = chosen.find(({ presentAs }) => presentAs !== null)
  if (again !== undefined)
    return refuse(context, flags, `${again.found.url} is read already: it is the source "${again.presentAs}"`)
  const drafts = draftsOf(chosen, present, flags)
  for (const draft of drafts) {
    const problem = draftProblem(draft, env)
    if (problem !== null) throw new InputError(`${addressOf(draft)}: ${problem}`)
  }
  if (drafts.length > 0) await replaceFile(target, addSources(text, drafts, { replace: false, below }).text, text)
  if (flags.json === true) terminal.out(JSON.stringify({ ok: true, found: offers.map(jsonOf), added: drafts }))
  else if (drafts.length === 0) terminal.note('Nothing was added.')
  else for (const { id } of drafts) terminal.out(addedText(id, target))
  return 0
}

const addedText = (id: string, target: string): string =>
  `The source "${id}" was added to ${target}. A running service reads it within seconds; "polywire once" polls it now. ` +
  `Look at its language, country and topics there, and at the publisher's terms of use.`

const discover = async (context: CommandContext, address: string): Promise<Discovery> => {
  const { places, env, clock, terminal } = context
  const configuration = await requireConfiguration(places.configFolder, env, clock.now())
  const progress = (asked: string): void => terminal.redraw(`reading ${asked}`.slice(0, terminal.columns - 1))
  try {
    return await withPartsToLook(context, configuration, async (parts) => await discoverSources(parts, address, progress))
  } finally {
    terminal.redraw('')
  }
}

type Offer = {
  readonly found: FoundSource
  readonly name: string
  readonly items: number
  readonly newest: string | null
  /** Each with its number of items, the most frequent first. */
  readonly languages: readonly Counted[]
  readonly topics: readonly Counted[]
  /** The id of the source that reads it already; null: none. */
  readonly presentAs: string | null
}
type Counted = readonly [name: string, count: number]

const offerOf = (found: FoundSource, present: PresentSources): Offer => {
  const articles = articlesOf(found.read)
  const dates = articles.filter(({ dateFrom }) => dateFrom === 'item').map(({ publishedAt }) => publishedAt)
  const same = new Set([sameAddress(found.url), sameAddress(found.answer.url)])
  const [, presentAs = null] = [...present.idAt].find(([url]) => same.has(sameAddress(url))) ?? []
  return {
    found,
    name: nameOf(found),
    items: articles.length,
    newest: dates.length === 0 ? null : new Date(Math.max(...dates)).toISOString().slice(0, 16),
    languages: countedBy(articles.map(({ language }) => language)),
    topics: countedBy(articles.flatMap(({ topics }) => topics.map(({ id }) => id))),
    presentAs,
  }
}

const nameOf = ({ read, answer }: FoundSource): string => {
  const { host } = new URL(answer.url)
  return foreignName(read.feed.title)?.slice(0, LONGEST_NAME) || host
}
const LONGEST_NAME = 100

const countedBy = (names: readonly string[]): readonly Counted[] => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)
}

/** Feeds of comments, and empty ones, come last. */
const rankOf = ({ found, items }: Offer): number => Number(items === 0) * 2 + Number(/comment/i.test(found.url))

const tableOf = (offers: readonly Offer[]): string =>
  formatTable(
    ['', 'format', 'items', 'newest', 'languages', 'topics', 'name', 'address'],
    offers.map(({ found, name, items, newest, languages, topics, presentAs }, index) => [
      index + 1,
      found.read.feed.format,
      items,
      newest ?? '-',
      listed(languages),
      listed(topics),
      presentAs === null ? name : `${name} (the source "${presentAs}")`,
      found.url,
    ]),
  )

const listed = (counts: readonly Counted[]): string =>
  counts
    .slice(0, 3)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || '-'

const jsonOf = ({ found, name, items, newest, languages, topics, presentAs }: Offer): object => ({
  url: found.url,
  name,
  format: found.read.feed.format,
  items,
  newest,
  languages: Object.fromEntries(languages),
  topics: Object.fromEntries(topics),
  source: presentAs,
  page: found.page,
})

const choose = async (context: CommandContext, offers: readonly Offer[], flags: AddFlags): Promise<readonly Offer[]> => {
  if (flags.feed !== undefined) return flags.feed.map((url) => offerAt(offers, url))
  if (flags.yes === true) return offers.slice(0, 1)
  if (flags.json === true) return []
  if (canAsk(context)) return await askWhich(context, offers)
  throw new InputError('Nothing was added. Choose with --feed ADDRESS, or take the first with --yes.')
}

const offerAt = (offers: readonly Offer[], url: string): Offer => {
  const offer = offers.find(({ found }) => sameAddress(found.url) === sameAddress(url))
  if (offer === undefined) throw new InputError(`--feed: nothing to read was found at ${url}`)
  return offer
}

const askWhich = async (context: CommandContext, offers: readonly Offer[]): Promise<readonly Offer[]> => {
  const range = offers.length === 1 ? '1' : `1 to ${offers.length}, several with commas`
  return await ask<readonly Offer[]>(context, `Which should be added? (${range}; nothing: none)`, {
    none: [],
    understand(answer) {
      const chosen = answer.split(/[\s,]+/).map((number) => offers[Number(number) - 1])
      return chosen.every((offer) => offer !== undefined) ? [...new Set(chosen)] : null
    },
  })
}

const draftsOf = (chosen: readonly Offer[], present: PresentSources, { id }: AddFlags): readonly SourceDraft[] => {
  const { addresses } = present
  if (id !== undefined && (chosen.length > 1 || addresses.has(id)))
    throw new InputError(addresses.has(id) ? `--id: there is a source "${id}" already` : '--id: several were chosen')
  const freeId = createFreeIds(addresses.keys())
  return chosen.map(({ found: { url, site, page, read }, name, items, languages }) => {
    const [language, count = 0] = languages[0] ?? []
    const isClear = language !== undefined && language !== 'und' && count >= CLEAR * items
    return {
      id: id ?? freeId(idFrom(name)),
      name,
      ...(read.feed.format.startsWith('sitemap') ? { sitemap: url } : { url }),
      ...(site === null || site === url || read.feed.link !== null ? {} : { site }),
      ...(isClear ? { language } : {}),
      ...(page === null ? {} : { page: writtenRule(page) }),
    }
  })
}
/** The share of a source's items that must be in one language for it to be written as the source's. */
const CLEAR = 0.8

const writtenRule = ({ item, title, link, summary, date }: PageRule): SourceDraft['page'] => ({
  item,
  title,
  link,
  ...(summary === null ? {} : { summary }),
  ...(date === null ? {} : { date: { select: date.select } }),
})

const refuse = ({ terminal }: CommandContext, flags: AddFlags, message: string): number => {
  if (flags.json === true) terminal.out(JSON.stringify({ ok: false, message }))
  else terminal.note(message)
  return 1
}
