import { type CustomTypesConfig, types } from 'pg'

const BIGINT = 20
const NUMERIC = 1700
const BYTEA = 17

/** Bytes in memory of their own: the driver's share a buffer with others. */
const toBytes = (text: string): Buffer => {
  const bytes = Buffer.alloc(text.length / 2 - 1)
  bytes.write(text.slice(2), 'hex')
  return bytes
}

/** All our numbers are exact in a double. */
const parsers = new Map<number, (text: string) => unknown>([
  [BIGINT, Number],
  [NUMERIC, Number],
  [BYTEA, toBytes],
])

export const postgresTypes: CustomTypesConfig = {
  getTypeParser: (oid) => parsers.get(oid) ?? types.getTypeParser(oid),
}
