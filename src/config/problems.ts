import type { z } from 'zod'
import likelyKeys from './likely-keys.json' with { type: 'json' }
import { nearestWord } from '../lib/nearest-word.ts'
import type { ConfigProblem } from '../model/configuration.ts'
import { hideSecrets, type Secrets } from '../model/secrets.ts'
import type { Locate, ValuePath } from './yaml-text.ts'

/** A mistake at a path in a file, before its line and column are known. */
export type Mistake = { readonly path: ValuePath; readonly part?: 'key' | 'value'; readonly message: string }

/** A file with what locates a path in it, and the secrets that messages must not show. */
export type LocatedFile = { readonly file: string; readonly locate: Locate; readonly secrets: Secrets }

export const problemIn = ({ file, locate, secrets }: LocatedFile, { path, part, message }: Mistake): ConfigProblem => ({
  file,
  ...locate(path, part),
  message: hideSecrets(message, secrets),
})

export const placeIn = ({ file, locate }: LocatedFile, path: ValuePath): string => {
  const place = { file, ...locate(path) }
  return `${place.file}:${place.line}:${place.column}`
}

/** `unknown topic "ec.paymets"; did you mean "ec.payments"?` */
export const unknownWord = (kind: string, word: string, known: Iterable<string>): string => {
  const nearest = todaysCode(word, known) ?? nearestWord(word, known)
  return `unknown ${kind} "${word}"${nearest === null ? '' : `; did you mean "${nearest}"?`}`
}

/** `UK` → `GB`: the current code of a country, by the runtime's registry; null: there is none among the known. */
const todaysCode = (word: string, known: Iterable<string>): string | null => {
  if (!/^[A-Z]{2}$/.test(word)) return null
  const { region } = new Intl.Locale(`und-${word}`)
  return region !== undefined && new Set(known).has(region) ? region : null
}

/** The issues of a schema as sentences with their paths. */
export const mistakesOf = (error: z.ZodError, value: unknown): readonly Mistake[] => {
  const named = error.issues.slice(0, MOST).flatMap((issue) => mistakesOfIssue(issue, value))
  const more = error.issues.length - MOST
  return more > 0 ? [...named, { path: [], message: `and ${more} more mistakes in this file` }] : named
}
/** The most mistakes reported per file: nobody reads more at a time, and each has to be located in the text. */
const MOST = 500

const mistakesOfIssue = (issue: z.core.$ZodIssue, value: unknown): readonly Mistake[] => {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
  if (issue.code === 'unrecognized_keys') return unknownKeys(path, issue.keys, issue.message.split(' '))
  // Of a union, the option that was meant is the one whose top level has the right type.
  if (issue.code === 'invalid_union') return chosenOf(issue, path, value)
  if (issue.code === 'invalid_key') {
    return issue.issues.slice(0, 1).map(({ message }) => ({ path, part: 'key', message }))
  }
  const missing = issue.code === 'invalid_type' && valueAt(value, path) === undefined
  if (!missing)
    return [{ path, message: issue.code === 'invalid_type' ? wrongType(issue.message, valueAt(value, path)) : issue.message }]
  return [{ path: path.slice(0, -1), message: `"${String(path.at(-1))}" is missing` }]
}

const unknownKeys = (path: ValuePath, keys: readonly string[], known: readonly string[]): readonly Mistake[] =>
  keys.slice(0, MOST).map((key, index) => {
    const nearest = likelyKey(key, known)
    const hint = nearest === null ? `known here: ${known.join(', ')}` : `did you mean "${nearest}"?`
    const more = index === MOST - 1 && keys.length > MOST ? `; and ${keys.length - MOST} more unknown keys` : ''
    return { path: [...path, key], part: 'key', message: `unknown key "${key}"; ${hint}${more}` }
  })

/** The key that was probably meant: spelt alike, a part of what was written (`feed_url`), or another program's name for it. */
const likelyKey = (key: string, known: readonly string[]): string | null => {
  const words = key
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toLowerCase()
    .split(/[_\-. ]+/)
  const isKnown = (word: string | undefined): word is string => word !== undefined && known.includes(word)
  const other = (LIKELY_KEYS[words.join('_')] ?? []).find(isKnown)
  return nearestWord(key, known) ?? other ?? words.toReversed().find(isKnown) ?? null
}
/** What other programs and habits call a key, with our keys in order of likelihood. */
const LIKELY_KEYS: Readonly<Record<string, readonly string[]>> = likelyKeys

const chosenOf = (issue: z.core.$ZodIssueInvalidUnion, path: ValuePath, value: unknown): readonly Mistake[] => {
  const found = valueAt(value, path)
  if (found === undefined) return [{ path: path.slice(0, -1), message: `"${String(path.at(-1))}" is missing` }]
  const inner = issue.errors.find((issues) => issues.every((one) => one.path.length > 0 || one.code !== 'invalid_type'))
  if (inner === undefined) return [{ path, message: wrongType(issue.message, found) }]
  return inner.flatMap((one) => mistakesOfIssue({ ...one, path: [...issue.path, ...one.path] }, value))
}

const wrongType = (message: string, found: unknown): string => {
  const expected = message.startsWith('expected ')
    ? message
    : (message.replace(/^Invalid input: /, '').split(', received', 1)[0] ?? '')
  const wanted = expected
    .replace(/^expected array$/, 'expected a list')
    .replace(/^expected (?:object|record)$/, 'expected a mapping of keys to values')
  // Without quotes, YAML reads 618 as a number and true as a boolean.
  const isBare = /^expected (?:an id|text)\b/.test(wanted) && (typeof found === 'number' || typeof found === 'boolean')
  return `${wanted}, found ${kindOf(found)}${isBare ? `; write "${found}" in quotes` : ''}`
}

const kindOf = (value: unknown): string => {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'a number'
  return typeof value === 'boolean' ? 'true or false' : 'a mapping'
}

export const valueAt = (value: unknown, path: ValuePath): unknown => {
  let part: unknown = value
  for (const step of path) {
    if (part === null || typeof part !== 'object') return undefined
    part = (part as Readonly<Record<string | number, unknown>>)[step]
  }
  return part
}
