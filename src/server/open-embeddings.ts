import { fstatSync, openSync, readSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createEmbeddings, type MultilingualEmbeddings } from '../grouping/embeddings/embeddings.ts'

const TABLE = fileURLToPath(new URL('../grouping/embeddings/table.bin', import.meta.url))

let opened: MultilingualEmbeddings | null = null

/** Term vectors of all languages: 17 MB, of which what is asked for is read. The file stays open as long as the process lives. */
export const openEmbeddings = (): MultilingualEmbeddings => {
  opened ??= readFrom(openSync(TABLE, 'r'))
  return opened
}

const readFrom = (file: number): MultilingualEmbeddings => {
  const read = (into: Uint8Array, at: number): void => {
    if (readSync(file, into, { position: at }) < into.length) throw new Error(`${TABLE} ends too early`)
  }
  return createEmbeddings({ length: fstatSync(file).size, read })
}
