import type { z } from 'zod'

/**
 * The entries of a file that are right, so that ids and references can be checked although others are wrong: one run then
 * reports everything. A wrong entry of a list keeps its position and its id and nothing else. Null: nothing to go on with.
 */
export const salvage = <Value>(schema: z.ZodType<Value>, value: unknown, error: z.ZodError): Value | null => {
  if (!isMapping(value)) return null
  const wrong = new Map<string, Set<string | number>>()
  for (const [list, entry] of error.issues.map(({ path }) => path)) {
    if (typeof list !== 'string' || entry === undefined) continue
    wrong.set(list, (wrong.get(list) ?? new Set()).add(typeof entry === 'symbol' ? '' : entry))
  }
  const valid = Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !error.issues.some((issue) => issue.path.length === 1 && issue.path[0] === key))
      .filter(
        ([key]) =>
          !error.issues.some(
            (issue) => issue.code === 'unrecognized_keys' && issue.path.length === 0 && issue.keys.includes(key),
          ),
      )
      .map(([key, part]) => [key, without(part, wrong.get(key))]),
  )
  const checked = schema.safeParse(valid)
  if (!checked.success || !isMapping(checked.data)) return null
  const whole = Object.entries(checked.data).map(([key, part]) => [key, restore(part, value[key], wrong.get(key))])
  // The entries put back lack all but their id; cross-check.ts asks for nothing else that is required.
  return Object.fromEntries(whole) as Value
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
