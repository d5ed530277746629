/** How a configuration changes a stored source, on every engine. */
import type { Instant } from '../../model/ids.ts'
import type { Source } from '../../model/source.ts'
import { reschedule } from './poll-rules.ts'
import { publisherHintsIn } from './source-rows.ts'

export type KnownSource = {
  readonly n: number
  readonly name: string
  readonly country: string | null
  readonly owner: string | null
  readonly configured_url: string
  readonly url: string
  readonly moved_to: string | null
  readonly configured: number
  readonly active: number
  readonly next_due: number
  readonly interval_ms: number
  readonly every_ms: number | null
  readonly failures: number
  readonly publisher_hints: string | null
}

export type SourceChange = Pick<Source, 'name' | 'country' | 'owner' | 'everyMs' | 'url'> & {
  readonly n: number
  readonly active: 0 | 1
  readonly hasOtherUrl: boolean
  /** True: the new address counts as another feed. */
  readonly isMoved: boolean
  readonly intervalMs: number
  readonly nextDue: Instant
}

/** The change of one source; null: there is none. */
export const sourceChange = (row: KnownSource, source: Source, now: Instant): SourceChange | null => {
  const { isMoved, intervalMs, nextDue } = reschedule(toScheduled(row), source, now)
  const { name, country, owner, everyMs, url } = source
  const active = source.active ? 1 : 0
  const hasOtherUrl = row.configured_url !== url
  const isSame =
    row.name === name &&
    row.country === country &&
    row.owner === (owner ?? null) &&
    row.active === active &&
    row.configured === 1 &&
    row.every_ms === everyMs &&
    row.interval_ms === intervalMs &&
    row.next_due === nextDue
  if (isSame && !hasOtherUrl) return null
  return {
    n: row.n,
    name,
    country,
    ...(owner === undefined ? {} : { owner }),
    everyMs,
    url,
    active,
    hasOtherUrl,
    isMoved,
    intervalMs,
    nextDue,
  }
}

const toScheduled = (row: KnownSource): Parameters<typeof reschedule>[0] => ({
  configuredUrl: row.configured_url,
  url: row.url,
  movedTo: row.moved_to,
  nextDue: row.next_due,
  intervalMs: row.interval_ms,
  everyMs: row.every_ms,
  failures: row.failures,
  notBefore: publisherHintsIn(row)?.notBefore ?? null,
})
