import type { TableBytes } from '../../../src/grouping/embeddings/embeddings.ts'

export const bytesInMemory = (bytes: Uint8Array): TableBytes => ({
  length: bytes.length,
  read: (into, at) => into.set(bytes.subarray(at, at + into.length)),
})
