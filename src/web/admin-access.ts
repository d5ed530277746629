/** Checks the admin token of a request, and limits wrong attempts by address. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Instant } from '../model/ids.ts'
import { HttpError } from './http/http-error.ts'
import type { WebRequest } from './http/web-request.ts'

/** How many wrong tokens one address may try at once, and the milliseconds until it may try one more. */
const TRIES = 10
const REFILL_MS = 6_000
const MOST_ADDRESSES = 10_000

type Caller = Pick<WebRequest, 'header' | 'origin' | 'client'>

/**
 * Throws an HTTP error unless the request carries the admin token; the error says what is missing. `Basic`, for pages: as a password of any user name,
 * for which a browser asks.
 */
export type AdminAccess = (caller: Caller, scheme?: 'Bearer' | 'Basic') => void

export const createAdminAccess = (token: string | null, now: () => Instant): AdminAccess => {
  const expected = token === null ? null : digest(token)
  const tries = createTries(now)
  return (caller, scheme = 'Bearer') => {
    const { client: address } = caller
    refuseOtherSites(caller)
    if (expected === null)
      throw new HttpError(
        403,
        'This needs the admin token, and none is set. Set POLYWIRE_ADMIN_TOKEN (or POLYWIRE_ADMIN_TOKEN_FILE), restart, and send it as “Authorization: Bearer …”.',
      )
    const given = tokenIn(caller.header('authorization') ?? '', scheme)
    // All digests have the same length, so the comparison reveals nothing about the token's. It comes before the limit of attempts, so that
    // nobody can lock out the admin.
    if (timingSafeEqual(digest(given), expected)) return
    const waitMs = tries.waitMs(address)
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000)
      throw new HttpError(429, `Too many wrong tokens from your address. Try again in ${seconds} s.`, {
        headers: { 'retry-after': String(seconds) },
      })
    }
    if (given !== '') tries.wrong(address)
    throw new HttpError(
      401,
      given === '' ? 'Send the admin token as “Authorization: Bearer …”.' : 'The admin token is wrong.',
      {
        headers: { 'www-authenticate': `${scheme} realm="polywire"` },
      },
    )
  }
}

const tokenIn = (authorization: string, scheme: 'Bearer' | 'Basic'): string => {
  const [, named = '', given = ''] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization) ?? []
  if (named.toLowerCase() === 'bearer') return given
  return scheme === 'Basic'
    ? Buffer.from(given, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '')
    : ''
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Throws 403 for a request that a page of another site makes, even with the right token; browsers send Sec-Fetch-Site and Origin. */
const refuseOtherSites = ({ header, origin }: Caller): void => {
  const site = header('sec-fetch-site')
  const from = header('origin')
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') || (from !== undefined && from !== new URL(origin).origin)
  if (foreign) throw new HttpError(403, 'Requests from pages of other sites are not allowed.')
}

const createTries = (now: () => Instant) => {
  const spent = new Map<string, { readonly count: number; readonly at: Instant }>()
  const countOf = (address: string): number => {
    const entry = spent.get(address)
    if (entry === undefined) return 0
    // A clock that is set back must not lock anybody out for longer.
    return Math.max(0, entry.count - Math.max(0, now() - entry.at) / REFILL_MS)
  }
  return {
    waitMs: (address: string): number => Math.max(0, (countOf(address) - TRIES + 1) * REFILL_MS),
    wrong(address: string): void {
      const count = countOf(address) + 1
      if (spent.size >= MOST_ADDRESSES) spent.clear()
      spent.set(address, { count, at: now() })
    },
  }
}
