import { HOUR } from '../lib/durations.ts'
import type { Instant } from '../model/ids.ts'

/** Limits the messages of each alert in an hour. */
export type HourlyLimit = {
  /** Returns `now` if one more message may be sent, which then counts; else the time at which one may be. */
  take(alert: string, most: number | null, now: Instant): Instant
}

/** Counts in memory only: a restart begins at zero. */
export const createHourlyLimit = (): HourlyLimit => {
  const sent = new Map<string, readonly Instant[]>()
  return {
    take(alert, most, now) {
      if (most === null) return now
      const recent = (sent.get(alert) ?? []).filter((at) => at > now - HOUR && at <= now)
      const first = recent.at(-most)
      sent.set(alert, first === undefined ? [...recent, now] : recent)
      return first === undefined ? now : first + HOUR
    },
  }
}
