/** Reads new messages of an IMAP folder (RFC 9051), and changes nothing in it: no message is marked as read. */
import { hash } from 'node:crypto'
import net from 'node:net'
import tls from 'node:tls'
import type { FetchMessageObject, ImapFlow, ImapTransport } from 'imapflow'
import { DAY } from '../lib/durations.ts'
import { hostOf } from '../lib/url.ts'
import { Exhausted, isOutOfDescriptors } from '../lib/system-errors.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { AnswerFacts, FetchOutcome, FetchRequest } from '../model/fetched-feed.ts'
import type { Instant } from '../model/ids.ts'
import type { SourceFailure } from '../model/source.ts'
import { DeadlineError, failureOf, type Limits } from './failure-of.ts'
import { ForbiddenAddressError, type Guard } from './guard.ts'
import type { HostPacing } from './host-pacing.ts'

type MailboxRequest = FetchRequest & { readonly mailbox: NonNullable<FetchRequest['mailbox']> }
type MailboxParts = Pick<Clock, 'now' | 'elapsed'> & { readonly guard: Guard; readonly limits: Limits }

/** The most messages of one poll; the next poll takes the rest. */
const MOST_MESSAGES = 100
/** Of a longer message only this many bytes are read: attachments follow the text. */
const MOST_OF_A_MESSAGE = 4 * 1_048_576
/** How far before the last poll a folder is searched whose UIDs were reassigned, since servers store dates without a time zone. */
const OVERLAP_MS = 2 * DAY

/** Reads mailboxes in turn with the other requests to their hosts. */
export const createMailboxReader =
  (parts: MailboxParts & { readonly pacing: HostPacing }) =>
  async (request: MailboxRequest, stop: AbortSignal): Promise<FetchOutcome> => {
    const host = hostOf(request.url)
    const permit = await parts.pacing.acquire(host, stop)
    try {
      request.turn?.begins(host)
      return await fetchMailbox(request, parts, stop)
    } finally {
      permit.release()
    }
  }

/**
 * The messages since those that the request's validator names, oldest first, as one `multipart/digest` (RFC 2046, 5.1.5). Of a folder that was never
 * read, the newest ones. A time-out or a broken connection after some messages ends the document with them. Rejects as `exchange` does.
 */
const fetchMailbox = async (request: MailboxRequest, parts: MailboxParts, stop: AbortSignal): Promise<FetchOutcome> => {
  const began = parts.elapsed()
  const read: Read = { messages: [], last: null }
  const took = (): number => Math.round(parts.elapsed() - began)
  try {
    await withClient(request, parts, stop, async (client) => await readFolder(client, request, parts, read))
  } catch (error) {
    stop.throwIfAborted()
    if (isOutOfDescriptors(error)) throw new Exhausted('descriptors', error)
    if (read.messages.length === 0)
      return {
        kind: 'failed',
        failure: mailFailure(error, request, parts.limits),
        retryAfterMs: null,
        host: null,
        tookMs: took(),
      }
  }
  const facts = factsOf(request, read, parts.now(), took())
  if (read.messages.length === 0) return { kind: 'unchanged', status: 200, facts }
  return { kind: 'fetched', feed: { ...facts, ...digestOf(read.messages) } }
}

/** `last`: the position after the messages; null: the folder was not opened. */
type Read = { readonly messages: Uint8Array[]; last: Position | null }
/** The position in a folder: its user, its UIDVALIDITY, and the last UID that was read. Stored as the ETag of the source. */
type Position = { readonly user: string; readonly validity: string; readonly uid: number }

const writtenPosition = ({ user, validity, uid }: Position): string =>
  `${hash('sha256', user, 'hex').slice(0, 16)} ${validity} ${uid}`
const readPosition = (etag: string | null, user: string, validity: string): number | null => {
  const uid = Number(etag?.split(' ')[2])
  return Number.isSafeInteger(uid) && etag === writtenPosition({ user, validity, uid }) ? uid : null
}

