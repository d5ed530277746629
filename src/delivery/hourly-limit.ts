import { HOUR } from '../lib/durations.ts'
import type { Instant } from '../model/ids.ts'

/** Of an alert that states no limit, each recipient gets so many messages in an hour, and one summary of what more there was. */
export const DEFAULT_HOURLY = 60
/** While a summary is made, other messages of its recipient look again after this time. */
const SUMMARY_MS = 1_000

/** Whether a message may be sent. `summary`: in its place, one of all that wait for its recipient. */
export type Turn = { readonly kind: 'now' } | { readonly kind: 'wait'; readonly until: Instant } | { readonly kind: 'summary' }

/** Limits messages in an hour. Counts in memory only: a restart begins at zero. */
export type HourlyLimit = {
  /** A message that may be sent counts; one that must wait may be sent at `until`. */
  take(alert: string, most: number, now: Instant): Turn
  /** The default: what comes after the sixtieth message of an hour waits for the end of the hour and becomes one summary. */
  takeByDefault(recipient: string, now: Instant): Turn
  /** Call after the waiting messages have become one, or could not. */
  summarised(recipient: string): void
}

export const createHourlyLimit = (): HourlyLimit => {
  const sent = new Map<string, readonly Instant[]>()
  const flooded = new Map<string, { readonly until: Instant; isSummarised: boolean }>()
  const take = (name: string, most: number, now: Instant): Turn => {
    const recent = (sent.get(name) ?? []).filter((at) => at > now - HOUR && at <= now)
    const first = recent.at(-most)
    sent.set(name, first === undefined ? [...recent, now] : recent)
    return first === undefined ? { kind: 'now' } : { kind: 'wait', until: first + HOUR }
  }
  return {
    take: (alert, most, now) => take(`alert ${alert}`, most, now),
    takeByDefault(recipient, now) {
      const flood = flooded.get(recipient)
      if (flood === undefined) {
        const turn = take(recipient, DEFAULT_HOURLY, now)
        if (turn.kind === 'wait') flooded.set(recipient, { until: turn.until, isSummarised: false })
        return turn
      }
      // A clock that was set back does not prolong the wait.
      if (now < flood.until && flood.until - now <= HOUR) return { kind: 'wait', until: flood.until }
      if (flood.isSummarised) return { kind: 'wait', until: now + SUMMARY_MS }
      flood.isSummarised = true
      sent.set(recipient, [now])
      return { kind: 'summary' }
    },
    summarised: (recipient) => void flooded.delete(recipient),
  }
}
