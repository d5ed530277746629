import { brotliCompress, constants, gzip } from 'node:zlib'
import { promisify } from 'node:util'
import { weightedList } from './accept.ts'

export type Coding = 'identity' | 'gzip' | 'br'

const MEMORY = 200
const remembered = new Map<string, Coding>()

/**
 * The content coding to answer with (RFC 9110, 12.5.3): the heaviest weight wins, brotli before gzip where they are equal.
 * Where even identity is refused we still send identity, which the RFC allows and readers prefer to an empty 406.
 */
export const codingFor = (acceptEncoding: string | undefined): Coding => {
  if (acceptEncoding === undefined || acceptEncoding.length > 200) return 'identity'
  const known = remembered.get(acceptEncoding)
  if (known !== undefined) return known
  const coding = negotiate(acceptEncoding)
  if (remembered.size >= MEMORY) remembered.clear()
  remembered.set(acceptEncoding, coding)
  return coding
}

const negotiate = (header: string): Coding => {
  const weights = new Map(weightedList(header).map(({ name, weight }) => [name === 'x-gzip' ? 'gzip' : name, weight]))
  const weight = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0
  const best = Math.max(weight('br'), weight('gzip'))
  // An identity that is requested explicitly and weighs more is the client's wish.
  if (best <= 0 || (weights.get('identity') ?? 0) > best) return 'identity'
  return weight('br') === best ? 'br' : 'gzip'
}

const gzipAsync = promisify(gzip)
const brotliAsync = promisify(brotliCompress)

/**
 * Brotli 5 and gzip 6, in zlib's own threads. Brotli 5 comes out smaller than gzip 9 at about gzip 6's cost; 9 and above cost
 * ten times as much for a few per cent, and a feed is compressed anew whenever its bytes change.
 */
export const compress = async (bytes: Buffer, coding: 'gzip' | 'br'): Promise<Buffer> =>
  coding === 'gzip'
    ? gzipAsync(bytes, { level: 6 })
    : brotliAsync(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 5,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      })
