import { createHash } from 'node:crypto'
import type { Instant } from '../../model/ids.ts'
import { codingFor, compress, type Coding } from './coding.ts'
import { type FeedParts, joinParts } from '../../publish/feed-text.ts'
import { evaluatePreconditions, httpDate, type HeaderOf } from './conditional.ts'
import { type Base, baseIn, type EntryHistory, entryHistory, newSince, takesFeedDelta } from './delta-encoding.ts'

/** What a route renders: text and its metadata, before content coding and preconditions. */
export type Rendered = {
  /** In pieces if a reader who has an earlier edition may get only what is new. */
  readonly body: string | Buffer | FeedParts
  readonly type: string
  readonly status: number
  /** Whether it gets a Last-Modified header, for clients that send If-Modified-Since. */
  readonly isDated: boolean
  readonly headers: Readonly<Record<string, string>>
}

/** A rendered answer with its bytes in every coding requested so far. */
export type Document = {
  readonly rendered: Omit<Rendered, 'body'>
  /** Hash of the raw bytes, base64url. The same text has the same hash on every replica. */
  readonly hash: string
  readonly raw: Buffer
  /** Since when the address has had these bytes; null: it is not cached, or has no date. */
  readonly since: Instant | null
  /** Null until the second of `since` is over: another change in the same second would have the same date. */
  readonly lastModified: Instant | null
  readonly coded: Map<Coding, Buffer>
  /** Answers ready to be written, by coding: a repeated request only costs a look-up here. */
  readonly ready: Map<Coding, Ready>
  /** Null: the document has no entries that could be left out. */
  readonly history: EntryHistory | null
  /** Answers with what is new since an earlier edition, by the edition's tag and the coding; null: a delta would not be shorter. */
  readonly deltas: Map<string, { readonly get: Answer; readonly head: Answer } | null>
  /** Codings and deltas in the making, so that several requests share one. */
  readonly making: Map<string, Promise<void>>
}
type Ready = {
  readonly etag: string
  readonly notModified: Answer
  readonly failed: Answer
  /** Null until the bytes in this coding have been made. */
  readonly whole: { readonly get: Answer; readonly head: Answer } | null
}
type Headers = Readonly<Record<string, string>>

/** One answer, ready to be written; `body` is null for 304, 412 and HEAD. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Buffer | null }

/** Bytes. Below this, compressing costs more than it saves: the body fits one packet anyway. */
const SMALL = 1024

/**
 * The document that was at the address before (null: none), since when the edition is current, and the time now. Null in place of all: the
 * document is not cached.
 */
type Before = { readonly earlier: Document | null; readonly editionAt: Instant; readonly now: Instant }

export const documentOf = (rendered: Rendered, before: Before | null): Document => {
  const { body, ...rest } = rendered
  const earlier = before?.earlier ?? null
  const isWhole = typeof body === 'string' || Buffer.isBuffer(body)
  const raw = isWhole ? Buffer.from(body) : Buffer.from(joinParts(body))
  const hash = createHash('sha256').update(raw).digest('base64url').slice(0, 27)
  const since = before === null || !rendered.isDated ? null : sinceOf(before, hash)
  const fresh = { rendered: rest, since, lastModified: null, ready: new Map(), deltas: new Map(), making: new Map() }
  // Equal bytes in a later edition: the compressed bytes stay valid.
  if (earlier !== null && earlier.hash === hash) return { ...earlier, ...fresh }
  const history = isWhole ? null : entryHistory(body, hash, earlier?.history ?? null)
  return { ...fresh, hash, raw, coded: new Map(), history }
}

/**
 * Since when the address has these bytes. Not the date of the newest entry: an entry that arrives late is older than that, and a client
 * that requests by date (libcurl does, and newsboat with it) would never see it. The edition's date is the same in every process. Bytes
 * that change without a new edition (another configuration, a filter that counts back from now) have changed now.
 */
const sinceOf = ({ earlier, editionAt, now }: Before, hash: string): Instant => {
  const before = earlier?.since ?? null
  if (before === null || editionAt > before) return editionAt
  return earlier?.hash === hash ? before : Math.max(now, before)
}

/**
 * The document with its Last-Modified date once the second of that date is over; else the same document. HTTP dates have whole seconds:
 * until the second is over other bytes may follow with the same date, and only the tag identifies the document (RFC 9110, 8.8.2.2).
 */
export const dated = (document: Document, now: Instant): Document =>
  document.since === null || document.lastModified !== null || secondOf(document.since) >= secondOf(now)
    ? document
    : { ...document, lastModified: document.since, ready: new Map(), deltas: new Map() }
const secondOf = (at: Instant): number => Math.floor(at / 1000)

export const sizeOf = (document: Document): number => {
  let size = document.raw.length + 2048
  for (const bytes of document.coded.values()) size += bytes.length
  const { history, deltas } = document
  if (history !== null) size += history.editions.size * 40 + history.entries.length * 64
  for (const delta of deltas.values()) size += 1024 + (delta?.get.body?.length ?? 0)
  return size
}

const codingOf = (document: Document, header: HeaderOf): Coding =>
  document.raw.length < SMALL ? 'identity' : codingFor(header('accept-encoding'))

