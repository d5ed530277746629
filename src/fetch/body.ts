import { Readable } from 'node:stream'
import { type Chunks, decoderOf, type Stage } from './content-codings.ts'

/** The response's body exceeds the limit, before or after decoding. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}
export class UnknownCodingError extends Error {
  override readonly name = 'UnknownCodingError'
}

/** The most codings of a body. No server has a good reason for more, and each can multiply the work. */
const MOST_CODINGS = 5

/** The whole body, decoded. Rejects if it is truncated or corrupt, has data after its end, or exceeds the limit before or after any decoding. */
export const readBody = async (body: Readable, codings: readonly string[], maxBytes: number): Promise<Uint8Array> => {
  if (codings.length > MOST_CODINGS) {
    body.destroy()
    throw new UnknownCodingError(`${codings.length} codings on top of each other`)
  }
  try {
    const stages = codings.toReversed().flatMap((coding) => [limited(maxBytes), decoder(coding)])
    const decoded = stages.reduce<Chunks>((source, stage) => stage(source), body)
    return await collected(decoded, maxBytes, stages.length > 0)
  } catch (error) {
    body.destroy()
    throw error
  }
}

/** The contents of a file that is itself gzipped, as sitemaps are (`.xml.gz`); other files as they are. Rejects as `readBody` does. */
export const unpacked = async (file: Uint8Array, maxBytes: number): Promise<Uint8Array> => {
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file
  return await collected(decoder('gzip')(limited(maxBytes)(Readable.from([Buffer.from(file)]))), maxBytes, true)
}

/**
 * The codings in `Content-Encoding`, in the order in which they were applied. Values that are no codings (`utf-8`, `none`, `8bit`) are left
 * out, as browsers do (https://fetch.spec.whatwg.org/#handle-content-codings); parsing shows whether the document is readable.
 */
export const codingsOf = (header: string): readonly string[] =>
  header
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => decoderOf(name) !== undefined)

/** `ours`: no other code refers to the chunks. They are freed at once, since memory outside the heap does not trigger garbage collection. */
const collected = async (source: Chunks, maxBytes: number, ours: boolean): Promise<Uint8Array> => {
  const chunks: Buffer[] = []
  for await (const chunk of limited(maxBytes)(source)) chunks.push(chunk)
  const whole = Buffer.concat(chunks)
  if (ours) for (const { buffer } of chunks) if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0)
  return whole
}

const limited = (maxBytes: number): Stage =>
  async function* (source) {
    let size = 0
    for await (const chunk of source) {
      size += chunk.byteLength
      if (size > maxBytes) throw new TooLargeError(`over ${maxBytes} bytes`)
      yield chunk
    }
  }

const decoder = (coding: string): Stage => {
  const stage = decoderOf(coding)
  if (stage === null) throw new UnknownCodingError(`the content coding "${coding}"`)
  if (stage === undefined) throw new RangeError(`"${coding}" is no coding`)
  return stage
}
