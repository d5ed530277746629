import { writeFileSync } from 'node:fs'

/** Readable: what is nested deepest stands on one line, so that a change of a table can be read. Returns a line that says how large it is. */
export const writeTable = (file: string, value: unknown): string => {
  const text = `${linesOf(sorted(value), '')}\n`
  writeFileSync(file, text)
  return `${file}: ${Math.round(Buffer.byteLength(text) / 1024)} kB`
}

const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([key, inner]) => [key, sorted(inner)]),
      )

const linesOf = (value: unknown, indent: string): string => {
  if (typeof value !== 'object' || value === null || isFlat(value)) return JSON.stringify(value)
  const inner = `${indent} `
  if (Array.isArray(value)) return `[\n${value.map((one) => inner + linesOf(one, inner)).join(',\n')}\n${indent}]`
  const lines = Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${linesOf(one, inner)}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}
/** A list of numbers, or a tree: a list of its nodes. */
const isFlat = (value: object): boolean =>
  Array.isArray(value) &&
  value.every((one) => typeof one !== 'object' || (Array.isArray(one) && isFlat(one) && !Array.isArray(one[0])))
