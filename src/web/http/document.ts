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
  /** Header blocks ready for `writeHead`, per coding. */
  readonly blocks: Map<Coding, HeaderBlocks>
}
type HeaderBlocks = { readonly etag: string; readonly full: Headers; readonly bare: Headers }
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
  if (earlier !== null && earlier.hash === hash) return { ...earlier, rendered: rest, blocks: new Map() }
  return { rendered: rest, hash, raw, coded: new Map(), blocks: new Map() }
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
  const blocks = document.blocks.get(coding) ?? writeBlocks(document, coding)
  if (document.rendered.status === 200) {
    const verdict = evaluatePreconditions(header, { etag: blocks.etag, lastModified: document.rendered.lastModified })
    if (verdict === 'not-modified') return { status: 304, headers: blocks.bare, body: null }
    if (verdict === 'failed') return { status: 412, headers: blocks.bare, body: null }
  }
  const bytes = coding === 'identity' ? document.raw : document.coded.get(coding)
  if (bytes === undefined) return null
  return {
    status: document.rendered.status,
    headers: { ...blocks.full, 'content-length': String(bytes.length) },
    body: method === 'HEAD' ? null : bytes,
  }
}

/** The answer, compressing at the first demand for a coding. `grown` is told when bytes were added. */
export const answerWith = async (document: Document, method: string, header: HeaderOf, grown: () => void): Promise<Answer> => {
  const ready = answerNow(document, method, header)
  if (ready !== null) return ready
  const coding = codingOf(document, header)
  if (coding !== 'identity') {
    document.coded.set(coding, await compress(document.raw, coding))
    grown()
  }
  const answer = answerNow(document, method, header)
  if (answer === null) throw new Error(`no bytes for coding ${coding}`)
  return answer
}

/** The tag names the coding, since strong tags promise equal bytes: RFC 9110, 8.8.3.3. */
const etagOf = (hash: string, coding: Coding): string => (coding === 'identity' ? `"${hash}"` : `"${hash}-${coding}"`)

const writeBlocks = (document: Document, coding: Coding): HeaderBlocks => {
  const { rendered } = document
  const etag = etagOf(document.hash, coding)
  const bare: Record<string, string> = { ...rendered.headers }
  if (rendered.status === 200) bare['etag'] = etag
  if (rendered.lastModified !== null) bare['last-modified'] = httpDate(rendered.lastModified)
  bare['vary'] = rendered.headers['vary'] === undefined ? 'Accept-Encoding' : `Accept-Encoding, ${rendered.headers['vary']}`
  const full: Record<string, string> = { ...bare, 'content-type': rendered.type }
  if (coding !== 'identity') full['content-encoding'] = coding
  const blocks = { etag, full, bare }
  document.blocks.set(coding, blocks)
  return blocks
}
