/** What the errors of PostgreSQL, the driver and the network mean for an operator. */
import { errorCode } from '../../../lib/system-errors.ts'

/** `lock_timeout` expired. */
export const waitedForLock = (error: unknown): boolean => errorCode(error) === '55P03'

/** All connections that the server, the database or the user may have are in use. */
export const hasNoConnection = (error: unknown): boolean => errorCode(error) === '53300'

/** Why every such write is refused for now, while other queries may succeed; null: for another reason, which concerns this query alone. */
export const whyRefused = (error: unknown): string | null => {
  const lacking = lackingRights(error)
  if (lacking !== null) return `the database's ${lacking}`
  return errorCode(error) === '53100' ? "the database's disk is full" : null
}

/** The message names the table or sequence. */
const lackingRights = (error: unknown): string | null =>
  errorCode(error) === '42501' && error instanceof Error ? `user lacks rights (${error.message})` : null

/** A newer version, in a rolling upgrade, added a column to a table that a prepared statement of this connection reads. */
export const hasOldPlan = (error: unknown): error is Error =>
  errorCode(error) === '0A000' && error instanceof Error && error.message.includes('cached plan')

/** PostgreSQL aborted it for the sake of another transaction (deadlock, serialisation), or before it began. */
export const mayBeRepeated = (error: unknown): boolean => ['40P01', '40001'].includes(errorCode(error)) || hasOldPlan(error)

/** By SQLSTATE or the system's error code; the texts do not contain the database's address. */
const REASONS: readonly (readonly [code: RegExp, reason: string])[] = [
  [/^ECONNREFUSED$/, 'it refuses connections'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'its host is not known'],
  [/^(ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'the connection is broken'],
  [/^ENOENT$/, 'there is no such socket'],
  [/^57P0[12]$/, 'it is shutting down'],
  [/^57P05$/, 'it ended a connection that had nothing to do'],
  [/^57P03$/, 'it is starting'],
  [/^53300$/, 'it has no connection left'],
  [/^53100$/, 'its disk is full'],
  [/^53/, 'it is short of resources'],
  [/^08/, 'the connection is broken'],
  [/^25006$/, 'it is read-only'],
  [/^25P0[34]$/, 'it ended a transaction that took too long'],
  [/^57014$/, 'it ended a query that took too long'],
  [/^28/, 'it does not accept the user or the password'],
  [/^3D000$/, 'there is no database of that name'],
]
/** By message, where the driver gives no code of its own. */
const SAID: readonly (readonly [message: RegExp, reason: string])[] = [
  [/Connection terminated|Client has encountered a connection error|not queryable/, 'the connection is broken'],
  [/timeout exceeded when trying to connect|timeout expired|Query read timeout/, 'it does not answer'],
  [/SSL|certificate|TLS/i, 'it and this side agree on no encryption'],
]

/** Errors of a pooler in between, and of servers behind one without prepared statements: by SQLSTATE and message. */
const POOLER: readonly (readonly [said: RegExp, reason: string])[] = [
  [/^(26000|42P05) /, 'a pooler lends its connections without their prepared statements: have it pool sessions'],
  [/^08P01 .*in statement pooling mode/, 'a pooler allows no transactions: have it pool sessions'],
  [/^08P01 unsupported startup parameter/, 'a pooler refuses our settings: set ignore_startup_parameters = options there'],
]
const poolerReason = (error: unknown): string | null =>
  POOLER.find(([said]) => said.test(`${errorCode(error)} ${error instanceof Error ? error.message : ''}`))?.[1] ?? null

const reasonFor = (error: unknown): string | null => {
  const lacking = lackingRights(error)
  if (lacking !== null) return `the ${lacking}`
  const pooler = poolerReason(error)
  if (pooler !== null) return pooler
  const code = errorCode(error)
  const known = REASONS.find(([pattern]) => pattern.test(code))
  if (known !== undefined) return known[1]
  const message = code === '' && error instanceof Error ? error.message : ''
  return SAID.find(([pattern]) => pattern.test(message))?.[1] ?? null
}

/** True: the database cannot do its work now, or for this user. It is no fault of ours. */
export const isAway = (error: unknown): boolean => reasonFor(error) !== null
export const whyAway = (error: unknown): string => `The database does not serve us: ${reasonFor(error) ?? 'unknown'}.`

/** True: waiting does not help. */
export const isLasting = (error: unknown): boolean => poolerReason(error) !== null || /^(28|3D000|42501)/.test(errorCode(error))
