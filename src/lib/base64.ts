/** Base64 (line breaks allowed) that holds UTF-8 text; null if it is neither. */
export const decodeBase64 = (text: string): string | null => {
  const compact = text.replaceAll(/\s+/g, '')
  if (compact === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(compact, 'base64'))
  } catch {
    return null // Not UTF-8: the bytes are an image or a lie about the type, nothing to read.
  }
}
