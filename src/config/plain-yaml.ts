/**
 * The plain part of YAML that configuration files are written in: block mappings and lists, flow lists and mappings, scalars
 * on one line. A whole lexicon is read ten times as fast as the full parser does, which is what makes a start and a reload
 * quick. Anything else (anchors, tags, block scalars, escapes, tabs, and every mistake) is left to the full parser: this one
 * answers null rather than guess. tests/config/plain-yaml.test.ts holds that both give equal values.
 */
export const readPlainYaml = (text: string): Record<string, unknown> | null => {
  const cursor: Cursor = { text, at: 0 }
  try {
    const indent = nextContent(cursor)
    if (indent !== 0) return null
    const value = readMapping(cursor, 0)
    return nextContent(cursor) === -1 ? value : null
  } catch (error) {
    if (error === NOT_PLAIN || error instanceof RangeError) return null
    throw error
  }
}

/** Thrown for «this is not the plain part», never seen outside. */
const NOT_PLAIN = new Error('not plain YAML')

type Cursor = { readonly text: string; at: number }

const BLANK = /(?: *(?:#[^\n]*)?\n)*/y
const SPACES = / */y
const TAIL = / *(?: #[^\n]*)?(?:\n|$)/y
const KEY = /([A-Za-z0-9_][\w.-]*):(?: +|(?=\n)|$)/y
/** Letters of any script may begin a plain scalar, indicators may not; a few may that mean nothing special. */
const BLOCK_SCALAR = /[^\s\-?:,[\]{}#&*!|>'"%@`=<~][^\n]*/y
const FLOW_SCALAR = /[^\s\-?:,[\]{}#&*!|>'"%@`=<~][^\n,[\]{}]*/y
const SINGLE = /'((?:[^'\n]|'')*)'/y
const DOUBLE = /"([^"\\\n]*)"/y
const FLOW_SPACE = /(?:[ \n]|(?<= )#[^\n]*)*/y
/** A colon or hash that would end or split a plain scalar. */
const SPLITS = /:(?: |$)| #/
const DECIMAL = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/
const NUMBER_LIKE = /^[.+\d]/
const TEXT_AFTER_DIGITS = /^\d[\d.]*[^\d.eExo+_-]/
const CONSTANT = /^(?:true|True|TRUE|false|False|FALSE|null|Null|NULL)$/

const match = (cursor: Cursor, pattern: RegExp): RegExpExecArray => {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)
  if (found === null) throw NOT_PLAIN
  cursor.at = pattern.lastIndex
  return found
}

/** Goes to the next line that holds something and returns its indent; −1 at the end. Stands at the line's start. */
const nextContent = (cursor: Cursor): number => {
  match(cursor, BLANK)
  SPACES.lastIndex = cursor.at
  const indent = SPACES.exec(cursor.text)?.[0].length ?? 0
  const first = cursor.text[cursor.at + indent]
  if (first === undefined || first === '#') return -1
  return indent
}

const readMapping = (cursor: Cursor, indent: number): Record<string, unknown> => {
  const mapping: Record<string, unknown> = {}
  for (let next = indent; next === indent; next = nextContent(cursor)) {
    cursor.at += indent
    readEntry(cursor, indent, mapping)
  }
  return mapping
}

/** One `key: value` of a block mapping. Stands at the key. */
const readEntry = (cursor: Cursor, indent: number, mapping: Record<string, unknown>): void => {
  const key = match(cursor, KEY)[1] ?? ''
  if (Object.hasOwn(mapping, key) || key === '__proto__' || typeof plainValue(key) !== 'string') throw NOT_PLAIN
  mapping[key] = readValue(cursor, indent)
}

const readValue = (cursor: Cursor, indent: number): unknown => {
  const first = cursor.text[cursor.at]
  if (first === undefined || first === '\n' || first === '#') return readNested(cursor, indent)
  return readInline(cursor, indent)
}

/** A value that begins on a later line. */
const readNested = (cursor: Cursor, indent: number): unknown => {
  const next = nextContent(cursor)
  if (next < indent || next === -1) throw NOT_PLAIN
  if (cursor.text.startsWith('- ', cursor.at + next)) return readList(cursor, next)
  if (next === indent) throw NOT_PLAIN
  return readMapping(cursor, next)
}

const readList = (cursor: Cursor, indent: number): readonly unknown[] => {
  const list: unknown[] = []
  for (let next = indent; next === indent && cursor.text.startsWith('- ', cursor.at + indent); next = nextContent(cursor)) {
    cursor.at += indent + 2
    list.push(readListItem(cursor, indent))
  }
  return list
}

