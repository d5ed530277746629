/** `/pattern/flags` in a filter: re2 syntax only, so that matching takes linear time whatever the text. */
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js'
import { FilterMistake } from './mistake.ts'

// A counted repetition multiplies the program: these limits keep one compiled pattern to a few megabytes.
const MAX_LENGTH = 500
export const MAX_INSTRUCTIONS = 10_000

export type ReadRegex = { readonly pattern: string; readonly instructions: number; readonly end: number }

/** Reads the expression that starts with the slash at `start`; flags become a group: `/x/i` is `(?i)x`. */
export const readRegex = (text: string, start: number): ReadRegex => {
  const close = closingSlash(text, start)
  const body = text.slice(start + 1, close).replaceAll(String.raw`\/`, '/')
  if (body === '') throw new FilterMistake(start, 'regex', 'the regular expression is empty')
  if (body.length > MAX_LENGTH)
    throw new FilterMistake(start, 'regex', `the regular expression is over ${MAX_LENGTH} characters`)
  const flags = /^[\p{L}\p{N}_]*/u.exec(text.slice(close + 1))?.[0] ?? ''
  if (/[^ims]/.test(flags)) {
    throw new FilterMistake(
      close + 1,
      'regex',
      `only the flags i, m and s may follow a regular expression. To search for a path, quote it`,
    )
  }
  const instructions = checkSyntax(body, start)
  return { pattern: flags === '' ? body : `(?${flags})${body}`, instructions, end: close + 1 + flags.length }
}

export const compileRegex = (pattern: string): RE2JS => RE2JS.compile(pattern)

const closingSlash = (text: string, start: number): number => {
  let inClass = false
  for (let at = start + 1; at < text.length; at += 1) {
    const sign = text.charAt(at)
    if (sign === '\\') at += 1
    else if (sign === '[') inClass = true
    else if (sign === ']') inClass = false
    else if (sign === '/' && !inClass) return at
  }
  throw new FilterMistake(start, 'regex', 'the regular expression opened here is never closed; add /')
}

const checkSyntax = (body: string, start: number): number => {
  try {
    const instructions = RE2JS.compile(body).programSize()
    if (instructions > MAX_INSTRUCTIONS) {
      throw new FilterMistake(start, 'regex', 'the regular expression is too large. Use fewer or smaller {repetitions}')
    }
    return instructions
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    const part = error instanceof RE2JSSyntaxException ? (error.getPattern() ?? '') : ''
    const at = part === '' || part === body ? 0 : Math.max(0, body.indexOf(part) + 1)
    const reason = error instanceof RE2JSSyntaxException ? error.getDescription() : error.message
    throw new FilterMistake(
      start + at,
      'regex',
      `not a regular expression of re2 syntax: ${reason}${part === '' ? '' : `: ${part}`}`,
    )
  }
}