/** The answer if its bytes have been made; null: the body must be compressed first (`answerWith`). */
export const answerNow = (document: Document, method: string, header: HeaderOf): Answer | null => {
  const coding = codingOf(document, header)
  const { etag, notModified, failed, whole } = document.ready.get(coding) ?? prepare(document, coding)
  if (document.rendered.status === 200) {
    const verdict = evaluatePreconditions(header, { etag, lastModified: document.lastModified })
    if (verdict === 'not-modified') return notModified
    if (verdict === 'failed') return failed
    const wanted = wantedDelta(document, coding, header)
    if (wanted !== null) {
      const delta = document.deltas.get(wanted.key)
      if (delta === undefined) return null
      if (delta !== null) return method === 'HEAD' ? delta.head : delta.get
    }
  }
  if (whole === null) return null
  return method === 'HEAD' ? whole.head : whole.get
}

/** The answer; the first request for a coding compresses the body. Calls `grown` when that added bytes to the document. */
export const answerWith = async (document: Document, method: string, header: HeaderOf, grown: () => void): Promise<Answer> => {
  const ready = answerNow(document, method, header)
  if (ready !== null) return ready
  const coding = codingOf(document, header)
  const wanted = wantedDelta(document, coding, header)
  const { making, deltas } = document
  const delta = wanted === null || deltas.has(wanted.key) ? null : wanted
  const key = delta?.key ?? coding
  const make = async (): Promise<void> => {
    await (delta === null ? encode(document, coding) : makeDelta(document, coding, delta))
    grown()
  }
  const made = making.get(key) ?? make().finally(() => making.delete(key))
  making.set(key, made)
  await made
  return await answerWith(document, method, header, grown)
}

const encode = async (document: Document, coding: Coding): Promise<void> => {
  if (coding === 'identity') return
  document.coded.set(coding, await compress(document.raw, coding))
  document.ready.delete(coding)
}

/** Compresses the document in the codings in which the earlier edition was requested. */
export const compressAs = async (document: Document, earlier: Document): Promise<void> => {
  const missing = [...earlier.ready.keys()].filter((coding) => !document.coded.has(coding))
  await Promise.all(missing.map(async (coding) => await encode(document, coding)))
}

type WantedDelta = { readonly key: string; readonly base: Base; readonly history: EntryHistory }

/** The delta for a request that accepts one and has an edition that we know; null: the whole document is sent. */
const wantedDelta = ({ history }: Document, coding: Coding, header: HeaderOf): WantedDelta | null => {
  if (history === null || !takesFeedDelta(header('a-im'))) return null
  const base = baseIn(header('if-none-match') ?? '', history)
  return base === null ? null : { key: `${base.tag} ${coding}`, base, history }
}

const MOST_DELTAS = 64

/** By RFC 3229, a delta has the tag of the whole document; caches that don't know status 226 must not store it as the whole. */
const makeDelta = async (document: Document, coding: Coding, { key, base, history }: WantedDelta): Promise<void> => {
  const { raw, rendered, deltas } = document
  const fresh = newSince(raw, history, base)
  const bytes = fresh === null || coding === 'identity' ? fresh : await compress(fresh, coding)
  const headers: Record<string, string> = {
    ...headersOf(document, coding),
    im: 'feed',
    'delta-base': base.tag,
    'cache-control': 'no-store, im',
    'content-type': rendered.type,
  }
  headers['vary'] = `${headers['vary']}, If-None-Match`
  if (deltas.size >= MOST_DELTAS) deltas.clear()
  deltas.set(key, bytes === null ? null : wholeAnswers(226, { ...headers, 'content-length': String(bytes.length) }, bytes))
}

/** The tag contains the coding, since equal strong tags promise equal bytes: RFC 9110, 8.8.3.3. */
const etagOf = (hash: string, coding: Coding): string => (coding === 'identity' ? `"${hash}"` : `"${hash}-${coding}"`)

/** The headers of a 304: those that it must repeat (RFC 9110, 15.4.5) and those that readers look for; the client still has the others. */
const IN_304 = new Set(['cache-control', 'etag', 'last-modified', 'link', 'vary'])

const headersOf = (document: Document, coding: Coding): Headers => {
  const { lastModified } = document
  const { status, headers } = document.rendered
  const { vary: varied } = headers
  return {
    ...headers,
    vary: varied === undefined ? 'Accept-Encoding' : `Accept-Encoding, ${varied}`,
    ...(status === 200 ? { etag: etagOf(document.hash, coding) } : {}),
    ...(lastModified === null ? {} : { 'last-modified': httpDate(lastModified) }),
    ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
  }
}

const prepare = (document: Document, coding: Coding): Ready => {
  const { rendered, raw, coded } = document
  const headers = headersOf(document, coding)
  const bare = Object.fromEntries(Object.entries(headers).filter(([name]) => IN_304.has(name)))
  const bytes = coding === 'identity' ? raw : (coded.get(coding) ?? null)
  const full = { ...headers, 'content-type': rendered.type }
  const ready: Ready = {
    etag: etagOf(document.hash, coding),
    notModified: { status: 304, headers: bare, body: null },
    failed: { status: 412, headers: bare, body: null },
    whole: bytes === null ? null : wholeAnswers(rendered.status, { ...full, 'content-length': String(bytes.length) }, bytes),
  }
  document.ready.set(coding, ready)
  return ready
}

const wholeAnswers = (status: number, headers: Headers, body: Buffer) => ({
  get: { status, headers, body },
  head: { status, headers, body: null },
})
