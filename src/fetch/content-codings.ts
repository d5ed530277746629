/** Decoders of content codings (RFC 9110, section 8.4.1) for streams. The caller limits input and output. */
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

/** The largest window, 2^23 bytes as in browsers (RFC 9659): otherwise a frame may demand 128 MB of memory. */
const ZSTD_WINDOW = { [constants.ZSTD_d_windowLogMax]: 23 }
const CHUNK = { chunkSize: 64 * 1024 }
/** This many bytes after the end of a body, or fewer, are a line break or stray bytes of the server, not a second part. */
const STRAY_BYTES = 16
/** The most parts of a body: each needs a decoder of its own, and may be empty. */
const MOST_PARTS = 1_000

/** Registered content codings (IANA) that are not decoded. Responses in them are no documents. */
const NOT_READ = new Set(['aes128gcm', 'compress', 'x-compress', 'dcb', 'dcz', 'exi', 'pack200-gzip'])

/** The decoder of a coding. Null: the coding exists but is not decoded. Undefined: there is no such coding. */
export const decoderOf = (coding: string): Stage | null | undefined => {
  const decoder = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined
  return decoder === undefined && NOT_READ.has(coding) ? null : decoder
}

type Decoder = ReturnType<typeof createGunzip>

/**
 * Decodes a body of one part, or of several that `isPartNext` recognises. Only a few bytes, or padding with zeros, may follow. An empty body
 * is empty, whatever its header says of its coding.
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
    // Node's decoders stop at the end of the data in their format without reporting what follows, such as another part or an endless body.
    const { bytes, isPadding } = await restOf(input)
    if (bytes > STRAY_BYTES && !isPadding) throw new Error(`more data after the end of the ${coding} data`)
  }

/**
 * RFC 1952: one or more members. Browsers ignore other data after them, such as output that a server's program appends; Node's decoder fails
 * on it, and loses the data before. Hence the first member, usually the only one, is parsed here.
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

/** Does a frame follow? RFC 8878, section 3.1: frames are concatenated, as by programs that compress in several threads; skippable ones have no data. */
const isFrameNext = async (input: Input): Promise<boolean> => {
  const start = await peek(input, 4)
  if (start.byteLength < 4) return false
  const magic = start.readUInt32LE()
  return magic === 0xfd2f_b528 || magic >>> 4 === 0x0184_d2a5
}

const DECODERS: Readonly<Record<string, Stage>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  // Some servers send the raw format without the zlib header, whose first byte names method 8.
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

/** A sequence of non-empty pieces of bytes, of which the last one read can be returned with `giveBack`. */
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

/** At least `bytes` bytes, or all if there are fewer. They stay in the input. */
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

/** Runs one decoder to its end, and returns to the input what it did not consume. */
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
  // A piece that the decoder requested beyond its end is returned to the input.
  await pulled
  decoder.destroy()
  input.giveBack(Buffer.concat(untaken).subarray(decoder.bytesWritten - taken))
}

/** Reads the rest of the input: how many bytes, and whether all are zero. */
const restOf = async (input: Input): Promise<{ readonly bytes: number; readonly isPadding: boolean }> => {
  let bytes = 0
  let isPadding = true
  for (let chunk = await input.next(); chunk !== null; chunk = await input.next()) {
    bytes += chunk.byteLength
    isPadding &&= chunk.every((byte) => byte === 0)
  }
  return { bytes, isPadding }
}
