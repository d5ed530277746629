/** Decoders of content codings (RFC 9110, 8.4.1), of streams: what goes in and what comes out is for the caller to limit. */
import { pipeline } from 'node:stream'
import {
  constants,
  crc32,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'

export type Chunks = AsyncIterable<Buffer>
export type Stage = (source: Chunks) => Chunks

/** A browser's window (RFC 9659): without it a frame may ask for 128 MB of memory. */
const ZSTD_WINDOW = { [constants.ZSTD_d_windowLogMax]: 23 }
const CHUNK = { chunkSize: 64 * 1024 }
/** Up to this many bytes after the end of a body are a line break or stray bytes of the server, not a second part. */
const STRAY_BYTES = 16
/** Each part costs a decoder, and may be empty. */
const MOST_PARTS = 1_000

/** Of IANA's HTTP Content Coding Registry those that are not read: what is coded so is no document. */
const NOT_READ = new Set(['aes128gcm', 'compress', 'x-compress', 'dcb', 'dcz', 'exi', 'pack200-gzip'])

/** Null: the coding is in use, and not read. Undefined: there is no such coding. */
export const decoderOf = (coding: string): Stage | null | undefined => {
  const decoder = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined
  return decoder === undefined && NOT_READ.has(coding) ? null : decoder
}

type Decoder = ReturnType<typeof createGunzip>

/**
 * One body, in one part or in several that `isPartNext` knows, and nothing behind it but a few bytes, or zeros that pad it. An empty body is empty,
 * whatever its header says of its coding.
 */
const whole = (
  coding: string,
  create: (firstByte: number) => Decoder,
  isPartNext: (input: Input) => Promise<boolean> = async () => false,
): Stage =>
  async function* (source) {
    const input = inputOf(source)
    const first = await input.next()
    if (first === null) return
    input.giveBack(first)
    let parts = 0
    do {
      yield* decoded(input, create(first[0] ?? 0))
      parts += 1
    } while (parts < MOST_PARTS && (await isPartNext(input)))
    // Node's decoders stop at the end of what they know, and say nothing of the rest: the next part of the document, or a body without end.
    const { bytes, isPadding } = await restOf(input)
    if (bytes > STRAY_BYTES && !isPadding) throw new Error(`more data after the end of the ${coding} data`)
  }

/**
 * RFC 1952: members one after another. Browsers ignore what follows and is none, such as what a server's program prints when it has ended; Node's
 * own decoder fails there, and takes what came before with it. Hence the first member, mostly the only one, is taken apart here.
 */
const gunzip: Stage = async function* (source) {
  const input = inputOf(source)
  if (!(await isMemberNext(input))) {
    if ((await restOf(input)).bytes > 0) throw broken()
    return
  }
  await skipHeader(input)
  let sum = 0
  let size = 0
  for await (const chunk of decoded(input, createInflateRaw(CHUNK))) {
    sum = crc32(chunk, sum)
    size += chunk.byteLength
    yield chunk
  }
  const trailer = await take(input, 8)
  if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== size % 2 ** 32) throw broken()
  if (await isMemberNext(input)) yield* decoded(input, createGunzip(CHUNK))
  await restOf(input)
}

/** RFC 8878, 3.1: frames one after another, as programs make them that compress with several threads, and frames that hold no data. */
const isFrameNext = async (input: Input): Promise<boolean> => {
  const start = await peek(input, 4)
  if (start.byteLength < 4) return false
  const magic = start.readUInt32LE()
  return magic === 0xfd2f_b528 || magic >>> 4 === 0x0184_d2a5
}

const DECODERS: Readonly<Record<string, Stage>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  // Some servers send the bare format without the zlib header; the header's first byte names method 8.
  deflate: whole('deflate', (first) => (first % 16 === 8 ? createInflate(CHUNK) : createInflateRaw(CHUNK))),
  br: whole('br', () => createBrotliDecompress(CHUNK)),
  zstd: whole('zstd', () => createZstdDecompress({ ...CHUNK, params: ZSTD_WINDOW }), isFrameNext),
}

