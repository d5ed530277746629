import { CAPS } from '../caps.ts'
import { decodeEntities } from './entities.ts'

export const SLASH = 0x2f
export const GREATER = 0x3e
const EQUALS = 0x3d
export const isSpace = (unit: number): boolean => unit === 32 || unit === 10 || unit === 9 || unit === 13 || unit === 12
/** After the last character comes NaN, which ends nothing. */
export const endsName = (unit: number): boolean => unit === SLASH || unit === GREATER || isSpace(unit)

export type Attributes = {
  /** Names as written and decoded values, in turn. */
  readonly attributes: readonly string[]
  readonly selfClosing: boolean
  /** Where the tag's `>` stands, or the length of a source that ends before. */
  readonly end: number
}

/** Most tags have none: one empty list for all of them. */
const NO_ATTRIBUTES: string[] = []

/** What a start tag holds behind its name, quoted or not, whatever else stands there. */
export const readAttributes = (source: string, start: number): Attributes => {
  let attributes = NO_ATTRIBUTES
  let selfClosing = false
  let at = start
  while (at < source.length) {
    const unit = source.charCodeAt(at)
    if (unit === GREATER) return { attributes, selfClosing, end: at }
    if (unit === SLASH || isSpace(unit)) {
      selfClosing ||= unit === SLASH
      at += 1
      continue
    }
    selfClosing = false
    const end = nameEnd(source, at + 1)
    const value = valueAfter(source, end)
    if (value.end >= source.length) break
    if (attributes === NO_ATTRIBUTES) attributes = []
    if (attributes.length < 2 * CAPS.attributes) attributes.push(source.slice(at, end), decodeEntities(value.text))
    at = value.end
  }
  return { attributes, selfClosing, end: source.length }
}

const nameEnd = (source: string, start: number): number => {
  let end = start
  while (end < source.length && source.charCodeAt(end) !== EQUALS && !endsName(source.charCodeAt(end))) end += 1
  return end
}

/** `end`: behind the value; where there is none it is empty. */
const valueAfter = (source: string, name: number): { readonly text: string; readonly end: number } => {
  const sign = spacesEnd(source, name)
  if (source.charCodeAt(sign) !== EQUALS) return { text: '', end: sign }
  const start = spacesEnd(source, sign + 1)
  const quote = source.charAt(start)
  const isQuoted = quote === '"' || quote === "'"
  const from = isQuoted ? start + 1 : start
  const found = isQuoted ? source.indexOf(quote, from) : bareEnd(source, from)
  if (found === -1) return { text: '', end: source.length }
  return { text: source.slice(from, Math.min(found, from + CAPS.attributeLength)), end: isQuoted ? found + 1 : found }
}

const spacesEnd = (source: string, start: number): number => {
  let end = start
  while (isSpace(source.charCodeAt(end))) end += 1
  return end
}

const bareEnd = (source: string, start: number): number => {
  let end = start
  while (end < source.length && source.charCodeAt(end) !== GREATER && !isSpace(source.charCodeAt(end))) end += 1
  return end
}