const readListItem = (cursor: Cursor, indent: number): unknown => {
  KEY.lastIndex = cursor.at
  if (!KEY.test(cursor.text)) return readInline(cursor, indent)
  const mapping: Record<string, unknown> = {}
  readEntry(cursor, indent + 2, mapping)
  for (let next = nextContent(cursor); next === indent + 2; next = nextContent(cursor)) {
    cursor.at += next
    readEntry(cursor, indent + 2, mapping)
  }
  return mapping
}

/** A value that ends on this line, or a flow collection; then the rest of the line. */
const readInline = (cursor: Cursor, indent: number): unknown => {
  const first = cursor.text[cursor.at]
  if (first === '[' || first === '{' || first === "'" || first === '"') {
    const value = readFlow(cursor, indent)
    match(cursor, TAIL)
    rejectContinuation(cursor, indent)
    return value
  }
  const written = match(cursor, BLOCK_SCALAR)[0]
  const comment = written.indexOf(' #')
  const text = (comment === -1 ? written : written.slice(0, comment)).replace(/ +$/, '')
  if (SPLITS.test(text)) throw NOT_PLAIN
  cursor.at = Math.min(cursor.at + 1, cursor.text.length)
  rejectContinuation(cursor, indent)
  return plainValue(text)
}

/** A deeper line after a finished value would continue it (a scalar over several lines) or be a mistake. */
const rejectContinuation = (cursor: Cursor, indent: number): void => {
  if (nextContent(cursor) > indent) throw NOT_PLAIN
}

const readFlow = (cursor: Cursor, indent: number): unknown => {
  const first = cursor.text[cursor.at]
  if (first === '[') return readFlowList(cursor, indent)
  if (first === '{') return readFlowMapping(cursor, indent)
  if (first === "'") return (match(cursor, SINGLE)[1] ?? '').replaceAll("''", "'")
  if (first === '"') return match(cursor, DOUBLE)[1] ?? ''
  return readFlowScalar(cursor)
}

const readFlowScalar = (cursor: Cursor): unknown => {
  const written = match(cursor, FLOW_SCALAR)[0]
  if (SPLITS.test(written)) throw NOT_PLAIN
  return plainValue(written.replace(/ +$/, ''))
}

const readFlowList = (cursor: Cursor, indent: number): readonly unknown[] => {
  const list: unknown[] = []
  cursor.at += 1
  skipFlowSpace(cursor, indent)
  while (cursor.text[cursor.at] !== ']') {
    list.push(readFlow(cursor, indent))
    endFlowEntry(cursor, indent, ']')
  }
  cursor.at += 1
  return list
}

const readFlowMapping = (cursor: Cursor, indent: number): Record<string, unknown> => {
  const mapping: Record<string, unknown> = {}
  cursor.at += 1
  skipFlowSpace(cursor, indent)
  while (cursor.text[cursor.at] !== '}') {
    const key = match(cursor, KEY)[1] ?? ''
    if (Object.hasOwn(mapping, key) || key === '__proto__' || typeof plainValue(key) !== 'string') throw NOT_PLAIN
    mapping[key] = readFlow(cursor, indent)
    endFlowEntry(cursor, indent, '}')
  }
  cursor.at += 1
  return mapping
}

const endFlowEntry = (cursor: Cursor, indent: number, close: ']' | '}'): void => {
  skipFlowSpace(cursor, indent)
  const next = cursor.text[cursor.at]
  if (next === close) return
  if (next !== ',') throw NOT_PLAIN
  cursor.at += 1
  skipFlowSpace(cursor, indent)
}

/** Spaces, line ends and comments inside a flow collection, whose lines must stand deeper than their key. */
const skipFlowSpace = (cursor: Cursor, indent: number): void => {
  const skipped = match(cursor, FLOW_SPACE)[0]
  const lineEnd = skipped.lastIndexOf('\n')
  if (lineEnd !== -1 && skipped.length - lineEnd - 1 <= indent) throw NOT_PLAIN
}

/** Text, true, false or a small number, as YAML's core schema has them; other special values are not plain. */
const plainValue = (text: string): unknown => {
  if (DECIMAL.test(text)) return Number(text)
  if (NUMBER_LIKE.test(text)) {
    if (/^\.\p{L}/u.test(text) && !/^\.(?:inf|nan)$/i.test(text)) return text
    if (!TEXT_AFTER_DIGITS.test(text)) throw NOT_PLAIN
    return text
  }
  if (!CONSTANT.test(text)) return text
  if (text === 'true') return true
  if (text === 'false') return false
  throw NOT_PLAIN
}
