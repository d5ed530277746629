import { parseHttpDate } from '../../lib/http-fields.ts'
import type { Instant } from '../../model/ids.ts'

export type HeaderOf = (name: string) => string | undefined

export type Validators = { readonly etag: string; readonly lastModified: Instant | null }

/** The result of the preconditions of a GET or HEAD, in the order of RFC 9110, 13.2.2. */
export const evaluatePreconditions = (header: HeaderOf, current: Validators): 'send' | 'not-modified' | 'failed' => {
  const ifMatch = header('if-match')
  if (ifMatch !== undefined && !listed(ifMatch, current.etag, 'strong')) return 'failed'
  const unmodifiedSince = header('if-unmodified-since')
  if (ifMatch === undefined && unmodifiedSince !== undefined && modifiedAfter(current.lastModified, unmodifiedSince))
    return 'failed'

  const ifNoneMatch = header('if-none-match')
  if (ifNoneMatch !== undefined) return listed(ifNoneMatch, current.etag, 'weak') ? 'not-modified' : 'send'
  const modifiedSince = header('if-modified-since')
  if (modifiedSince === undefined || current.lastModified === null) return 'send'
  const since = parseHttpDate(modifiedSince)
  return since !== null && wholeSeconds(current.lastModified) <= since ? 'not-modified' : 'send'
}

const ENTITY_TAG = /(W\/)?("[\u0021\u0023-\u007e\u0080-\uffff]*")/g

/** Whether the list names the tag. Weak comparison ignores `W/`; in strong comparison a weak tag matches nothing (RFC 9110, 8.8.3.2). */
const listed = (list: string, etag: string, comparison: 'weak' | 'strong'): boolean => {
  if (list === etag || list.trim() === '*') return true
  for (const [, weak, tag] of list.matchAll(ENTITY_TAG))
    if (tag === etag && (comparison === 'weak' || weak === undefined)) return true
  return false
}

const modifiedAfter = (lastModified: Instant | null, date: string): boolean => {
  const limit = parseHttpDate(date)
  return limit !== null && lastModified !== null && wholeSeconds(lastModified) > limit
}

/** HTTP dates have no milliseconds. */
const wholeSeconds = (at: Instant): Instant => Math.floor(at / 1000) * 1000

/** IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`. */
export const httpDate = (at: Instant): string => new Date(at).toUTCString()
