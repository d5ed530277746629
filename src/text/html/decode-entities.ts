import { Parser } from 'htmlparser2'

/** Character references of HTML turned into characters; everything else, `<` too, stays. */
export const decodeEntities = (text: string): string => {
  if (!text.includes('&')) return text
  let decoded = ''
  const parser = new Parser({ ontext: (part) => void (decoded += part) }, { decodeEntities: true })
  parser.end(text.replaceAll('<', '&lt;'))
  return decoded
}

/** The same for the value of an attribute, where `&copy=1` belongs to an address. */
export const decodeAttribute = (value: string): string => {
  if (!value.includes('&')) return value
  let decoded = ''
  const parser = new Parser({ onattribute: (_, found) => void (decoded = found) }, { decodeEntities: true })
  parser.end(`<a href="${value.replaceAll('"', '&quot;')}">`)
  return decoded
}
