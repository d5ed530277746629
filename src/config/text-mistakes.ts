import type { Mistake } from './problems.ts'
import type { ValuePath } from './yaml-text.ts'

/** Of any text: ten times as long as the longest anybody writes by hand. */
const LONGEST_TEXT = 10_000

/**
 * What no text of the configuration holds, since feeds and pages cannot carry it or would show something else than what is written: controls
 * (Unicode's Cc) but tab and line feed, lone surrogates, noncharacters, and what turns the direction of the text around it (UTS 39: UAX 9's
 * embeddings, overrides and isolates). Marks that only say their own direction, and joiners, belong to some languages.
 */
const REFUSED = /(?![\t\n])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202A-\u202E\u2066-\u2069]/u

/** Nobody reads more at a time. */
const MOST = 500

/** The first wrong texts among the keys and values, with their places. The message does not repeat them: it is shown on terminals and pages. */
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

/** Null: nothing is wrong with it. */
const textProblem = (text: string): string | null => {
  if (text.length > LONGEST_TEXT) return `this text has ${text.length} characters; at most ${LONGEST_TEXT}`
  const [refused] = REFUSED.exec(text) ?? []
  if (refused === undefined) return null
  const code = (refused.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `holds the character U+${code}, which is not seen and would garble what is shown; remove it`
}
