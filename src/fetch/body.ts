import { pipeline, Readable } from 'node:stream'
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'

/** The answer is over the limit, counted after decoding. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}
export class UnknownCodingError extends Error {
  override readonly name = 'UnknownCodingError'
}

type Chunks = AsyncIterable<Buffer>
type Stage = (source: Chunks) => Chunks

/** No server stacks more for a good reason; each layer can multiply the work. */
const MOST_CODINGS = 5
/** A browser's window (RFC 9659): without it a frame may ask for 128 MB of memory. */
const ZSTD_WINDOW = { [constants.ZSTD_d_windowLogMax]: 23 }
const CHUNK = { chunkSize: 64 * 1024 }

/** The whole body, decoded. Rejects where it is truncated or corrupt, goes on after its end, or exceeds the limit before or after any decoding. */
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

/** A file that is itself packed, as sitemaps are (`.xml.gz`): what is in it. Rejects as `readBody` does. */
export const unpacked = async (file: Uint8Array, maxBytes: number): Promise<Uint8Array> => {
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file
  return await collected(decoder('gzip')(limited(maxBytes)(Readable.from([Buffer.from(file)]))), maxBytes, true)
}

/** Codings of `Content-Encoding`, in the order in which they were applied. */
export const codingsOf = (header: string): readonly string[] =>
  header
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')

/** `ours`: no other code holds the chunks. They are freed at once, since memory outside the heap doesn't trigger the garbage collector. */
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
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return through(coding, () => createGunzip(CHUNK))
    case 'deflate':
      // Some servers send the bare format without the zlib header; the header's first byte names method 8.
      return through(coding, (first) => (first % 16 === 8 ? createInflate(CHUNK) : createInflateRaw(CHUNK)))
    case 'br':
      return through(coding, () => createBrotliDecompress(CHUNK))
    case 'zstd':
      return through(coding, () => createZstdDecompress({ ...CHUNK, params: ZSTD_WINDOW }))
    default:
      throw new UnknownCodingError(`the content coding "${coding.slice(0, 40)}"`)
  }
}

type Decoder = ReturnType<typeof createGunzip>

const through = (coding: string, create: (firstByte: number) => Decoder): Stage =>
  async function* (source) {
    const input = source[Symbol.asyncIterator]()
    const first = await firstChunk(input)
    // An empty body is empty, whatever its header says of its coding.
    if (first === null) return
    let received = 0
    const counted = async function* (): Chunks {
      for (let chunk: Buffer | null = first; chunk !== null; chunk = await nextChunk(input)) {
        received += chunk.byteLength
        yield chunk
      }
    }
    const stream = create(first[0] ?? 0)
    pipeline(counted(), stream, () => {})
    yield* stream
    // Node's decoders stop at the end of what they know, and say nothing of the rest: the next part of the document, or a body without end.
    for (let chunk = await nextChunk(input); chunk !== null; chunk = await nextChunk(input)) received += chunk.byteLength
    // Zeros may pad a gzip file; anything else after it is an error of the decoder's own.
    if (!coding.endsWith('gzip') && stream.bytesWritten < received)
      throw new Error(`more data after the end of the ${coding} data`)
  }

const nextChunk = async (input: AsyncIterator<Buffer>): Promise<Buffer | null> => {
  const next = await input.next()
  return next.done === true ? null : next.value
}
const firstChunk = async (input: AsyncIterator<Buffer>): Promise<Buffer | null> => {
  for (;;) {
    const chunk = await nextChunk(input)
    if (chunk === null || chunk.byteLength > 0) return chunk
  }
}
