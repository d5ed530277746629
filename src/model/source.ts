import type { Instant, LanguageTag, SourceId, TopicId } from './ids.ts'
import { type Secrets, hideSecrets } from './secrets.ts'

/** How a page without a feed is read. Each rule is a CSS selector; `a@href` takes an attribute instead of the text. */
export type PageRule = {
  /** Matches once for each item. */
  readonly item: string
  readonly title: string
  readonly link: string
  readonly summary: string | null
  readonly image: string | null
  /** `format` is a Unicode date pattern (`yyyy-MM-dd`); null leaves it to the date reader. */
  readonly date: { readonly select: string; readonly format: string | null } | null
}

/** An IMAP folder whose messages are items. */
export type Mailbox = {
  readonly host: string
  readonly port: number
  /** True: the connection begins unencrypted and must be upgraded. False: TLS from the start. */
  readonly startTls: boolean
  readonly user: string
  readonly password: string
  readonly folder: string
}

export type Republish = 'title' | 'excerpt' | 'full'

/** One entry of `sources.yaml`, with the defaults of `polywire.yaml` filled in. */
export type Source = {
  readonly id: SourceId
  readonly name: string
  readonly url: string
  /** The site's page, for attribution; null: the link that the feed gives. */
  readonly site: string | null
  readonly language: LanguageTag | null
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string | null
  /** The folder that the operator put the source in, as a path: `Press/Asia`. */
  readonly group?: string
  /** Who owns it: sources of one owner are one origin of a story. Left out: nobody who owns another one. */
  readonly owner?: string
  /** True: its texts are press releases, of an authority or a company. */
  readonly releases?: boolean
  /** Topics that the source is about: a prior, which alone gives no article a tag. */
  readonly topics: readonly TopicId[]
  readonly everyMs: number
  readonly minMs: number
  readonly maxMs: number
  readonly page: PageRule | null
  readonly sitemap?: boolean
  /** Left out: the source is no mailbox. `url` is then its address without user and password: `imaps://mail.example.org:993/News`. */
  readonly mailbox?: Mailbox
  readonly republish: Republish
  /** The most characters of an excerpt; left out: as many as are stored. */
  readonly excerpt?: number
  /** True: an invalid certificate is accepted (and shown on the sources page). */
  readonly insecureTls: boolean
  /** False: the source's texts are not sent to the model for embeddings. */
  readonly embed: boolean
  /** Are the pages of the source's articles read, for tags and stories? `auto`: those of articles with a short text. Left out: none. */
  readonly fetchArticle?: true | 'auto'
  /** True: the publisher has permitted what it reserves. Signals are stored and shown, but not applied. */
  readonly licensed?: boolean
  /** False: the source is only polled, even if it offers push. */
  readonly websub: boolean
  /** Which polls a Retry-After of this source delays: its own, or those of all sources of its host. */
  readonly retryScope: 'source' | 'host'
  /** False: the source is no longer polled; its articles stay. */
  readonly active: boolean
  /** The values that the addresses and the page rule take from the environment. They are never shown, stored with an article or passed on. */
  readonly secrets?: Secrets
}

/** Failures of the network, a server or a document are values, not exceptions. `describeFailure` words each. */
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
  /** A page's rule finds nothing any more. `detail`: a rule for sources.yaml that finds its items, or what the page is. */
  | { readonly kind: 'page-changed'; readonly detail: string }
  /** The mail server refused the login, the folder or a command. */
  | { readonly kind: 'mailbox'; readonly detail: string }
  /** Reading it ended its thread or process repeatedly (quarantine.ts). */
  | { readonly kind: 'quarantined'; readonly detail: string }
  /** The source sent more than may be stored of one source in a day; the rest was left out. */
  | { readonly kind: 'flood'; readonly limitBytes: number }

/** The failure with secrets hidden: a server's response or a document may repeat the address that contains them. */
export const failureToReport = (failure: SourceFailure, secrets: Secrets | undefined): SourceFailure =>
  'detail' in failure ? { ...failure, detail: hideSecrets(failure.detail, secrets) } : failure

