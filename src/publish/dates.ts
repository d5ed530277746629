import type { Instant } from '../model/ids.ts'

/** RFC 3339, as Atom and JSON Feed want it; without milliseconds where there are none. */
export const isoDate = (at: Instant): string => new Date(at).toISOString().replace('.000Z', 'Z')

/** RFC 822 with four digits for the year, as RSS wants it. */
export const rfc822Date = (at: Instant): string => new Date(at).toUTCString().replace('GMT', '+0000')
