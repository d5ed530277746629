import { fetchSource } from '../ingest/listed-sitemaps.ts'
import { mailboxOf } from '../ingest/poll.ts'
import type { ReadOutcome } from '../ingest/read-feed.ts'
import { feedDocument, unconditionalRequest } from '../model/fetched-feed.ts'
import { type LanguageTag, sourceId } from '../model/ids.ts'
import { describeFailure, type PageRule, type Source, type SourceFailure } from '../model/source.ts'
import type { ConfiguredParts } from '../server/configured-parts.ts'

export type ReadSource = Extract<ReadOutcome, { ok: true }>
/** What a source shows now, or a sentence that says why it can't be read. */
export type Inspected =
  | { readonly ok: true; readonly answer: Answer; readonly read: ReadSource }
  | { readonly ok: false; readonly why: string }
export type Answer = {
  readonly url: string
  /** The address of a permanent redirect; null: there is none. */
  readonly movedTo: string | null
  readonly contentType: string | null
  readonly bytes: number
}

/** Reads a source as a poll would, and stores nothing. */
export const inspectSource = async (
  { fetcher, reading, configuration }: ConfiguredParts,
  source: Source,
): Promise<Inspected> => {
  const request = { ...unconditionalRequest(source.url), insecureTls: source.insecureTls, ...mailboxOf(source, null) }
  const { outcome: fetched } = await fetchSource(fetcher, request, null)
  if (fetched.kind !== 'fetched')
    return { ok: false, why: fetched.kind === 'failed' ? whyNot(fetched.failure, source) : 'no body' }
  const { feed } = fetched
  // Taken now, since the bytes are transferred to the worker thread.
  const answer = { url: feed.finalUrl, movedTo: feed.movedTo, contentType: feed.contentType, bytes: feed.bytes.byteLength }
  const read = await reading.inspect({
    document: feedDocument(feed, source),
    source,
    known: new Map(),
    isFirstRead: true,
    now: feed.fetchedAt,
    maxItems: configuration.service.read.maxItems,
    publicUrl: configuration.service.publicUrl ?? null,
  })
  return read.ok ? { ok: true, answer, read } : { ok: false, why: whyNot(read.failure, source) }
}

/** A source for an address that is not configured, with default settings. */
export const unconfiguredSource = (url: string, language: LanguageTag | null, page: PageRule | null = null): Source => ({
  id: sourceId('try'),
  name: url,
  url,
  site: null,
  language,
  country: null,
  topics: [],
  everyMs: 0,
  minMs: 0,
  maxMs: 0,
  page,
  republish: 'full',
  insecureTls: false,
  embed: true,
  websub: true,
  retryScope: 'source',
  active: true,
})

export const articlesOf = ({ items }: ReadSource) => items.toReversed().flatMap(({ article }) => article ?? [])

/** The failure without the advice to run "polywire try", which `describeFailure` gives. */
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
