import type { TableBytes } from '../../../src/grouping/embeddings/table.ts'

export const heldBytes = (bytes: Uint8Array): TableBytes => ({
  length: bytes.length,
  read: (into, at) => into.set(bytes.subarray(at, at + into.length)),
})
