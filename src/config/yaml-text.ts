import { withLineFeeds } from '../lib/lines.ts'
import { load, YAMLException } from 'js-yaml'
import { type Document, LineCounter, type Node, isCollection, isMap, isScalar, parseDocument, visit } from 'yaml'

/** Lines and columns count from 1. `file`: the layer's file, where the value was merged from several layers. */
export type Position = { readonly line: number; readonly column: number; readonly file?: string }
export type ValuePath = readonly (string | number)[]
/** `key`: point at the last step's key instead of its value. */
export type Locate = (path: ValuePath, part?: 'key' | 'value') => Position

export type YamlReading =
  | { readonly ok: true; readonly value: unknown; readonly locate: Locate }
  | { readonly ok: false; readonly problems: readonly (Position & { readonly message: string })[] }

/** Enough for ordinary anchors; a «billion laughs» attack needs thousands. */
const MAX_ALIASES = 200

/**
 * Parses YAML 1.2 into plain values (null for an empty text). `js-yaml` parses first; what it refuses, `yaml` parses again, ten times as
 * slowly, since it locates every mistake and counts what aliases expand to. Positions are computed only on demand.
 */
export const readYaml = (written: string): YamlReading => {
  const text = plainText(written)
  const loaded = loadOrRefuse(text)
  if (loaded.ok) {
    const lacking = hasNull(loaded.value) ? keysWithoutValue(text) : []
    return lacking.length > 0
      ? { ok: false, problems: lacking }
      : { ok: true, value: loaded.value, locate: locateLater(written) }
  }
  try {
    return readFully(text, loaded.refusal)
  } catch (error) {
    // The parser recurses: 10,000 brackets exhaust its stack before any limit of its own.
    if (!(error instanceof RangeError)) throw error
    return { ok: false, problems: [{ line: 1, column: 1, message: TOO_DEEP }] }
  }
}

const plainText = (written: string): string => withLineFeeds(written.replace(/^\uFEFF/, ''))

type Loaded = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: unknown }

const loadOrRefuse = (text: string): Loaded => {
  try {
    return { ok: true, value: load(text, { maxAliases: 0 }) }
  } catch (refusal) {
    return { ok: false, refusal }
  }
}

/** Up to this many code units `yaml` checks for duplicate keys; its comparison of all pairs takes seconds beyond, where `js-yaml` reports them. */
const COMPARED = 64 * 1024

const TOO_DEEP = 'lists and mappings are nested too deeply'

const readFully = (text: string, refusal: unknown): YamlReading => {
  const lines = new LineCounter()
  const comparesKeys = text.length <= COMPARED
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: comparesKeys })
  const mistakes = [...document.errors, ...document.warnings]
  // A stack overflow of the parser itself appears as a mistake in the text, followed by others.
  const overflow = mistakes.find(({ message }) => /\bstack (?:size|overflow)/i.test(message))
  if (overflow !== undefined) return { ok: false, problems: [{ ...at(lines, overflow.pos[0]), message: TOO_DEEP }] }
  if (mistakes.length > 0) {
    const problem = (mistake: (typeof mistakes)[number]) => ({
      ...at(lines, mistake.pos[0]),
      message: gluedKey(lineAt(text, mistake.pos[0])) ?? sentence(mistake),
    })
    return { ok: false, problems: mistakes.map(problem) }
  }
  if (!comparesKeys && refusal instanceof YAMLException && refusal.mark !== undefined && !/alias/i.test(refusal.reason)) {
    const { line, column } = refusal.mark
    const message = refusal.reason.includes('duplicated') ? TWICE : `not valid YAML: ${refusal.reason}`
    return { ok: false, problems: [{ line: line + 1, column: column + 1, message }] }
  }
  const within = aliasWithinItself(document)
  if (within !== null) {
    return {
      ok: false,
      problems: [{ ...at(lines, within), message: 'aliases are refused: this one stands within what it names' }],
    }
  }
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }), locate: locator(document, lines) }
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RangeError) throw error
    // `yaml` throws a ReferenceError for too many aliases and for an alias without an anchor; another error for a key that it can't write.
    const reason = error instanceof ReferenceError ? 'aliases are refused' : 'not valid YAML'
    return { ok: false, problems: [{ line: 1, column: 1, message: `${reason}: ${error.message}` }] }
  }
}