const isMemberNext = async (input: Input): Promise<boolean> => {
  const start = await peek(input, 2)
  return start[0] === 0x1f && start[1] === 0x8b
}

const skipHeader = async (input: Input): Promise<void> => {
  const header = await take(input, 10)
  const flags = header[3] ?? 0
  if (header[2] !== 8 || (flags & RESERVED) !== 0) throw broken()
  if ((flags & HAS_EXTRA) !== 0) await take(input, (await take(input, 2)).readUInt16LE())
  if ((flags & HAS_NAME) !== 0) await skipText(input)
  if ((flags & HAS_COMMENT) !== 0) await skipText(input)
  if ((flags & HAS_SUM) !== 0) await take(input, 2)
}
const HAS_SUM = 2
const HAS_EXTRA = 4
const HAS_NAME = 8
const HAS_COMMENT = 16
const RESERVED = 0xe0

const skipText = async (input: Input): Promise<void> => {
  for (;;) {
    const chunk = await input.next()
    if (chunk === null) throw endsEarly()
    const end = chunk.indexOf(0)
    if (end === -1) continue
    input.giveBack(chunk.subarray(end + 1))
    return
  }
}

const broken = (): Error => new Error('the compressed data is broken')
const endsEarly = (): Error => new Error('the compressed data ends too early')

/** Pieces of bytes, none empty, of which the last may be given back. */
type Input = { readonly next: () => Promise<Buffer | null>; readonly giveBack: (bytes: Buffer) => void }

const inputOf = (source: Chunks): Input => {
  const pieces = source[Symbol.asyncIterator]()
  let back: Buffer | null = null
  return {
    async next() {
      const given = back
      back = null
      if (given !== null) return given
      for (;;) {
        const next = await pieces.next()
        if (next.done === true) return null
        if (next.value.byteLength > 0) return next.value
      }
    },
    giveBack(bytes) {
      if (bytes.byteLength > 0) back = bytes
    },
  }
}

/** At least so many bytes, if there are so many; they stay in the input. */
const peek = async (input: Input, bytes: number): Promise<Buffer> => {
  let start = Buffer.alloc(0)
  while (start.byteLength < bytes) {
    const chunk = await input.next()
    if (chunk === null) break
    start = Buffer.concat([start, chunk])
  }
  input.giveBack(start)
  return start
}

const take = async (input: Input, bytes: number): Promise<Buffer> => {
  const start = await peek(input, bytes)
  if (start.byteLength < bytes) throw endsEarly()
  await input.next()
  input.giveBack(start.subarray(bytes))
  return start.subarray(0, bytes)
}

/** Runs one decoder to its end, and gives back what it did not take. */
const decoded = async function* (input: Input, decoder: Decoder): Chunks {
  const untaken: Buffer[] = []
  let taken = 0
  let pulled: Promise<unknown> = Promise.resolve()
  const feed = async function* (): Chunks {
    while (!decoder.readableEnded) {
      const pull = input.next()
      pulled = pull
      const chunk = await pull
      if (chunk === null) return
      for (
        let [oldest] = untaken;
        oldest !== undefined && taken + oldest.byteLength <= decoder.bytesWritten;
        [oldest] = untaken
      ) {
        taken += oldest.byteLength
        untaken.shift()
      }
      untaken.push(chunk)
      yield chunk
    }
  }
  pipeline(feed(), decoder, () => {})
  yield* decoder
  // What it has asked for beyond its end belongs to whoever comes next.
  await pulled
  decoder.destroy()
  input.giveBack(Buffer.concat(untaken).subarray(decoder.bytesWritten - taken))
}

/** Reads on to the end. */
const restOf = async (input: Input): Promise<{ readonly bytes: number; readonly isPadding: boolean }> => {
  let bytes = 0
  let isPadding = true
  for (let chunk = await input.next(); chunk !== null; chunk = await input.next()) {
    bytes += chunk.byteLength
    isPadding &&= chunk.every((byte) => byte === 0)
  }
  return { bytes, isPadding }
}
