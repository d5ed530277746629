import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { isOutOfDescriptors } from '../lib/system-errors.ts'
import type { ConfigProblem } from '../model/configuration.ts'
import { type LayerChange, idsIn, mergeLayers, writtenAt } from './merge-layers.ts'
import { locateLater, type Locate, readYaml } from './yaml-text.ts'

/** More than any hand-written file; a larger one is a mistake or an attack. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024

export type LayersOrder = {
  readonly folders: readonly string[]
  readonly name: string
  readonly growing?: readonly string[]
  /** Left out: every text is read anew. */
  readonly remembered?: Remembered | undefined
}

/** Values of texts that were read and found valid before. */
export type Remembered = {
  /** Undefined: the text was not read before. */
  readonly recall: (text: string) => unknown
  readonly keep: (text: string, value: unknown) => void
}

type Layer = {
  readonly file: string
  readonly text: string
  readonly value: unknown
  readonly locate: Locate
  /** The value is what the check of the file made of it. */
  readonly isChecked: boolean
}
type Unreadable = { readonly file: string; readonly problems: readonly ConfigProblem[] }

const START: Locate = () => ({ line: 1, column: 1 })
const NO_CHANGES = (): readonly ConfigProblem[] => []
const NO_IDS: ReadonlySet<string> = new Set()

/**
 * Reads one file of all layers and merges it into one value, not checked yet. `locateIn` locates paths of a value derived from it, in the
 * layers that wrote them; `gone` are ids that a layer removes, `added` those that the lowest layer does not have.
 */
export const readLayers = async ({ folders, name, growing = [], remembered }: LayersOrder) => {
  const texts = await Promise.all(
    folders.map(async (folder) => ({ file: join(folder, name), read: await readText(join(folder, name)) })),
  )
  const read = texts.map((one) => parsed(one, texts, remembered))
  const present = read.filter((layer) => layer !== null)
  const files = present.map(({ file }) => file)
  const nothing = {
    file: files[0] ?? join(folders[0] ?? '', name),
    files,
    missing: files.length === 0,
    locateIn: () => START,
    value: null,
    asksForSome: false,
    alone: null,
    isChecked: false,
    gone: NO_IDS,
    added: NO_IDS,
    layerChanges: NO_CHANGES,
  }
  const problems = present.flatMap((layer) => ('problems' in layer ? layer.problems : []))
  // Where a layer can't be read, the others are not checked either: it might change any part of them.
  if (problems.length > 0) return { ...nothing, problems }
  const written = present.filter((layer): layer is Layer => 'value' in layer && layer.value !== null)
  const [first] = written
  if (first === undefined) return { ...nothing, problems }
  const asksForSome = written.some(({ text }) => text.includes('${'))
  const isAlone = written.length === 1 && first.file === join(folders[0] ?? '', name)
  const { text: alone, isChecked } = first
  if (isAlone) return { ...nothing, problems, asksForSome, value: first.value, alone, isChecked, locateIn: () => first.locate }
  return { ...nothing, problems, asksForSome, ...merged(written, first.file === join(folders[0] ?? '', name), growing) }
}

const merged = (written: readonly Layer[], hasLowest: boolean, growing: readonly string[]) => {
  const above = hasLowest ? written.slice(1) : written
  const { value, changes } = mergeLayers(
    hasLowest ? written[0]?.value : {},
    above.map((layer) => layer.value),
    growing,
  )
  const values = written.map((layer) => layer.value)
  const locateIn =
    (whole: unknown): Locate =>
    (path, part) => {
      const place = writtenAt(values, whole, path)
      const layer = written[place?.layer ?? 0]
      return { ...(layer?.locate(place?.path ?? [], part) ?? START([])), ...(layer === undefined ? {} : { file: layer.file }) }
    }
  const left = new Set(idsIn(value))
  const gone = new Set(values.flatMap(idsIn).filter((id) => !left.has(id)))
  const below = new Set(hasLowest ? idsIn(values[0]) : [])
  const added = new Set([...left].filter((id) => !below.has(id)))
  const problem = ({ layer, path, message }: LayerChange): readonly ConfigProblem[] => {
    const { file, locate: inLayer } = above[layer] ?? { file: '', locate: START }
    return [{ file, ...inLayer(path), message }]
  }
  const layerChanges = (which: 'done' | 'missed'): readonly ConfigProblem[] =>
    changes.filter(({ kind }) => (kind === 'missed') === (which === 'missed')).flatMap(problem)
  return { value, locateIn, gone, added, layerChanges }
}

type LayerText = { readonly file: string; readonly read: TextReading | null }

const parsed = (
  { file, read }: LayerText,
  all: readonly LayerText[],
  remembered: Remembered | undefined,
): Layer | Unreadable | null => {
  if (read === null) return null
  if (!read.ok) return { file, problems: [{ file, line: 1, column: 1, message: read.message }] }
  // A text that is merged with others is needed as it is written.
  const isAlone = all[0]?.file === file && all.every((other) => other.file === file || other.read === null)
  const known = isAlone ? remembered?.recall(read.text) : undefined
  if (known !== undefined) return { file, text: read.text, value: known, locate: locateLater(read.text), isChecked: true }
  const yaml = readYaml(read.text)
  if (!yaml.ok) return { file, problems: yaml.problems.map((problem) => ({ file, ...problem })) }
  return { file, text: read.text, value: yaml.value, locate: yaml.locate, isChecked: false }
}

type TextReading = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string }

const readText = async (file: string): Promise<TextReading | null> => {
  try {
    // O_NONBLOCK: without it, opening a named pipe would wait for a writer, possibly for ever.
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
    const advice = isOutOfDescriptors(error) ? 'raise the limit of open files (ulimit -n)' : 'check its permissions'
    return { ok: false, message: `the file cannot be read (${code}); ${advice}` }
  }
}

/** An editor that is saving, or a full disk, leaves an empty file: if it were accepted, every source would be removed. */
const EMPTY = 'the file is empty, as while it is being saved; delete it if nothing belongs in it, or write a comment'