/** What happened, and what the operator can do next, in English, without the source's name. */
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
    case 'page-changed':
      return `the page rule finds nothing any more. In sources.yaml try: ${failure.detail}`
    case 'mailbox':
      return `the mail server gave no messages: ${failure.detail}. Check mailbox in sources.yaml; many providers want a password made for programs.`
    case 'quarantined':
      return `reading it was broken off twice in a row: ${failure.detail}. It is quarantined and tried again after a day. Run "polywire try URL" to inspect it.`
    case 'too-hard':
      return `reading the document was stopped: ${failure.detail}. Run "polywire try URL" to inspect it.`
  }
}

/** A size in the largest unit of configuration files that it is a whole multiple of: `15MiB`. */
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

/**
 * What must happen after an error status. `later`: we poll later; `closed`: the publisher must give access; `broken`: the publisher must
 * repair the server; `look`: the operator must check the address.
 */
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

/** When a publisher asks to be polled, in the feed (`ttl`, `sy:update…`, `skipHours`, `skipDays`) and in its server's headers. */
export type PublisherHints = {
  readonly minimumIntervalMs: number | null
  /** UTC hours 0–23, and days 0 = Sunday, in which not to poll. */
  readonly skipHours: readonly number[]
  readonly skipDays: readonly number[]
  /** The lifetime by max-age or Expires, in the last response that had one of them. Absent: none. */
  readonly freshForMs?: number
  /** The time before which these hints or a Retry-After allow no poll. Absent or null: they do not delay the next poll. */
  readonly notBefore?: Instant | null
}

export type Validators = {
  /** ETag and Last-Modified, byte for byte as the server sent them. */
  readonly etag: string | null
  readonly lastModified: string | null
  /** SHA-256 of the last complete body, hex. */
  readonly bodyHash: string | null
}
/** A sitemap that is listed in a sitemap index and polled with it. */
export type PolledSitemap = Validators & { readonly url: string }

/** Everything about polling one source that must survive a restart. One row in the store. */
export type SourceState = Validators & {
  readonly id: SourceId
  /** The address that is polled: the configured URL, or the one that it has permanently moved to. */
  readonly url: string
  /** The URL that was configured when this state was loaded. If it changes during a poll, what the poll found at the old address does not count. */
  readonly configuredUrl?: string
  readonly nextDue: Instant
  /** The adapted interval, before floors and jitter. */
  readonly intervalMs: number
  /** The sitemaps, at most three, that were polled with a sitemap index. Absent or null: the source is no sitemap, or was never read. */
  readonly sitemaps?: readonly PolledSitemap[] | null
  readonly polledAt: Instant | null
  /** When the server last responded with 304, or with 200 and a complete body. */
  readonly okAt: Instant | null
  readonly changedAt: Instant | null
  readonly failures: number
  readonly failure: SourceFailure | null
  /** A permanent redirect's target, and how many polls in a row have named it. */
  readonly movedTo: string | null
  readonly movedPolls: number
  /** True after 410: the source is not polled again until its configured URL changes. */
  readonly gone: boolean
  /** What the last document that was read says of itself; null: unknown. */
  readonly format: string | null
  readonly encoding: string | null
  readonly feedTitle: string | null
  readonly feedLink: string | null
  readonly feedLanguage: LanguageTag | null
  /** How often the fallback parser found items where our parser found none. */
  readonly fallbackReads: number
  /** How many readings in a row ended their thread or process, or overran their deadline. */
  readonly crashes: number
  /** The feed's hints when it was last read; they apply after later 304 responses too. Absent or null: none. */
  readonly publisherHints?: PublisherHints | null
}

/** The first five kinds last until they end; the others are events without duration. */
export type IncidentKind = 'silent' | 'moved' | 'gone' | 'failing' | 'quarantined' | 'language' | 'format' | 'rescued'

/** A trouble of a source: one that lasts, or an event. */
export type Incident = {
  readonly source: SourceId
  readonly kind: IncidentKind
  /** When the trouble began; null: it was there from the beginning, or the time is unknown. */
  readonly since: Instant | null
  /** When it was noticed; together with source and kind this identifies the incident. */
  readonly noticedAt: Instant
  /** When it ended; null: it still lasts. */
  readonly endedAt: Instant | null
  /** The address, language or format before and after a change; null where the kind has none. */
  readonly before: string | null
  readonly after: string | null
  readonly failure: SourceFailure | null
}
