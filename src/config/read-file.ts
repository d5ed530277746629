import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
import type { ConfigProblem } from '../model/configuration.ts'
import type { Secrets } from '../model/secrets.ts'
import { type Environment, type FilledIn, fillIn } from './environment.ts'
import { type LayersOrder, readLayers } from './read-layers.ts'
import { type LocatedFile, mistakesOf, problemIn, valueAt } from './problems.ts'
import { textMistakes } from './text-mistakes.ts'
import type { ValuePath } from './yaml-text.ts'

/**
 * One configuration file, merged from its layers and checked by itself. `value` is null where the file is missing, empty or can't be
 * read; where there are problems it is what could be salvaged, only for further checks.
 */
export type FileReading<Value> = LocatedFile & {
  readonly name: string
  /** The paths of the file in the layers that have it, lowest first. */
  readonly files: readonly string[]
  readonly value: Value | null
  readonly missing: boolean
  readonly problems: readonly ConfigProblem[]
  /** The values of the environment that were filled in at this path or below it. */
  readonly secretsAt: (path: ValuePath) => Secrets
  /** Ids that a lower layer has and a higher one removes, and those of the entries in `incomplete`. */
  readonly gone: ReadonlySet<string>
  /** Notes about entries that change something which no layer below has any more; they are left out. */
  readonly incomplete: readonly ConfigProblem[]
  /** Changes of the layers above the lowest (`done`), or removals of what is not there (`missed`); computed on demand. */
  readonly layerChanges: (which: 'done' | 'missed') => readonly ConfigProblem[]
}

type FileOrder<Value> = LayersOrder & { readonly schema: z.ZodType<Value>; readonly env: Environment }

/** Yields to the event loop between two steps, since a service reads its configuration again while it answers requests. */
export const readFile = async <Value>({ schema, env, ...order }: FileOrder<Value>): Promise<FileReading<Value>> => {
  const { value: merged, problems, asksForSome, locateIn, added, alone, isChecked, ...layers } = await readLayers(order)
  await setImmediate()
  const { written, dropped } = withoutIncomplete(schema, merged, added)
  const none: Secrets = new Map()
  const nothing = {
    ...layers,
    name: order.name,
    locate: locateIn(written),
    secrets: none,
    secretsAt: () => none,
    value: null,
    problems,
    gone: new Set([...layers.gone, ...dropped.map(({ id }) => id)]),
    incomplete: dropped.map(({ id, path }) =>
      problemIn(
        { ...layers, locate: locateIn(merged), secrets: none },
        { path, message: `left out: no layer below has "${id}", and what stands here is not enough for a new one` },
      ),
    ),
  }
  // A file with nothing but comments is treated like a missing one.
  if (problems.length > 0 || written === null) return nothing
  if (isChecked) return { ...nothing, value: merged as Value, problems: [] }
  const filled = asksForSome ? fillIn(written, env) : { value: written, unset: [], secrets: none }
  await setImmediate()
  const secretsAt = (path: ValuePath): Secrets => (asksForSome ? fillIn(valueAt(written, path), env).secrets : none)
  const located = { ...nothing, secrets: filled.secrets, secretsAt }
  // Reported alone, since other messages would repeat the garbled text.
  const garbled = textMistakes(filled.value)
  if (garbled.length > 0) return { ...located, problems: garbled.map((mistake) => problemIn(located, mistake)) }
  await setImmediate()
  const checked = checkedBy(schema, filled, located)
  if (alone !== null && !asksForSome && checked.problems.length === 0) order.remembered?.keep(alone, checked.value)
  return { ...located, ...checked }
}

const checkedBy = <Value>(schema: z.ZodType<Value>, { value, unset: variables }: FilledIn, located: LocatedFile) => {
  const unset = variables.map(({ path, name: variable }) =>
    problemIn(located, { path, message: `the environment variable ${variable} is not set` }),
  )
  const checked = schema.safeParse(value)
  if (checked.success) return { value: checked.data, problems: unset }
  // The text that an unset variable leaves is not reported a second time.
  const mistakes = mistakesOf(checked.error, value).filter(
    ({ path }) => !variables.some((one) => one.path.join('\n') === path.join('\n')),
  )
  return {
    value: salvage(schema, value, checked.error),
    problems: [...unset, ...mistakes.map((mistake) => problemIn(located, mistake))],
  }
}

type Dropped = { readonly id: string; readonly path: ValuePath }

/**
 * Drops entries of higher layers that only change an entry which the lowest layer no longer has: an upgrade may remove it there, which
 * must not stop the service.
 */
const withoutIncomplete = (
  schema: z.ZodType,
  merged: unknown,
  added: ReadonlySet<string>,
): { readonly written: unknown; readonly dropped: readonly Dropped[] } => {
  const error = added.size === 0 ? undefined : schema.safeParse(merged).error
  if (error === undefined || !isMapping(merged)) return { written: merged, dropped: [] }
  const entries = Map.groupBy(error.issues, ({ path }) => path.slice(0, 2).join('\n'))
  const dropped = [...entries.values()].flatMap((issues): readonly Dropped[] => {
    const [list, index] = issues[0]?.path ?? []
    if (typeof list !== 'string' || typeof index !== 'number') return []
    const id = valueAt(merged, [list, index, 'id'])
    const isLacking = issues.every(
      ({ code, path }) => code !== 'unrecognized_keys' && valueAt(merged, pathOf(path)) === undefined,
    )
    return typeof id === 'string' && added.has(id) && isLacking ? [{ id, path: [list, index] }] : []
  })
  const isDropped = (list: string, index: number): boolean => dropped.some(({ path }) => path[0] === list && path[1] === index)
  const written = Object.fromEntries(
    Object.entries(merged).map(([list, entries]) => [
      list,
      Array.isArray(entries) ? entries.filter((_, index) => !isDropped(list, index)) : entries,
    ]),
  )
  return { written, dropped }
}

const pathOf = (path: readonly PropertyKey[]): ValuePath => path.map((step) => (typeof step === 'symbol' ? String(step) : step))

/**
 * The valid entries of a file, so that ids and references can be checked although other entries are wrong, and one run reports
 * everything. Of a wrong entry of a list only position and id stay. Null: nothing could be salvaged.
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
  // The restored entries have only their id; cross-check.ts needs no other required key.
  return Object.fromEntries(whole) as Value
}

/** Top-level keys whose whole value is wrong. */
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
