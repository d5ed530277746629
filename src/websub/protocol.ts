import { createHmac, timingSafeEqual } from 'node:crypto'
import { DAY, SECOND } from '../lib/durations.ts'

/** The `X-Hub-Signature` of a body (WebSub, section 7.1). */
export const signatureOf = (body: Uint8Array, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/** The hash functions of the Recommendation. Old PubSubHubbub hubs support only the first. */
const METHODS: ReadonlySet<string> = new Set(['sha1', 'sha256', 'sha384', 'sha512'])

/** Is the body signed with the secret? The comparison takes the same time for wrong and right signatures. */
export const isSignedWith = (secret: string, body: Uint8Array, signature: string | null): boolean => {
  const [, method = '', digest = ''] = /^(sha\d{1,3})=([0-9a-f]{40,128})$/i.exec(signature?.trim() ?? '') ?? []
  if (!METHODS.has(method.toLowerCase())) return false
  const expected = createHmac(method.toLowerCase(), secret).update(body).digest()
  const given = Buffer.from(digest, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const SHORTEST_LEASE_MS = 60 * SECOND
const LONGEST_LEASE_MS = 30 * DAY

/** The lease where a request to our hub, or a source's hub, names none. */
export const DEFAULT_LEASE_MS = 10 * DAY

/** `hub.lease_seconds` in milliseconds, clamped to our bounds. */
export const boundedLeaseMs = (seconds: number): number =>
  Math.min(Math.max(seconds * SECOND, SHORTEST_LEASE_MS), LONGEST_LEASE_MS)
