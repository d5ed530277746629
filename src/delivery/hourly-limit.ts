import { HOUR } from '../lib/durations.ts'
import type { Instant } from '../model/ids.ts'

/** How many messages go out in an hour, each alert by itself. */
export type HourlyLimit = {
  /** Now: one more may go out, and counts. Later: when one may. */
  take(alert: string, most: number | null, now: Instant): Instant
}

/** A restart counts anew. */
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
