import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseAllDocuments } from 'yaml'

export const ROOT = resolve(import.meta.dirname, '../..')

/** The documents of a YAML file; `<<` merges, as Compose does it. */
export const documentsOf = (file: string): readonly unknown[] =>
  [...parseAllDocuments(readFileSync(join(ROOT, file), 'utf8'), { merge: true })].map((document): unknown => document.toJS())

/** What stands at a path of keys, `spec.template`; undefined: nothing. */
export const valueAt = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null ? Object.entries(inner).find(([name]) => name === key)?.[1] : undefined,
      value,
    )
export const listAt = (value: unknown, path: string): readonly unknown[] => {
  const list = valueAt(value, path)
  return Array.isArray(list) ? list : []
}
export const textAt = (value: unknown, path: string): string => {
  const text = valueAt(value, path)
  return typeof text === 'string' || typeof text === 'number' || typeof text === 'boolean' ? String(text) : ''
}
export const entriesAt = (value: unknown, path: string): readonly (readonly [string, unknown])[] => {
  const inner = valueAt(value, path)
  return typeof inner === 'object' && inner !== null ? Object.entries(inner) : []
}
