import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { InputError } from './context.ts'

const LINE = Symbol('line')
/** One line's object; it knows its number. */
export type JsonRow = Readonly<Record<string, unknown>> & { readonly [LINE]: number }

/** JSON Lines from a stream, one object a line; blank lines are passed over. */
export async function* jsonLines(input: Readable): AsyncGenerator<JsonRow> {
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() !== '') yield parseLine(line, number)
  }
}

const parseLine = (line: string, number: number): JsonRow => {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new InputError(`line ${number}: not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`line ${number}: not a JSON object`)
  return { ...value, [LINE]: number }
}

/** A field that must be text if it is there. */
export const textOf = (row: JsonRow, field: string): string | null => {
  const value = row[field]
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value
  throw new InputError(`line ${row[LINE]}: "${field}" must be text`)
}

/** The id, text or number, of a line that others may name: nobody else's. */
export const ownIdOf = (row: JsonRow, taken: Set<string>): string => {
  const id = typeof row.id === 'number' ? String(row.id) : neededTextOf(row, 'id')
  if (taken.has(id)) throw new InputError(`line ${row[LINE]}: the id "${id}" is another line's already`)
  taken.add(id)
  return id
}

/** A field without which the line says nothing. */
export const neededTextOf = (row: JsonRow, field: string): string => {
  const value = textOf(row, field)
  if (value === null) throw new InputError(`line ${row[LINE]}: "${field}" is missing`)
  return value
}
