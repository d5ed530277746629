const SPAN_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
}
const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1000,
  mb: 1_000_000,
  gb: 1_000_000_000,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}

export const SPAN_PATTERN = /^(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d|w)\s*)+$/
export const SIZE_PATTERN = /^\d+(?:\.\d+)?\s*(?:[KMGkmg]i?)?[Bb]$/

/** `30m`, `1h`, `1h30m`, `400d` in milliseconds; null for anything else. */
export const parseSpan = (text: string): number | null => {
  if (!SPAN_PATTERN.test(text)) return null
  let sum = 0
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|[smhdw])/g)) {
    sum += Number(amount) * (SPAN_UNITS[unit] ?? 0)
  }
  return Number.isSafeInteger(Math.round(sum)) ? Math.round(sum) : null
}

/** `15MiB`, `512kB`, `100 B` in bytes; null for anything else. */
export const parseSize = (text: string): number | null => {
  if (!SIZE_PATTERN.test(text)) return null
  const [, amount = '', unit = ''] = /^([\d.]+)\s*(\w+)$/.exec(text) ?? []
  const bytes = Math.round(Number(amount) * (SIZE_UNITS[unit.toLowerCase()] ?? Number.NaN))
  return Number.isSafeInteger(bytes) ? bytes : null
}
