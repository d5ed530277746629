import { sourceId } from '../../model/ids.ts'
import type { PolledSitemap, PublisherHints, SourceFailure, SourceState } from '../../model/source.ts'
import type { PollRecord } from '../ports/source-queue.ts'

export type SourceRow = {
  readonly n: number
  readonly id: string
  readonly name: string
  readonly url: string
  readonly configured_url: string
  readonly next_due: number
  readonly leased_until: number
  readonly interval_ms: number
  readonly etag: string | null
  readonly last_modified: string | null
  readonly body_hash: string | null
  readonly polled_at: number | null
  readonly ok_at: number | null
  readonly changed_at: number | null
  readonly failures: number
  readonly failure: string | null
  readonly moved_to: string | null
  readonly moved_polls: number
  readonly gone: number
  readonly format: string | null
  readonly encoding: string | null
  readonly feed_title: string | null
  readonly feed_link: string | null
  readonly feed_language: string | null
  readonly fallback_reads: number
  readonly publisher_hints: string | null
  readonly sitemaps: string | null
  readonly crashes: number
}

export const toSourceState = (row: SourceRow): SourceState => ({
  id: sourceId(row.id),
  url: row.url,
  configuredUrl: row.configured_url,
  nextDue: row.next_due,
  intervalMs: row.interval_ms,
  etag: row.etag,
  lastModified: row.last_modified,
  bodyHash: row.body_hash,
  polledAt: row.polled_at,
  okAt: row.ok_at,
  changedAt: row.changed_at,
  failures: row.failures,
  failure: row.failure === null ? null : (JSON.parse(row.failure) as SourceFailure),
  movedTo: row.moved_to,
  movedPolls: row.moved_polls,
  gone: row.gone === 1,
  format: row.format,
  encoding: row.encoding,
  feedTitle: row.feed_title,
  feedLink: row.feed_link,
  feedLanguage: row.feed_language,
  fallbackReads: row.fallback_reads,
  crashes: row.crashes,
  publisherHints: publisherHintsIn(row),
  sitemaps: row.sitemaps === null ? null : (JSON.parse(row.sitemaps) as readonly PolledSitemap[]),
})

/** The stored form for a source without hints. */
export const NO_HINTS = JSON.stringify({ minimumIntervalMs: null, skipHours: [], skipDays: [] } satisfies PublisherHints)

export const publisherHintsIn = ({ publisher_hints: json }: Pick<SourceRow, 'publisher_hints'>): PublisherHints | null =>
  json === null ? null : (JSON.parse(json) as PublisherHints)

/** What a poll writes into the row of its source, without the address. */
export const POLLED = {
  next_due: 'bigint',
  interval_ms: 'bigint',
  etag: 'text',
  last_modified: 'text',
  body_hash: 'text',
  polled_at: 'bigint',
  ok_at: 'bigint',
  changed_at: 'bigint',
  failures: 'integer',
  failure: 'text',
  moved_to: 'text',
  moved_polls: 'integer',
  gone: 'integer',
  format: 'text',
  encoding: 'text',
  feed_title: 'text',
  feed_link: 'text',
  feed_language: 'text',
  fallback_reads: 'integer',
  publisher_hints: 'text',
  sitemaps: 'text',
  crashes: 'integer',
} as const

export const toPolled = (poll: PollRecord): Pick<SourceRow, keyof typeof POLLED> => ({
  next_due: poll.nextDue,
  interval_ms: poll.intervalMs,
  etag: poll.etag,
  last_modified: poll.lastModified,
  body_hash: poll.bodyHash,
  polled_at: poll.polledAt,
  ok_at: poll.okAt,
  changed_at: poll.changedAt,
  failures: poll.failures,
  failure: jsonOf(poll.failure),
  moved_to: poll.movedTo,
  moved_polls: poll.movedPolls,
  gone: poll.gone ? 1 : 0,
  format: poll.format,
  encoding: poll.encoding,
  feed_title: poll.feedTitle,
  feed_link: poll.feedLink,
  feed_language: poll.feedLanguage,
  fallback_reads: poll.fallbackReads,
  publisher_hints: jsonOf(poll.publisherHints),
  sitemaps: jsonOf(poll.sitemaps),
  crashes: poll.crashes,
})
const jsonOf = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value))
