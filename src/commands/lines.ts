import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A line of standard input is not what the command reads. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** JSON Lines from a stream, one object a line; blank lines are passed over. */
export async function* jsonLines(input: Readable): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() !== '') yield parseLine(line, number)
  }
}

const parseLine = (line: string, number: number): Readonly<Record<string, unknown>> => {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new InputError(`line ${number}: not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`line ${number}: not a JSON object`)
  return value as Readonly<Record<string, unknown>>
}

/** A field that must be text if it is there. */
export const textOf = (row: Readonly<Record<string, unknown>>, field: string): string | null => {
  const value = row[field]
  return typeof value === 'string' ? value : null
}
