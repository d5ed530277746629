import { createHash } from 'node:crypto'
import type { Instant } from '../../model/ids.ts'
import { codingFor, compress, type Coding } from './coding.ts'
import { evaluatePreconditions, httpDate, type HeaderOf } from './conditional.ts'

/** What a route renders: text and its metadata, before coding and conditions. */
export type Rendered = {
  readonly body: string
  /** With charset. */
  readonly type: string
  readonly status: number
  readonly lastModified: Instant | null
  readonly headers: Readonly<Record<string, string>>
}

/** A rendered answer with its bytes in every coding asked for so far. */
export type Document = {
  readonly rendered: Omit<Rendered, 'body'>
  /** Of the raw bytes, base64url. The same text has the same hash on every replica. */
  readonly hash: string
  readonly raw: Buffer
  readonly coded: Map<Coding, Buffer>
  /** Answers ready to be written, per coding: a repeated request costs no more than choosing one of them. */
  readonly ready: Map<Coding, Ready>
}
type Ready = {
  readonly etag: string
  readonly notModified: Answer
  readonly failed: Answer
  /** Null until the bytes are there. */
  readonly whole: { readonly get: Answer; readonly head: Answer } | null
}
type Headers = Readonly<Record<string, string>>

/** One answer, ready to be written; `body` is null for 304, 412 and HEAD. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Buffer | null }

/** Below this, compressing costs more than it saves: it fits one packet anyway. */
const SMALL = 1024

export const documentOf = (rendered: Rendered, earlier: Document | null): Document => {
  const { body, ...rest } = rendered
  const raw = Buffer.from(body)
  const hash = createHash('sha256').update(raw).digest('base64url').slice(0, 27)
  // Equal bytes in a later edition: what was compressed stays valid.
  if (earlier !== null && earlier.hash === hash) return { ...earlier, rendered: rest, ready: new Map() }
  return { rendered: rest, hash, raw, coded: new Map(), ready: new Map() }
}

export const sizeOf = (document: Document): number => {
  let size = document.raw.length + 2048
  for (const bytes of document.coded.values()) size += bytes.length
  return size
}

const codingOf = (document: Document, header: HeaderOf): Coding =>
  document.raw.length < SMALL ? 'identity' : codingFor(header('accept-encoding'))

/** The answer if its bytes are at hand; null: the body must be compressed first (`answerWith`). */
export const answerNow = (document: Document, method: string, header: HeaderOf): Answer | null => {
  const coding = codingOf(document, header)
  const { etag, notModified, failed, whole } = document.ready.get(coding) ?? prepare(document, coding)
  if (document.rendered.status === 200) {
    const verdict = evaluatePreconditions(header, { etag, lastModified: document.rendered.lastModified })
    if (verdict === 'not-modified') return notModified
    if (verdict === 'failed') return failed
  }
  if (whole === null) return null
  return method === 'HEAD' ? whole.head : whole.get
}

/** The answer, compressing at the first demand for a coding. `grown` is told when bytes were added. */
export const answerWith = async (document: Document, method: string, header: HeaderOf, grown: () => void): Promise<Answer> => {
  const ready = answerNow(document, method, header)
  if (ready !== null) return ready
  const coding = codingOf(document, header)
  if (coding !== 'identity') {
    document.coded.set(coding, await compress(document.raw, coding))
    document.ready.delete(coding)
    grown()
  }
  const answer = answerNow(document, method, header)
  if (answer === null) throw new Error(`no bytes for coding ${coding}`)
  return answer
}

/** The tag names the coding, since strong tags promise equal bytes: RFC 9110, 8.8.3.3. */
const etagOf = (hash: string, coding: Coding): string => (coding === 'identity' ? `"${hash}"` : `"${hash}-${coding}"`)

/** What a 304 must repeat (RFC 9110, 15.4.5) and what readers look for in it; the rest the client still has. */
const IN_304 = new Set(['cache-control', 'link', 'vary'])

const prepare = (document: Document, coding: Coding): Ready => {
  const { rendered, raw, coded } = document
  const { status, lastModified } = rendered
  const etag = etagOf(document.hash, coding)
  const varied = rendered.headers['vary']
  const headers: Record<string, string> = {
    ...rendered.headers,
    vary: varied === undefined ? 'Accept-Encoding' : `Accept-Encoding, ${varied}`,
  }
  const validators: Record<string, string> = status === 200 ? { etag } : {}
  if (lastModified !== null) validators['last-modified'] = httpDate(lastModified)
  const bare = { ...validators, ...Object.fromEntries(Object.entries(headers).filter(([name]) => IN_304.has(name))) }
  const bytes = coding === 'identity' ? raw : (coded.get(coding) ?? null)
  const full: Record<string, string> = { ...headers, ...validators, 'content-type': rendered.type }
  if (coding !== 'identity') full['content-encoding'] = coding
  const ready: Ready = {
    etag,
    notModified: { status: 304, headers: bare, body: null },
    failed: { status: 412, headers: bare, body: null },
    whole: bytes === null ? null : wholeAnswers(status, { ...full, 'content-length': String(bytes.length) }, bytes),
  }
  document.ready.set(coding, ready)
  return ready
}

const wholeAnswers = (status: number, headers: Headers, body: Buffer): Ready['whole'] => ({
  get: { status, headers, body },
  head: { status, headers, body: null },
})
