/** What PostgreSQL, the driver and the network call the trouble that an operator has with the database. */
import { errorCode } from '../../../lib/system-errors.ts'

/** `lock_timeout` has passed. */
export const waitedForLock = (error: unknown): boolean => errorCode(error) === '55P03'

/** Others have those that the server, the database or the user may have. */
export const hasNoConnection = (error: unknown): boolean => errorCode(error) === '53300'

export const hasNoRoom = (error: unknown): boolean => errorCode(error) === '53100'

/** A newer version, during an upgrade without a pause, has added a column to a table that a prepared statement of this connection reads. */
export const hasOldPlan = (error: unknown): error is Error =>
  errorCode(error) === '0A000' && error instanceof Error && error.message.includes('cached plan')

/** Ended for the sake of another transaction (deadlock, serialisation), or before it began. */
export const mayBeRepeated = (error: unknown): boolean => ['40P01', '40001'].includes(errorCode(error)) || hasOldPlan(error)

/** By SQLSTATE or the system's code. Nothing of the address is in them. */
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
  [/^42501$/, 'the user lacks rights'],
]
/** The driver gives no codes of its own. */
const SAID: readonly (readonly [message: RegExp, reason: string])[] = [
  [/Connection terminated|Client has encountered a connection error|not queryable/, 'the connection is broken'],
  [/timeout exceeded when trying to connect|timeout expired|Query read timeout/, 'it does not answer'],
  [/SSL|certificate|TLS/i, 'it and this side agree on no encryption'],
]

/** What a pooler says that stands between, and servers through one that knows no prepared statements: by SQLSTATE and message. */
const POOLER: readonly (readonly [said: RegExp, reason: string])[] = [
  [/^(26000|42P05) /, 'a pooler lends its connections without their prepared statements: have it pool sessions'],
  [/^08P01 .*in statement pooling mode/, 'a pooler allows no transactions: have it pool sessions'],
  [/^08P01 unsupported startup parameter/, 'a pooler refuses our settings: set ignore_startup_parameters = options there'],
]
const poolerReason = (error: unknown): string | null =>
  POOLER.find(([said]) => said.test(`${errorCode(error)} ${error instanceof Error ? error.message : ''}`))?.[1] ?? null

const reasonFor = (error: unknown): string | null => {
  const pooler = poolerReason(error)
  if (pooler !== null) return pooler
  const code = errorCode(error)
  const known = REASONS.find(([pattern]) => pattern.test(code))
  if (known !== undefined) return known[1]
  const message = code === '' && error instanceof Error ? error.message : ''
  return SAID.find(([pattern]) => pattern.test(message))?.[1] ?? null
}

/** True: the database can't do what any other moment, or another user, could have it do. It is no fault of ours. */
export const isAway = (error: unknown): boolean => reasonFor(error) !== null
export const whyAway = (error: unknown): string => `The database does not serve us: ${reasonFor(error) ?? 'unknown'}.`

/** Waiting changes nothing about these. */
export const isLasting = (error: unknown): boolean => poolerReason(error) !== null || /^(28|3D000|42501)/.test(errorCode(error))
