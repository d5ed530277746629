/** The log for a person at a terminal: one line per event, and fields of several lines below it. */
import type { Terminal } from './terminal.ts'

type Record = Readonly<{ [field: string]: unknown }>

/** A line of the JSON log as text: time, level, event, message, then the other fields. Text that is no JSON is not converted. */
export const textLine = (json: string, { paint }: Pick<Terminal, 'paint'>): string => {
  const record = recordIn(json)
  if (record === null) return plain(json.trimEnd())
  const { time, level, event, msg, ...others } = record
  const name = textOf(level)
  const begin = [paint('dim', timeOf(time)), paint(COLOURS[name] ?? 'plain', name.padEnd(5)), paint('bold', textOf(event))]
  const [fields, blocks] = partition(Object.entries(others))
  const rest = fields.map(([key, value]) => `${key}=${valueOf(value)}`).join(' ')
  const line = [...begin, plain(textOf(msg)), paint('dim', rest)].filter((part) => part !== '').join(' ')
  return [line, ...blocks.map((block) => `    ${block}`)].join('\n')
}

type Paint = Parameters<Terminal['paint']>[0]
const COLOURS: Readonly<{ [level: string]: Paint }> = {
  trace: 'dim',
  debug: 'dim',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'red',
}

const recordIn = (json: string): Record | null => {
  try {
    const value: unknown = JSON.parse(json)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is Record => typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const timeOf = (written: unknown): string => {
  const at = new Date(textOf(written))
  if (Number.isNaN(at.getTime())) return ''
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`
}

type Field = readonly [key: string, value: unknown]

/** The fields for the line, and the lines below it: stack traces, texts of several lines and lists of texts. */
const partition = (fields: readonly Field[]): readonly [readonly Field[], readonly string[]] => {
  const linesOf = (value: unknown): readonly string[] | null => {
    if (isRecord(value) && typeof value['stack'] === 'string') return value['stack'].split('\n').map(plain)
    if (typeof value === 'string' && value.includes('\n')) return value.split('\n').map(plain)
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value.map(plain) : null
  }
  return [fields.filter(([, value]) => linesOf(value) === null), fields.flatMap(([, value]) => linesOf(value) ?? [])]
}

const valueOf = (value: unknown): string =>
  typeof value === 'string' && /^[^\s"=]+$/.test(value) ? plain(value) : plain(JSON.stringify(value) ?? '')

/** Replaces control characters by spaces: names of sources and answers of servers may contain escape sequences, which the terminal would obey. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
