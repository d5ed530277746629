import { Parser } from 'htmlparser2'

/** Character references of HTML turned into characters; everything else, `<` too, stays. */
export const decodeEntities = (text: string): string => {
  if (!text.includes('&')) return text
  let decoded = ''
  const parser = new Parser({ ontext: (part) => void (decoded += part) }, { decodeEntities: true })
  parser.end(text.replaceAll('<', '&lt;'))
  return decoded
}