const withClient = async (
  { mailbox, insecureTls }: MailboxRequest,
  { guard, limits }: MailboxParts,
  stop: AbortSignal,
  work: (client: ImapFlow) => Promise<void>,
): Promise<void> => {
  // Loaded with the first mailbox that is polled: the client takes some megabytes.
  const { ImapFlow } = await import('imapflow')
  stop.throwIfAborted()
  const client = new ImapFlow({
    host: mailbox.host,
    port: mailbox.port,
    secure: !mailbox.startTls,
    // An attacker in the network can remove STARTTLS from the server's offers: without it no password is sent.
    ...(mailbox.startTls ? { doSTARTTLS: true } : {}),
    auth: { user: mailbox.user, pass: mailbox.password },
    tls: { rejectUnauthorized: !insecureTls },
    transport: guardedTransport(guard),
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: limits.timeoutMs,
    greetingTimeout: limits.timeoutMs,
    socketTimeout: limits.idleTimeoutMs,
    maxLiteralSize: MOST_OF_A_MESSAGE + 1_024,
    maxResponseSize: MOST_OF_A_MESSAGE + 65_536,
    maxLineLength: 1_048_576,
  })
  let reason: unknown = null
  client.on('error', (error) => (reason ??= error))
  const end = (why: unknown): void => {
    reason ??= why
    client.close()
  }
  const deadline = setTimeout(() => end(new DeadlineError()), limits.timeoutMs)
  const stopped = (): void => end(stop.reason)
  stop.addEventListener('abort', stopped, { once: true })
  try {
    await client.connect()
    await work(client)
  } catch (error) {
    throw reason ?? error
  } finally {
    clearTimeout(deadline)
    stop.removeEventListener('abort', stopped)
    client.close()
  }
}

/** Connects only to addresses that the guard allows. */
const guardedTransport = (guard: Guard): ImapTransport => ({
  connect: ({ host, port, servername, tls: options, secure }, connected) => {
    if (net.isIP(host) !== 0) {
      const refused = guard.blockReason(host, host, port)
      if (refused !== null) throw new ForbiddenAddressError(refused)
    }
    const target = { host, port, lookup: guard.lookupFor(host, port), autoSelectFamily: true }
    if (!secure) return net.connect(target, connected)
    return tls.connect({ ...target, ...options, ...(servername === undefined ? {} : { servername }) }, connected)
  },
  upgrade: (socket, { servername, tls: options }, secured) =>
    tls.connect({ ...options, socket, ...(servername === undefined ? {} : { servername }) }, secured),
})

const readFolder = async (client: ImapFlow, request: MailboxRequest, { limits }: MailboxParts, read: Read): Promise<void> => {
  const { user, folder } = request.mailbox
  const opened = await client.mailboxOpen(folder, { readOnly: true }).catch(async (error: unknown) => {
    throw (await missingFolder(client, folder)) ?? error
  })
  const validity = String(opened.uidValidity)
  const known = readPosition(request.etag, user, validity)
  // Everything below the next UID of an empty folder counts as read.
  read.last = { user, validity, uid: known ?? opened.uidNext - 1 }
  const { crashes, okAt } = request.mailbox
  const [first, ...others] = await newUids(client, known, okAt)
  if (first === undefined) return
  // After a message that ended its thread, messages come singly, so that those before it are stored; then it is left out.
  const uids = crashes === 0 ? [first, ...others] : crashes === 1 ? [first] : others.slice(0, 1)
  read.last = { user, validity, uid: crashes > 1 ? first : first - 1 }
  if (uids.length === 0) return
  const sizes = await client.fetchAll(uids, { uid: true, size: true }, { uid: true })
  const wanted = withinBytes(sizes, limits.maxBytes)
  const query = { uid: true, source: { start: 0, maxLength: MOST_OF_A_MESSAGE } } as const
  for (const { uid } of wanted) {
    const message = await client.fetchOne(uid, query, { uid: true })
    // A message that was deleted meanwhile has no source.
    if (message !== false && message.source !== undefined) read.messages.push(message.source)
    read.last = { user, validity, uid }
  }
}

