/** Who holds the admin token. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Instant } from '../model/ids.ts'
import { HttpError } from './http/http-error.ts'
import type { WebRequest } from './http/web-request.ts'

/** Wrong tokens that one address may try at once, and how long until it may try one more. */
const TRIES = 10
const REFILL_MS = 6_000
const MOST_ADDRESSES = 10_000

type Caller = Pick<WebRequest, 'header' | 'origin' | 'client'>

/** Throws an HTTP error for everybody but the admin, in words that say what is missing. */
export type AdminAccess = (caller: Caller) => void

export const createAdminAccess = (token: string | null, now: () => Instant): AdminAccess => {
  const expected = token === null ? null : digest(token)
  const tries = createTries(now)
  return (caller) => {
    const { client: address } = caller
    refuseOtherSites(caller)
    if (expected === null)
      throw new HttpError(
        403,
        'This needs the admin token, and none is set. Set POLYWIRE_ADMIN_TOKEN (or POLYWIRE_ADMIN_TOKEN_FILE), restart, and send it as “Authorization: Bearer …”.',
      )
    const [, given = ''] = /^Bearer +(\S+)$/i.exec(caller.header('authorization') ?? '') ?? []
    // Digests have one length, so that the comparison tells nothing of the token's. Nobody can lock out who has the right one.
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
        headers: { 'www-authenticate': 'Bearer realm="polywire"' },
      },
    )
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Browsers say where a request comes from; no page of another site may act here, even with a token. */
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
    // A clock that steps back must not lock anybody out for longer.
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
