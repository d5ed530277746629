import type { Mistake } from './problems.ts'
import type { ValuePath } from './yaml-text.ts'

/** The most characters of any text: ten times the longest that anybody writes by hand. */
const LONGEST_TEXT = 10_000

/**
 * Characters that no text of the configuration may contain, since feeds and pages can't contain them or would show something else than is written:
 * controls (Unicode's Cc) except tab and line feed, lone surrogates, noncharacters, and what changes the direction of the text around it (UTS 39:
 * UAX 9's embeddings, overrides and isolates). Directional marks and joiners are allowed, since some languages need them.
 */
const REFUSED = /(?![\t\n])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202A-\u202E\u2066-\u2069]/u

const MOST = 500

/** The first invalid texts among keys and values, with their paths. Messages don't repeat them, since they are shown on terminals and pages. */
export const textMistakes = (value: unknown): readonly Mistake[] => {
  const found: Mistake[] = []
  const look = (text: string, path: ValuePath, part: 'key' | 'value'): void => {
    const message = textProblem(text)
    if (message !== null && found.length < MOST) found.push({ path, part, message })
  }
  const walk = (part: unknown, path: ValuePath): void => {
    if (typeof part === 'string') look(part, path, 'value')
    else if (Array.isArray(part)) for (const [index, item] of part.entries()) walk(item, [...path, index])
    else if (part !== null && typeof part === 'object')
      for (const [key, item] of Object.entries(part)) {
        look(key, [...path, key], 'key')
        walk(item, [...path, key])
      }
  }
  walk(value, [])
  return found
}

/** What is wrong with a text; null: nothing. */
const textProblem = (text: string): string | null => {
  if (text.length > LONGEST_TEXT) return `this text has ${text.length} characters; at most ${LONGEST_TEXT}`
  const [refused] = REFUSED.exec(text) ?? []
  if (refused === undefined) return null
  const code = (refused.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `holds the character U+${code}, which is not seen and would garble what is shown; remove it`
}
