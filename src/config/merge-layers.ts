/** Merges the layers of one file into one value. A layer contains only what it adds, changes and removes. */
import { isDeepStrictEqual } from 'node:util'
import type { ValuePath } from './yaml-text.ts'

/** One change of a layer to those below it; `path` is within that layer's file. */
export type LayerChange = {
  /** Index of the layer among those above the lowest. */
  readonly layer: number
  readonly path: ValuePath
  /** `missed`: the layer removes something that no layer below has. */
  readonly kind: 'adds' | 'changes' | 'removes' | 'missed'
  readonly message: string
}
type Merged = { readonly value: unknown; readonly changes: readonly LayerChange[] }
type Mapping = Readonly<Record<string, unknown>>
type Note = (path: ValuePath, kind: LayerChange['kind'], message: string) => void

/**
 * Lists whose entries have ids are merged by id, mappings by key; any other value replaces the one below, and `null` removes it.
 * `remove: true` removes an entry. `growing` names the keys of the file whose word lists are extended instead of replaced;
 * `remove: [word]` beside them removes words. `replace: true` at the top discards the layers below.
 */
export const mergeLayers = (lowest: unknown, above: readonly unknown[], growing: readonly string[]): Merged => {
  const changes: LayerChange[] = []
  const value = above.reduce<unknown>((below, written, layer) => {
    if (!isMapping(written)) return written ?? below
    const { replace, ...rest } = written
    const isReplaced = replace === true
    const note: Note = (path, kind, message) => changes.push({ layer, path, kind, message })
    if (isReplaced) note(['replace'], 'changes', 'replaces the whole file below')
    const under = isReplaced || !isMapping(below) ? {} : below
    return mergeMapping(under, isReplaced ? rest : written, { path: [], grows: (key) => growing.includes(key), note })
  }, lowest)
  return { value, changes }
}

type Step = { readonly path: ValuePath; readonly grows: (key: string) => boolean; readonly note: Note }

const mergeMapping = (below: Mapping, above: Mapping, step: Step): Mapping => {
  const merged = new Map(Object.entries(below))
  const removed = wordsRemoved(above, step)
  for (const [key, value] of Object.entries(above)) {
    if (removed !== null && key === 'remove') continue
    const part = mergePart(below[key], value, { ...step, path: [...step.path, key], grows: () => step.grows(key) }, key)
    if (part === undefined) merged.delete(key)
    else merged.set(key, part)
  }
  if (removed !== null) removeWords(merged, removed, step)
  return Object.fromEntries(merged)
}

/** The merged value of a key; undefined: the key is removed. */
const mergePart = (old: unknown, value: unknown, step: Step, key: string): unknown => {
  const { path, note } = step
  if (isRemoval(value)) {
    note(path, old === undefined ? 'missed' : 'removes', old === undefined ? nothingToRemove(key) : `removes ${path.join('.')}`)
    return undefined
  }
  if (hasIds(value) || (hasIds(old) && (value === null || (Array.isArray(value) && value.length === 0))))
    return mergeEntries(Array.isArray(old) ? old : [], Array.isArray(value) ? value : [], step)
  if (isMapping(value)) return mergeMapping(isMapping(old) ? old : {}, value, step)
  if (value === null) return isMapping(old) ? old : undefined
  if (Array.isArray(value) && step.grows(key)) return grown(Array.isArray(old) ? old : [], value, step)
  if (isDeepStrictEqual(old, value)) return value
  // A change within an entry is noted with the entry.
  if (!path.some((one) => typeof one === 'number')) note(path, old === undefined ? 'adds' : 'changes', `sets ${path.join('.')}`)
  return value
}

const mergeEntries = (below: readonly unknown[], above: readonly unknown[], step: Step): readonly unknown[] => {
  const merged: unknown[] = [...below]
  const places = new Map(below.map((entry, place) => [idOf(entry), place] as const).toReversed())
  const seen = new Set<string>()
  const gone = new Set<number>()
  const { note } = step
  for (const [index, entry] of above.entries()) {
    const id = idOf(entry)
    const place = id === null || seen.has(id) ? undefined : places.get(id)
    if (id !== null) seen.add(id)
    const path = [...step.path, index]
    if (isRemoval(entry)) {
      note(path, place === undefined ? 'missed' : 'removes', place === undefined ? nothingToRemove(id) : `removes ${id}`)
      if (place !== undefined) gone.add(place)
    } else if (place === undefined) {
      note(path, 'adds', `adds ${id ?? 'an entry without an id'}`)
      merged.push(entry)
    } else if (isMapping(entry)) {
      merged[place] = mergeMapping(asMapping(below[place]), entry, { ...step, path })
      const keys = Object.keys(entry).filter((key) => key !== 'id')
      note(path, 'changes', `changes ${id}: ${keys.join(', ') || 'nothing'}`)
    }
  }
  return merged.filter((_, place) => !gone.has(place))
}

