import { brotliCompress, constants, gzip } from 'node:zlib'
import { promisify } from 'node:util'
import { weightedList } from './accept.ts'

export type Coding = 'identity' | 'gzip' | 'br'

const MEMORY = 200
const remembered = new Map<string, Coding>()

/**
 * The content coding of the answer (RFC 9110, 12.5.3): the highest weight wins, and brotli wins over gzip at equal weights. A client that
 * refuses even identity still gets identity: the RFC allows it, and readers prefer it to an empty 406.
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
  // The client prefers identity if it names it with a higher weight.
  if (best <= 0 || (weights.get('identity') ?? 0) > best) return 'identity'
  return weight('br') === best ? 'br' : 'gzip'
}

const gzipAsync = promisify(gzip)
const brotliAsync = promisify(brotliCompress)

/**
 * Compresses with brotli 5 or gzip 6, in zlib's own threads. Brotli 5 is smaller than gzip 9 at about the cost of gzip 6; brotli 9 and
 * above cost ten times as much to save a few per cent, and a feed is compressed anew whenever its bytes change.
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
