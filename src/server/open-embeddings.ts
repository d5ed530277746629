import { fstatSync, openSync, readSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createEmbeddings, type MultilingualEmbeddings } from '../grouping/embeddings/embeddings.ts'

const TABLE = fileURLToPath(new URL('../grouping/embeddings/table.bin', import.meta.url))

let opened: MultilingualEmbeddings | null = null

/** Term vectors of all languages. Only the vectors that are looked up are read from the 17 MB file, which stays open until the process ends. */
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