const grown = (old: readonly unknown[], more: readonly unknown[], { path, note }: Step): readonly unknown[] => {
  const known = new Set<unknown>(old.filter((one) => typeof one === 'string'))
  const added = more.filter((one) => !known.has(one))
  if (added.length > 0) note(path, 'adds', `adds ${added.length} to ${path.join('.')}`)
  return [...old, ...added]
}

/** The words that the mapping removes; null: it has no list `remove`. */
const wordsRemoved = ({ remove }: Mapping, { grows }: Step): ReadonlySet<unknown> | null =>
  Array.isArray(remove) && (grows('not_names') || grows('remove')) ? new Set<unknown>(remove) : null

const removeWords = (merged: Map<string, unknown>, removed: ReadonlySet<unknown>, { path, grows, note }: Step): void => {
  const found = new Set<unknown>()
  const keeps = (word: unknown): boolean => {
    if (removed.has(word)) found.add(word)
    return !removed.has(word)
  }
  for (const [key, list] of merged) {
    if (!grows(key) || !Array.isArray(list)) continue
    merged.set(
      key,
      list.filter(keeps).flatMap((entry: unknown) => withoutWords(entry, keeps)),
    )
  }
  if (found.size > 0) note([...path, 'remove'], 'removes', `removes ${found.size} from ${path.join('.') || 'not_names'}`)
  for (const [index, word] of [...removed].entries())
    if (!found.has(word)) note([...path, 'remove', index], 'missed', nothingToRemove(String(word)))
}

/** An entry of a list without the removed words. Of a pair, both operands are filtered; a pair with an empty operand is dropped. */
const withoutWords = (entry: unknown, keeps: (word: unknown) => boolean): readonly unknown[] => {
  if (!isMapping(entry)) return [entry]
  const operands = Object.entries(entry).map(
    ([side, words]) => [side, Array.isArray(words) ? words.filter(keeps) : words] as const,
  )
  return operands.some(([, words]) => Array.isArray(words) && words.length === 0) ? [] : [Object.fromEntries(operands)]
}

const nothingToRemove = (what: string | null): string => `nothing to remove: no layer below has "${what ?? ''}"`

/**
 * Where a part of the merged value is written: the highest layer that has it, and the path there; else the same for the nearest part around it.
 * Undefined: there is no layer.
 */
export const writtenAt = (
  layers: readonly unknown[],
  merged: unknown,
  path: ValuePath,
): { readonly layer: number; readonly path: ValuePath } | undefined => {
  for (let length = path.length; length >= 0; length -= 1)
    for (let layer = layers.length - 1; layer >= 0; layer -= 1) {
      const found = pathIn(layers[layer], merged, path.slice(0, length))
      if (found !== null) return { layer, path: found }
    }
  return undefined
}

/** The path in one layer, where entries and words may have other indices than in the merged value; null: the layer does not have it. */
const pathIn = (layer: unknown, merged: unknown, path: ValuePath): ValuePath | null => {
  const found: (string | number)[] = []
  let [inLayer, inMerged] = [layer, merged]
  for (const step of path) {
    const key = Array.isArray(inMerged) && Array.isArray(inLayer) ? placeOf(inLayer, inMerged, Number(step)) : step
    if (key === null || !isObject(inLayer) || !Object.hasOwn(inLayer, key)) return null
    found.push(key)
    inLayer = inLayer[key]
    inMerged = isObject(inMerged) ? inMerged[step] : undefined
  }
  return found
}

const placeOf = (layer: readonly unknown[], merged: readonly unknown[], place: number): number | null => {
  const wanted = merged[place]
  const id = idOf(wanted)
  const isSame = (other: unknown): boolean => (id === null ? isDeepStrictEqual(other, wanted) : idOf(other) === id)
  const places = layer.flatMap((other, at) => (isSame(other) ? [at] : []))
  // Of several equal entries the nth corresponds to the nth in the layer, and all beyond its last to its last.
  const nth = merged.slice(0, place).filter(isSame).length
  return places[Math.min(nth, places.length - 1)] ?? null
}

export const idsIn = (value: unknown): readonly string[] =>
  isMapping(value)
    ? Object.values(value).flatMap((list) => (Array.isArray(list) ? list.map(idOf).filter((id) => id !== null) : []))
    : []

const idOf = (entry: unknown): string | null => (isMapping(entry) && typeof entry.id === 'string' ? entry.id : null)
const hasIds = (value: unknown): boolean => Array.isArray(value) && value.some((entry) => idOf(entry) !== null)
const isRemoval = (value: unknown): boolean => isMapping(value) && value.remove === true
const isObject = (value: unknown): value is Readonly<Record<string | number, unknown>> =>
  typeof value === 'object' && value !== null
const isMapping = (value: unknown): value is Mapping => isObject(value) && !Array.isArray(value)
const asMapping = (value: unknown): Mapping => (isMapping(value) ? value : {})
