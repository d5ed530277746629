import type { Instant, LanguageTag, SourceId, TopicId } from './ids.ts'
import { type Secrets, hideSecrets } from './secrets.ts'

/** How a page without a feed is read. Every rule is a CSS selector; `a@href` takes an attribute instead of the text. */
export type PageRule = {
  /** One match per item. */
  readonly item: string
  readonly title: string
  readonly link: string
  readonly summary: string | null
  readonly image: string | null
  /** `format` is a Unicode date pattern (`yyyy-MM-dd`); null leaves it to the date reader. */
  readonly date: { readonly select: string; readonly format: string | null } | null
}

/** How much of an article may be republished. */
export type Republish = 'title' | 'excerpt' | 'full'

/** One entry of `sources.yaml`, with the defaults of `polywire.yaml` filled in. */
export type Source = {
  readonly id: SourceId
  readonly name: string
  readonly url: string
  /** The site's own page, for credit; null: the feed says. */
  readonly site: string | null
  readonly language: LanguageTag | null
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string | null
  /** The operator's own folder for it, as a path: `Press/Asia`. */
  readonly group?: string
  /** Topics that the source is about: a prior, never a tag by itself. */
  readonly topics: readonly TopicId[]
  readonly everyMs: number
  readonly minMs: number
  readonly maxMs: number
  readonly page: PageRule | null
  /** True: `url` is that of a news sitemap. */
  readonly sitemap?: boolean
  readonly republish: Republish
  /** Characters of an excerpt; left out: as many as are stored. */
  readonly excerpt?: number
  /** True: an invalid certificate is accepted (and shown on the sources page). */
  readonly insecureTls: boolean
  /** False: it reserves its texts, and a model for embeddings gets none of them. */
  readonly embed: boolean
  /** Are pages of its articles read to understand them? `auto`: of those whose text is short. Left out: no. */
  readonly fetchArticle?: true | 'auto'
  /** True: its publisher has allowed what it reserves; signals are kept and shown, and do not bind. */
  readonly licensed?: boolean
  /** False: polled only, even if it offers to push. */
  readonly websub: boolean
  /** What a Retry-After of this source silences: itself, or all sources of its host. */
  readonly retryScope: 'source' | 'host'
  /** False: kept, served, no longer polled. */
  readonly active: boolean
  /** What its addresses and its page rule have from the environment: never shown, stored with an article or passed on. */
  readonly secrets?: Secrets
}