/** The UIDs to read, in ascending order. `known`: the last one that was read; null: the folder is new, or its UIDs were reassigned. */
const newUids = async (client: ImapFlow, known: number | null, okAt: Instant | null): Promise<readonly number[]> => {
  const unknown = okAt === null ? { all: true } : { since: new Date(okAt - OVERLAP_MS) }
  const found = await client.search(known === null ? unknown : { uid: `${known + 1}:*` }, { uid: true })
  // `n:*` contains the last message, even if its UID is below n.
  const uids = (Array.isArray(found) ? found : []).filter((uid) => uid > (known ?? 0)).toSorted((a, b) => a - b)
  return known === null && okAt === null ? uids.slice(-MOST_MESSAGES) : uids.slice(0, MOST_MESSAGES)
}

/** The first messages, as many as one document may hold; at least one. */
const withinBytes = (messages: readonly FetchMessageObject[], mostBytes: number): readonly FetchMessageObject[] => {
  let bytes = 0
  return messages
    .toSorted((a, b) => a.uid - b.uid)
    .filter(({ size = 0 }, index) => {
      bytes += Math.min(size, MOST_OF_A_MESSAGE)
      return index === 0 || bytes <= mostBytes
    })
}

class MissingFolderError extends Error {
  override readonly name = 'MissingFolderError'
}

const MOST_NAMED = 20

/** The error that names the folders there are; null: the folder is among them. */
const missingFolder = async (client: ImapFlow, folder: string): Promise<MissingFolderError | null> => {
  const folders = (await client.list()).map(({ path }) => path)
  if (folders.includes(folder)) return null
  return new MissingFolderError(`there is no folder "${folder}"; there are ${folders.slice(0, MOST_NAMED).join(', ')}`)
}

const mailFailure = (error: unknown, { mailbox }: MailboxRequest, limits: Limits): SourceFailure => {
  if (error instanceof MissingFolderError) return { kind: 'mailbox', detail: error.message }
  if (!(error instanceof Error)) return failureOf(error, false, limits)
  if ('authenticationFailed' in error && error.authenticationFailed === true)
    return { kind: 'mailbox', detail: `user name or password is wrong${saidBy(error)}` }
  const code = 'code' in error ? String(error.code) : ''
  if (TIMED_OUT.has(code)) return { kind: 'timed-out', afterMs: limits.timeoutMs }
  if ('tlsFailed' in error && error.tlsFailed === true && mailbox.startTls && !code.startsWith('ERR_') && !/CERT/.test(code))
    return { kind: 'mailbox', detail: 'the server offers no encryption (STARTTLS)' }
  return 'responseStatus' in error
    ? { kind: 'mailbox', detail: `a command was refused${saidBy(error)}` }
    : failureOf(error, false, limits)
}
const TIMED_OUT: ReadonlySet<string> = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT', 'ETIMEOUT'])

const saidBy = (error: Error): string =>
  'responseText' in error && typeof error.responseText === 'string' && error.responseText !== ''
    ? `: ${error.responseText.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200)}`
    : ''

const factsOf = ({ url, etag }: MailboxRequest, { last }: Read, fetchedAt: Instant, tookMs: number): AnswerFacts => ({
  finalUrl: url,
  movedTo: null,
  etag: last === null ? etag : writtenPosition(last),
  lastModified: null,
  freshForMs: 0,
  hub: null,
  self: null,
  fetchedAt,
  tookMs,
})

/** The boundary is a hash of the messages, so that none of them contains it. */
const digestOf = (messages: readonly Uint8Array[]) => {
  const bodyHash = hash('sha256', Buffer.concat(messages), 'hex')
  const start = Buffer.from(`\r\n--${bodyHash}\r\n\r\n`)
  const bytes = Buffer.concat([...messages.flatMap((message) => [start, message]), Buffer.from(`\r\n--${bodyHash}--\r\n`)])
  return { bytes, bodyHash, contentType: `multipart/digest; boundary=${bodyHash}` }
}
