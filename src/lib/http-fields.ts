const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** `Sun, 06 Nov 1994 08:49:37 GMT`; servers also write `+0000`, a one-digit day and dashes. */
const FIXED =
  /^(?:[a-z]{3,9},?\s+)?(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s+(?:GMT|UTC?|Z|[+-]0000))?$/i
/** `Sun Nov  6 08:49:37 1994` */
const ASCTIME = /^[a-z]{3}\s+([a-z]{3})\s+(\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2})\s+(\d{4})$/i

/** Milliseconds since 1970 of an HTTP date in any of the three forms of RFC 9110 §5.6.7; null: not one. */
export const parseHttpDate = (text: string): number | null => {
  const fixed = FIXED.exec(text.trim())
  if (fixed !== null) {
    const [, day = '', month = '', year = '', hour = '', minute = '', second = '0'] = fixed
    return utc(year, month, day, [hour, minute, second])
  }
  const asctime = ASCTIME.exec(text.trim())
  if (asctime === null) return null
  const [, month = '', day = '', hour = '', minute = '', second = '', year = ''] = asctime
  return utc(year, month, day, [hour, minute, second])
}

const utc = (
  yearText: string,
  monthName: string,
  day: string,
  [hour, minute, second]: [string, string, string],
): number | null => {
  const month = MONTHS.indexOf(monthName.toLowerCase())
  if (month === -1 || Number(hour) > 24 || Number(day) > 31) return null
  return Date.UTC(fullYear(yearText), month, Number(day), Number(hour), Number(minute), Number(second))
}

/** Two-digit years, of the RFC 850 form, from 70 on are of the last century, others of this one. */
const fullYear = (text: string): number => (text.length > 2 ? Number(text) : Number(text) + (Number(text) < 70 ? 2000 : 1900))

/** A name with or without a value, or a quoted string in the place of a name: its content is no directive (RFC 9110, 5.6.4). */
const DIRECTIVE = /([^\s=,;"]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s,;"]*)))?|"(?:[^"\\]|\\.)*"?/g

/** The directives of `Cache-Control` (RFC 9111, 5.2) by name in small letters; the first of one name counts. Null: the directive has no value. */
export const parseCacheControl = (value: string): ReadonlyMap<string, string | null> =>
  new Map(
    [...value.matchAll(DIRECTIVE)]
      .toReversed()
      .flatMap(([, name, quoted, token]) =>
        name === undefined ? [] : [[name.toLowerCase(), quoted ?? token ?? null] as const],
      ),
  )

type LinkValue = { readonly target: string; readonly rels: readonly string[] }

/** `<target>` and its parameters, up to the next comma outside quotes (RFC 8288 §3). */
const LINK = /<([^<>]*)>((?:\s*;\s*[^\s=;,"]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g
const PARAMETER = /;\s*([^\s=;,"]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/g

/** The links of a `Link` header; malformed ones are skipped. Targets are as written. */
export const parseLinkHeader = (value: string): readonly LinkValue[] =>
  [...value.matchAll(LINK)].map(([, target = '', parameters = '']) => {
    // Of several `rel` the first counts (§3.3).
    const rel = [...parameters.matchAll(PARAMETER)].find(([, name]) => name?.toLowerCase() === 'rel')
    const rels = (rel?.[2] ?? rel?.[3] ?? '').toLowerCase().split(/\s+/).filter(Boolean)
    return { target: target.trim(), rels }
  })
