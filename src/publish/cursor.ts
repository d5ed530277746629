/** Positions in a feed as its addresses contain them. */
import type { Instant } from '../model/ids.ts'

export type FeedCursor = { readonly at: Instant; readonly id: string }

/** Opaque to readers, safe in an address. */
export const cursorText = ({ at, id }: FeedCursor): string => Buffer.from(`${at} ${id}`, 'utf8').toString('base64url')

/** What `cursorText` wrote, or an ISO date that a person wrote; null: neither. */
export const parseCursor = (text: string): FeedCursor | null => {
  if (text.length > 300) return null
  if (/^\d{4}-\d\d-\d\d(T|$)/.test(text)) return dateCursor(text)
  if (!/^[\w-]+$/.test(text)) return null
  const [, at = '', id = ''] = /^(-?\d{1,16}) ([^\p{Cc}]+)$/u.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? []
  const instant = Number(at)
  return id !== '' && Number.isSafeInteger(instant) ? { at: instant, id } : null
}

const dateCursor = (text: string): FeedCursor | null => {
  const at = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text)
  return Number.isNaN(at) ? null : { at, id: '' }
}
