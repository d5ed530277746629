/** The request line of a filter written as it reads, `?q=电商`: bytes that Node takes for no address. Our paths have none. */
const REQUEST_LINE = /^(?:GET|HEAD) \/[!->@-~]*(\?[!-~\x80-\xff]+) HTTP\/1\.[01]\r\n/

/**
 * curl, and readers built on it, send an address as it was typed. Of a refused request: its query as it must be written, which is a whole
 * reference by itself (RFC 3986, 4.2), whatever a proxy has made of the path. Null: that was not what was wrong.
 */
export const encodedQuery = (packet: Uint8Array): string | null => {
  const [, query] = REQUEST_LINE.exec(Buffer.from(packet).toString('latin1')) ?? []
  if (query === undefined || !/[\x80-\xff]/.test(query)) return null
  return query.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}
