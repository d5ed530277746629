import { DAY, HOUR, MINUTE } from '../../lib/durations.ts'
import type { LanguageTag } from '../../model/ids.ts'

const formats = new Map<LanguageTag, Intl.RelativeTimeFormat>()

/** `in 12 minutes`, `3 days ago`; a span under a minute counts as one. */
export const relativeTime = (language: LanguageTag, ms: number): string => {
  const format = formats.get(language) ?? new Intl.RelativeTimeFormat(language)
  formats.set(language, format)
  const span = Math.abs(ms)
  const [unit, length] =
    span < HOUR ? (['minute', MINUTE] as const) : span < 2 * DAY ? (['hour', HOUR] as const) : (['day', DAY] as const)
  const count = Math.max(1, Math.round(span / length))
  return format.format(ms < 0 ? -count : count, unit)
}
