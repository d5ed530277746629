import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The vector of a labelled article by its id, as the encoder gives it; null: there is none. */
export type VectorOf = (id: string) => Int8Array | null

/** Of a folder with `vectors.bin`, rows of signed bytes, and `ids.txt`, the id of each row on a line. */
export const storedVectors = (folder: string): VectorOf => {
  const bytes = new Int8Array(readFileSync(join(folder, 'vectors.bin')))
  const ids = readFileSync(join(folder, 'ids.txt'), 'utf8').trimEnd().split('\n')
  const width = bytes.length / ids.length
  const rows = new Map(ids.map((id, nth) => [id, bytes.subarray(nth * width, (nth + 1) * width)]))
  return (id) => rows.get(id) ?? null
}