/** The offset of an alias within the collection that it refers to; null where there is none. */
const aliasWithinItself = (document: Document): number | null => {
  let found: number | null = null
  visit(document, {
    Alias(_, alias, path) {
      if (!path.some((node) => isCollection(node) && node.anchor === alias.source)) return undefined
      found = startOf(alias)
      return visit.BREAK
    },
  })
  return found
}

/** Whether a value anywhere is null: only then may a key without a value be hidden in the text. */
const hasNull = (value: unknown): boolean =>
  value === null ||
  (typeof value === 'object' &&
    Object.values(value).some((part: unknown) => part === null || (typeof part === 'object' && hasNull(part))))

/**
 * Keys in braces that have neither a colon nor a value. YAML reads `{ fr: Paris, la suite }` as two keys, and `{ url:https://… }` as one: what
 * was meant is lost without a word.
 */
const keysWithoutValue = (text: string): readonly (Position & { readonly message: string })[] => {
  const lines = new LineCounter()
  const found: (Position & { readonly message: string })[] = []
  visit(parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false }), {
    Map(_, map) {
      if (map.flow !== true) return
      for (const { key, value } of map.items)
        if (value === null && isScalar(key) && !isBlank(key.value))
          found.push({ ...at(lines, startOf(key) ?? 0), message: gluedKey(String(key.value)) ?? cutText(String(key.value)) })
    },
  })
  return found
}

const isBlank = (key: unknown): boolean => key === null || key === ''

const cutText = (key: string): string =>
  `"${shortened(key)}" has no value: inside { } a comma ends a text. Put a text that holds a comma in quotes: { fr: "one, two" }`

/** `url:https://…`, written without the space that YAML asks for; null: it is something else. */
const gluedKey = (line: string): string | null => {
  const [, key, value] = /^\s*(?:- +)?([A-Za-z_]{1,40}):([^\s:].*)$/u.exec(line) ?? []
  return key === undefined || value === undefined
    ? null
    : `a space is missing after the colon: write "${key}: ${shortened(value)}"`
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

const lineAt = (text: string, offset: number): string => {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', start)
  return text.slice(start, end === -1 ? undefined : Math.min(end, start + 200))
}

const TWICE = 'this key is given twice in one mapping; keep one of them'

const sentence = (mistake: { readonly code: string; readonly message: string }): string => {
  if (mistake.code === 'DUPLICATE_KEY') return TWICE
  if (mistake.code === 'MULTIPLE_DOCS') return 'a configuration file holds one YAML document; "---" begins a second'
  return `not valid YAML: ${mistake.message}${UNQUOTED.has(mistake.code) ? '; a text with ": " in it needs quotes' : ''}`
}
/** Codes of mistakes that a colon in unquoted text causes. */
const UNQUOTED: ReadonlySet<string> = new Set(['BLOCK_IN_FLOW', 'BLOCK_AS_IMPLICIT_KEY'])

/** Locates paths in a text that was read; its tree is only made when that is asked for. */
export const locateLater = (written: string): Locate => {
  let located: Locate | null = null
  return (path, part) => {
    if (located === null) {
      const text = plainText(written)
      const lines = new LineCounter()
      located = locator(parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false }), lines)
    }
    return located(path, part)
  }
}

/** Locates the deepest part of the path that is written in the text, since a missing key has no position. */
const locator =
  (document: Document, lines: LineCounter): Locate =>
  (path, part = 'value') => {
    let offset = startOf(document.contents) ?? 0
    let node: unknown = document.contents
    for (const [index, step] of path.entries()) {
      if (!isCollection(node)) break
      const last = index === path.length - 1
      const offsetOfKey = isMap(node) ? keyOffset(node, step) : null
      node = node.get(step, true)
      const found = last && part === 'key' ? offsetOfKey : (startOf(node) ?? offsetOfKey)
      if (found === null) break
      offset = found
    }
    return at(lines, offset)
  }

const keyOffset = (map: { readonly items: readonly { readonly key: unknown }[] }, key: string | number): number | null => {
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
  return pair === undefined ? null : startOf(pair.key)
}

const startOf = (node: unknown): number | null => {
  const { range } = (node ?? {}) as Partial<Node>
  return range?.[0] ?? null
}

const at = (lines: LineCounter, offset: number): Position => {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}
