import { Parser } from 'htmlparser2'

/**
 * XML's five entities, HTML's named ones (feeds use &nbsp; and &eacute; without declaring them) and character references.
 * One level only; unknown names stay as they are written. Nothing that a document declares is ever expanded.
 */
export const decodeEntities = (text: string): string => {
  let ampersand = text.indexOf('&')
  if (ampersand === -1) return text
  let decoded = ''
  let from = 0
  while (ampersand !== -1) {
    const read = readReference(text, ampersand)
    if (read !== null) {
      decoded += text.slice(from, ampersand) + read.value
      from = read.end
    }
    ampersand = text.indexOf('&', read?.end ?? ampersand + 1)
  }
  return decoded + text.slice(from)
}

type Reference = { readonly value: string; readonly end: number }

const LONGEST_NAME = 32

/** The reference that starts at an ampersand, or null. Without its semicolon only a number counts: `?a=1&copy=2` is a URL. */
const readReference = (text: string, at: number): Reference | null => {
  switch (text.charCodeAt(at + 1)) {
    case 0x23:
      return readNumber(text, at)
    case 0x6c:
      if (text.startsWith('t;', at + 2)) return { value: '<', end: at + 4 }
      break
    case 0x67:
      if (text.startsWith('t;', at + 2)) return { value: '>', end: at + 4 }
      break
    case 0x61:
      if (text.startsWith('mp;', at + 2)) return { value: '&', end: at + 5 }
      break
    case 0x71:
      if (text.startsWith('uot;', at + 2)) return { value: '"', end: at + 6 }
      break
  }
  return readName(text, at)
}

const NAMED = /&([a-z][a-z0-9]{0,31});/iy
const readName = (text: string, at: number): Reference | null => {
  NAMED.lastIndex = at
  const name = NAMED.exec(text)?.[1]
  if (name === undefined) return null
  const value = namedEntity(name)
  return value === null ? null : { value, end: at + name.length + 2 }
}

const NUMBER = /&#(?:x([0-9a-f]{1,8})|([0-9]{1,10}));?/iy
const readNumber = (text: string, at: number): Reference | null => {
  NUMBER.lastIndex = at
  const found = NUMBER.exec(text)
  if (found === null) return null
  const code = found[1] === undefined ? Number.parseInt(found[2] ?? '', 10) : Number.parseInt(found[1], 16)
  return { value: characterOf(code), end: at + found[0].length }
}

/** What browsers make of &#128;–&#159;: the writer meant windows-1252. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
const characterOf = (code: number): string => {
  if (code >= 0x80 && code <= 0x9f) return WINDOWS_1252.charAt(code - 0x80)
  if (code === 0 || code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff)) return '\ufffd'
  return String.fromCodePoint(code)
}

/** Filled on demand with names that exist, so it can't outgrow HTML's own list. */
const known = new Map<string, string>([
  ['apos', "'"],
  ['nbsp', '\u00a0'],
])
const namedEntity = (name: string): string | null => {
  const cached = known.get(name)
  if (cached !== undefined) return cached
  if (name.length > LONGEST_NAME) return null
  let decoded = ''
  const parser = new Parser({ ontext: (text) => (decoded += text) })
  parser.end(`&${name};`)
  if (decoded.startsWith('&') || decoded.endsWith(';')) return null
  known.set(name, decoded)
  return decoded
}
