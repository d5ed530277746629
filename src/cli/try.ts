import { createConfiguredParts } from '../server/configured-parts.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import { openStoreInMemory } from '../server/stores.ts'
import { languageTag } from '../enrich/language/language-tag.ts'
import type { ReadArticle } from '../model/article.ts'
import type { Configuration } from '../model/configuration.ts'
import { sourceId } from '../model/ids.ts'
import { hideSecrets, openBase } from '../model/secrets.ts'
import { describeFailure, type Source, type SourceFailure } from '../model/source.ts'
import type { ReadOutcome } from '../ingest/read-feed.ts'
import { type CommandContext, InputError } from './context.ts'
import { counted, formatTable } from './terminal.ts'

export type TryFlags = { readonly language?: string; readonly json?: boolean }

/** Reads one feed, page or configured source as a poll would, and stores nothing. Exit code 1 if it can't be read. */
export const tryAddress = async (context: CommandContext, address: string, flags: TryFlags): Promise<number> => {
  const { places, env, clock, terminal } = context
  const configuration = await requireConfiguration(places.configFolder, env, clock.now())
  const source = sourceFor(configuration, address, languageIn(flags))
  const hide = (text: string): string => hideSecrets(text, source.secrets)
  const giveUp = (why: string): number => refuse(terminal, flags, hide(why))
  const store = await openStoreInMemory()
  const parts = createConfiguredParts(configuration, store, clock, () => {})
  try {
    const fetched = await parts.fetcher.fetch({
      url: source.url,
      etag: null,
      lastModified: null,
      bodyHash: null,
      insecureTls: source.insecureTls,
      subscribers: null,
    })
    if (fetched.kind !== 'fetched') return giveUp(fetched.kind === 'failed' ? whyNot(fetched.failure, source) : 'no body')
    const { feed } = fetched
    // The bytes themselves go to the thread that reads them.
    const facts = { url: feed.finalUrl, contentType: feed.contentType, bytes: feed.bytes.byteLength }
    const outcome = await parts.reading.inspect({
      document: {
        bytes: feed.bytes,
        url: openBase(feed.finalUrl, source.secrets),
        contentType: feed.contentType,
        language: source.language,
      },
      source,
      known: new Map(),
      isFirstRead: true,
      now: feed.fetchedAt,
      maxItems: configuration.service.read.maxItems,
    })
    if (!outcome.ok) return giveUp(whyNot(outcome.failure, source))
    terminal.out(hide(flags.json === true ? JSON.stringify(jsonOf(facts, outcome)) : textOf(facts, outcome, context)))
    return 0
  } finally {
    await parts.close()
    await store.close()
  }
}

const languageIn = ({ language: written }: TryFlags): string | null => {
  const language = languageTag(written ?? null)
  if (written !== undefined && language === null)
    throw new InputError(`--language: "${written}" is not a language; write its tag, such as en or zh-Hans`)
  return language
}

/** A configured source by its id or url, so that its page rules and language apply; else a source made up for this address. */
const sourceFor = ({ sources, service }: Configuration, address: string, language: string | null): Source => {
  const known = sources.find(({ id, url }) => id === address || url === address)
  if (known !== undefined) return { ...known, language: language ?? known.language }
  if (!/^https?:\/\//i.test(address)) throw new InputError(`"${address}" is neither an http(s) address nor the id of a source`)
  return {
    id: sourceId('try'),
    name: address,
    url: address,
    site: null,
    language,
    country: null,
    topics: [],
    everyMs: service.fetch.timeoutMs,
    minMs: 0,
    maxMs: 0,
    page: null,
    republish: 'full',
    insecureTls: false,
    embed: true,
    websub: true,
    retryScope: 'source',
    active: true,
  }
}

/** Without the advice to run "polywire try", which stored failures have. */
const whyNot = (failure: SourceFailure, { page }: Source): string => {
  if (failure.kind === 'too-hard') return `reading the document was stopped: ${failure.detail}.`
  if (failure.kind === 'no-items') return `the feed is not empty, but no items were found in it: ${failure.detail}.`
  if (failure.kind !== 'not-a-feed') return describeFailure(failure)
  const next =
    page === null
      ? 'A page without a feed is read by CSS selectors: page in sources.yaml.'
      : 'The source’s page rule finds nothing there: look at its item, title and link, or leave page out where this is a feed.'
  return `not RSS, Atom, RDF or JSON Feed: ${failure.detail}. ${next}`
}

const refuse = (terminal: CommandContext['terminal'], flags: TryFlags, why: string): number => {
  if (flags.json === true) terminal.out(JSON.stringify({ ok: false, message: why }))
  else terminal.note(why)
  return 1
}

type Read = Extract<ReadOutcome, { ok: true }>
const articlesOf = ({ items }: Read) => items.toReversed().flatMap(({ article }) => article ?? [])

type Fetched = { readonly url: string; readonly contentType: string | null; readonly bytes: number }

const jsonOf = (fetched: Fetched, outcome: Read): object => ({
  ok: true,
  ...fetched,
  feed: outcome.feed,
  dropped: outcome.dropped,
  items: articlesOf(outcome).map((article) => ({
    ...article,
    dated: article.dateFrom === 'item',
    searchText: undefined,
    fingerprint: undefined,
  })),
})

/** Without an item's own date: the day that its address names, or the feed's date. */
const dateColumn = ({ publishedAt, dateFrom }: ReadArticle): string => {
  const written = new Date(publishedAt).toISOString().slice(0, 16)
  switch (dateFrom) {
    case 'item':
      return written
    case 'address':
      return `${written.slice(0, 10)} (address)`
    case 'feed':
      return `${written} (feed)`
    case 'estimate':
    case 'arrival':
      return '(no date)'
  }
}

const TITLE = 76
const textOf = (fetched: Fetched, outcome: Read, { terminal }: CommandContext): string => {
  const { feed } = outcome
  const articles = articlesOf(outcome)
  const facts = [
    `${feed.title ?? '(no title)'}  ${terminal.dim(fetched.url)}`,
    `${feed.format}, ${feed.encoding}, ${counted(fetched.bytes, 'byte')}, declared language ${feed.language ?? 'none'}, ${counted(articles.length, 'item')}`,
    ...(feed.readByFallback ? ['Read by the fallback parser only: please report this feed.'] : []),
    ...feed.warnings,
    ...outcome.dropped.map(({ what, why }) => `dropped: ${what}: ${why}`),
  ]
  const rows = articles.map((article) => [
    dateColumn(article),
    article.language,
    article.topics.map(({ id }) => id).join(' ') || '-',
    article.title.length > TITLE ? `${article.title.slice(0, TITLE)}…` : article.title,
  ])
  return `${facts.join('\n')}\n\n${formatTable(['date', 'language', 'topics', 'title'], rows)}`
}
