import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { ConfigProblem } from '../model/configuration.ts'
import type { Secrets } from '../model/secrets.ts'
import { type Environment, fillIn } from './environment.ts'
import { type LocatedFile, mistakesOf, problemIn, valueAt } from './problems.ts'
import { type ValuePath, readYaml } from './yaml-text.ts'

/**
 * One configuration file, checked by itself. `value` is null where the file is missing, empty or beyond
 * reading; where there are problems it holds what could be salvaged, for more checks and nothing else.
 */
export type FileReading<Value> = LocatedFile & {
  readonly name: string
  readonly value: Value | null
  readonly missing: boolean
  readonly problems: readonly ConfigProblem[]
  /** What the environment gave for the part at this path. */
  readonly secretsAt: (path: ValuePath) => Secrets
}

/** More than any hand-written file; a larger one is a mistake or an attack. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024

type FileOrder<Value> = {
  readonly folder: string
  /** Below the folder: `lexicon/ru.yaml`. */
  readonly name: string
  readonly schema: z.ZodType<Value>
  readonly env: Environment
}

export const readFile = async <Value>({ folder, name, schema, env }: FileOrder<Value>): Promise<FileReading<Value>> => {
  const file = join(folder, name)
  const none: Secrets = new Map()
  const nothing = { name, file, locate: () => ({ line: 1, column: 1 }), secrets: none, secretsAt: () => none, value: null }
  const read = await readText(file)
  if (read === null) return { ...nothing, missing: true, problems: [] }
  const present = { ...nothing, missing: false }
  if (!read.ok) return { ...present, problems: [{ file, line: 1, column: 1, message: read.message }] }
  const yaml = readYaml(read.text)
  if (!yaml.ok) return { ...present, problems: yaml.problems.map((problem) => ({ file, ...problem })) }
  // Nothing but comments: as if the file were not there.
  if (yaml.value === null) return { ...present, problems: [] }
  const asksForSome = read.text.includes('${')
  const filled = asksForSome ? fillIn(yaml.value, env) : { value: yaml.value, unset: [], secrets: none }
  const secretsAt = (path: ValuePath): Secrets => (asksForSome ? fillIn(valueAt(yaml.value, path), env).secrets : none)
  const located = { file, locate: yaml.locate, secrets: filled.secrets, secretsAt }
  const unset = filled.unset.map(({ path, name: variable }) =>
    problemIn(located, { path, message: `the environment variable ${variable} is not set` }),
  )
  const checked = schema.safeParse(filled.value)
  if (checked.success) return { ...present, ...located, value: checked.data, problems: unset }
  // What an unset variable leaves behind is no second mistake.
  const mistakes = mistakesOf(checked.error, filled.value).filter(
    ({ path }) => !filled.unset.some((one) => one.path.join('\n') === path.join('\n')),
  )
  return {
    ...present,
    ...located,
    value: salvage(schema, filled.value, checked.error),
    problems: [...unset, ...mistakes.map((mistake) => problemIn(located, mistake))],
  }
}

type TextReading = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string }

/** Null: no such file. */
const readText = async (file: string): Promise<TextReading | null> => {
  try {
    // Opened otherwise, a named pipe would wait for ever for somebody who writes.
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = await handle.stat()
    if (!stats.isFile()) return { ok: false, message: 'this is no file' }
    const { size } = stats
    if (size === 0) return { ok: false, message: EMPTY }
    if (size > MAX_FILE_BYTES) return { ok: false, message: `the file has ${size} bytes; at most ${MAX_FILE_BYTES} are read` }
    const bytes = await handle.readFile()
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes) }
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, message: 'the file is not UTF-8 text; save it as UTF-8' }
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    if (code === 'ENOENT') return null
    return { ok: false, message: `the file cannot be read (${code}); check its permissions` }
  }
}

/** An editor that is saving, or a full disk, leaves such a file: to read it as nothing would delete every source. */
const EMPTY = 'the file is empty, as while it is being saved; delete it if nothing belongs in it, or write a comment'

/**
 * The entries of a file that are right, so that ids and references can be checked although others are wrong: one run then
 * reports everything. A wrong entry of a list keeps its position and its id and nothing else. Null: nothing to go on with.
 */
const salvage = <Value>(schema: z.ZodType<Value>, value: unknown, error: z.ZodError): Value | null => {
  if (!isMapping(value)) return null
  const wrong = new Map<string, Set<string | number>>()
  for (const [list, entry] of error.issues.map(({ path }) => path)) {
    if (typeof list !== 'string' || entry === undefined) continue
    wrong.set(list, (wrong.get(list) ?? new Set()).add(typeof entry === 'symbol' ? '' : entry))
  }
  const wrongKeys = new Set(error.issues.flatMap(keysOf))
  const valid = Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !wrongKeys.has(key))
      .map(([key, part]) => [key, without(part, wrong.get(key))]),
  )
  const checked = schema.safeParse(valid)
  if (!checked.success || !isMapping(checked.data)) return null
  const whole = Object.entries(checked.data).map(([key, part]) => [key, restore(part, value[key], wrong.get(key))])
  // The entries put back lack all but their id; cross-check.ts asks for nothing else that is required.
  return Object.fromEntries(whole) as Value
}

/** Keys at the top that an issue is about as a whole. */
const keysOf = (issue: z.core.$ZodIssue): readonly PropertyKey[] => {
  if (issue.path.length === 1) return issue.path
  return issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : []
}

const without = (part: unknown, wrong: ReadonlySet<string | number> | undefined): unknown => {
  if (wrong === undefined) return part
  if (Array.isArray(part)) return part.filter((_, index) => !wrong.has(index))
  if (!isMapping(part)) return part
  return Object.fromEntries(Object.entries(part).filter(([key]) => !wrong.has(key)))
}

const restore = (valid: unknown, written: unknown, wrong: ReadonlySet<string | number> | undefined): unknown => {
  if (wrong === undefined || !Array.isArray(valid) || !Array.isArray(written)) return valid
  const right: readonly unknown[] = valid
  let taken = 0
  return written.map((entry: unknown, index) => {
    if (wrong.has(index)) return { id: isMapping(entry) && typeof entry.id === 'string' ? entry.id : '' }
    taken += 1
    return right[taken - 1]
  })
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
