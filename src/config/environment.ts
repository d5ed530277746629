import { REFERENCE, type Secrets } from '../model/secrets.ts'
import type { ValuePath } from './yaml-text.ts'

export type Environment = Readonly<Record<string, string | undefined>>
export type Unset = { readonly path: ValuePath; readonly name: string }

/** `secrets`: the written text by the value of the environment that replaced it, so that messages can show the text instead of the secret. */
export type FilledIn = {
  readonly value: unknown
  readonly unset: readonly Unset[]
  readonly secrets: Secrets
}

/** Replaces `${NAME}` in every text value by the environment's NAME, but not in keys. `unset`: where a variable is missing; its text stays. */
export const fillIn = (value: unknown, env: Environment): FilledIn => {
  const unset: Unset[] = []
  const secrets = new Map<string, string>()
  const fillText = (text: string, path: ValuePath): string => {
    if (!text.includes('${')) return text
    const filled = text.replaceAll(REFERENCE, (written, name: string) => {
      const found = env[name]
      if (found === undefined) unset.push({ path, name })
      else secrets.set(found, written)
      return found ?? written
    })
    if (filled !== text) secrets.set(filled, text)
    return filled
  }
  const fill = (part: unknown, path: ValuePath): unknown => {
    if (typeof part === 'string') return fillText(part, path)
    if (Array.isArray(part)) return part.map((item: unknown, index) => fill(item, [...path, index]))
    if (part === null || typeof part !== 'object') return part
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, fill(item, [...path, key])]))
  }
  return { value: fill(value, []), unset, secrets }
}