/** The world's failures are values. `describeFailure` puts each in words. */
export type SourceFailure =
  | { readonly kind: 'unreachable'; readonly detail: string }
  | { readonly kind: 'forbidden-address'; readonly detail: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  | { readonly kind: 'truncated'; readonly detail: string }
  | { readonly kind: 'redirect-loop'; readonly hops: number }
  | { readonly kind: 'not-a-feed'; readonly detail: string }
  | { readonly kind: 'no-items'; readonly detail: string }
  | { readonly kind: 'too-hard'; readonly detail: string }
  /** It sends more than may be stored of one source in a day; the rest was left. */
  | { readonly kind: 'flood'; readonly limitBytes: number }

/** A server may repeat an address in what it says, and a document hold it. */
export const failureToReport = (failure: SourceFailure, secrets: Secrets | undefined): SourceFailure =>
  'detail' in failure ? { ...failure, detail: hideSecrets(failure.detail, secrets) } : failure

/** What happened, and what the operator can do next. One sentence without the source's name. */
export const describeFailure = (failure: SourceFailure): string => {
  switch (failure.kind) {
    case 'unreachable':
      return `could not connect: ${failure.detail}. Check the address, or wait for the next attempt.`
    case 'forbidden-address':
      return `refused to connect: ${failure.detail}. If this is your own server, add it to fetch.allow_private in polywire.yaml.`
    case 'timed-out':
      return `no complete answer within ${Math.round(failure.afterMs / 1000)} s. The source will be tried again; the limit is fetch.timeout in polywire.yaml.`
    case 'refused':
      return `the server answered ${failure.status}${ABOUT_REFUSAL[refusalOf(failure.status)]}`
    case 'gone':
      return 'the server answered 410 Gone: the feed has ended. Remove the source, or find its successor.'
    case 'too-large':
      return `the response is over ${sizeOf(failure.limitBytes)}. The limit is fetch.max_bytes in polywire.yaml.`
    case 'flood':
      return `new items of more than ${sizeOf(failure.limitBytes)} came within a day; the rest was left out. The limit is read.max_per_day in polywire.yaml.`
    case 'truncated':
      return `the response ended early: ${failure.detail}. Nothing was stored; the source will be tried again.`
    case 'redirect-loop':
      return `gave up after ${failure.hops} redirect${failure.hops === 1 ? '' : 's'}. Open the address in a browser, and use the final address.`
    case 'not-a-feed':
      return `not RSS, Atom, RDF or JSON Feed: ${failure.detail}. Run "polywire try URL" to inspect it.`
    case 'no-items':
      return `the feed is not empty, but no items were found in it: ${failure.detail}. Run "polywire try URL" to inspect it.`
    case 'too-hard':
      return `reading the document was stopped: ${failure.detail}. Run "polywire try URL" to inspect it.`
  }
}

/** As configuration files write it, where it is a whole number of them: `15MiB`. */
const sizeOf = (bytes: number): string => {
  const [unit, one] = UNITS.find(([, size]) => bytes % size === 0) ?? [' bytes', 1]
  return `${bytes / one}${unit}`
}
const UNITS: readonly (readonly [unit: string, bytes: number])[] = [
  ['MiB', 1_048_576],
  ['MB', 1_000_000],
  ['kB', 1_000],
  ['KiB', 1_024],
]

/** Whose turn it is after an answer that is none: ours to come later, the publisher's to let us in or to mend, the operator's to look. */
type Refusal = 'later' | 'closed' | 'broken' | 'look'
export const refusalOf = (status: number): Refusal => {
  if (status === 429 || status === 503) return 'later'
  if (status === 401 || status === 403 || status === 451) return 'closed'
  return status >= 500 ? 'broken' : 'look'
}

const ABOUT_REFUSAL: Readonly<Record<Refusal, string>> = {
  later:
    ': it asks for later or fewer requests. The source is tried again after a pause; a longer “every” in sources.yaml helps.',
  closed: ': access is denied. Ask the publisher, or look for another address.',
  broken: ': the error is on its side. The source is tried again at increasing intervals.',
  look: '. Open the address in a browser; if the feed has moved, change its url in sources.yaml.',
}

/** Polling hints in the feed itself: ttl, sy:update…, skipHours, skipDays; and what its server says. */
export type PublisherHints = {
  readonly minimumIntervalMs: number | null
  /** UTC hours 0–23, and days 0 = Sunday, in which not to poll. */
  readonly skipHours: readonly number[]
  readonly skipDays: readonly number[]
  /** Of the last answer that said it: max-age or Expires, as a span. Absent: none. */
  readonly freshForMs?: number
  /** Until when these hints, max-age, Expires or a Retry-After delay the next poll. Absent or null: they don't. */
  readonly notBefore?: Instant | null
}

/** What a server said of the state of a document in which it was last read. */
export type Validators = {
  /** Both byte for byte as the server sent them. */
  readonly etag: string | null
  readonly lastModified: string | null
  /** SHA-256 of the last body that was read whole, hex. */
  readonly bodyHash: string | null
}
/** A sitemap that an index lists, and that is polled with it. */
export type PolledSitemap = Validators & { readonly url: string }

/** Everything about polling one source that must survive a restart. One row in the store. */
export type SourceState = Validators & {
  readonly id: SourceId
  /** Where it is read: the configured URL, or the one it has moved to for good. */
  readonly url: string
  /** What was configured when this was read. What a poll says of an address that has been changed meanwhile does not count. */
  readonly configuredUrl?: string
  readonly nextDue: Instant
  /** The adapted interval, before floors and jitter. */
  readonly intervalMs: number
  /** Of a sitemap index: what was polled with it, at most three. Absent or null: the source is no sitemap, or was never read. */
  readonly sitemaps?: readonly PolledSitemap[] | null
  readonly polledAt: Instant | null
  /** Last time the server gave a good answer (200 read whole, or 304). */
  readonly okAt: Instant | null
  /** Last time that an item was new or revised. */
  readonly changedAt: Instant | null
  /** Failures in a row. */
  readonly failures: number
  readonly failure: SourceFailure | null
  /** A permanent redirect's target, and how many polls in a row have named it. */
  readonly movedTo: string | null
  readonly movedPolls: number
  /** True after 410: not polled again until its url changes. */
  readonly gone: boolean
  /** As last read. */
  readonly format: string | null
  readonly encoding: string | null
  readonly feedTitle: string | null
  readonly feedLink: string | null
  readonly feedLanguage: LanguageTag | null
  /** How often rss-parser found items where our reader found none. */
  readonly fallbackReads: number
  /** The feed's hints when it was last read: they hold for later 304s too. Absent or null: none. */
  readonly publisherHints?: PublisherHints | null
}

/** The first four last until they are over; the others happen. */
export type IncidentKind = 'silent' | 'moved' | 'gone' | 'failing' | 'language' | 'format' | 'rescued'

/** A trouble of a source that lasts, or its end. */
export type Incident = {
  readonly source: SourceId
  readonly kind: IncidentKind
  /** Since when it has been so; null: from the beginning, or it is not known. */
  readonly since: Instant | null
  /** When we noticed; with source and kind it names the incident. */
  readonly noticedAt: Instant
  /** Null: it is so still. */
  readonly endedAt: Instant | null
  /** Addresses, languages or formats. */
  readonly before: string | null
  readonly after: string | null
  readonly failure: SourceFailure | null
}
