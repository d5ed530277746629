import { editDistance } from '../../lib/nearest-word.ts'
import type { Names } from './filter-vocabulary.ts'

/** The kind of a mistake, from which pages choose a message in the reader's language. */
export type MistakeKind =
  | 'date'
  | 'field'
  | 'long'
  | 'meaning'
  | 'minus'
  | 'missing'
  | 'parenthesis'
  | 'quote'
  | 'regex'
  | 'star'
  | 'term'
  | 'unknown'
  | 'value'

/** The field that it is in, what was written, and what was probably meant; empty where that does not apply. */
export type MistakeAbout = { readonly field: string; readonly name: string; readonly meant: string }

/** A mistake in a filter. `parseFilter` catches it and returns it as a value. */
export class FilterMistake extends Error {
  override readonly name = 'FilterMistake'
  readonly at: number
  readonly kind: MistakeKind
  readonly about: MistakeAbout
  constructor(at: number, kind: MistakeKind, message: string, about: Partial<MistakeAbout> = {}) {
    super(message)
    this.at = at
    this.kind = kind
    this.about = { field: '', name: '', meant: '', ...about }
  }
}

const MOST = 3
const FAR = 100

/** The ids nearest to what was written: at most three, all at the same distance; empty if nothing is near. */
export const nearestIds = (written: string, names: Names<string>): readonly string[] => {
  const wanted = written.toLowerCase()
  const distances = new Map<string, number>()
  const offer = (id: string, distance: number) => {
    if (distance < (distances.get(id) ?? FAR)) distances.set(id, distance)
  }
  for (const [key, id] of names.byKey) offer(id, distanceTo(wanted, key))
  for (const { id, name } of names.known) offer(id, distanceTo(wanted, name.toLowerCase()))
  const best = Math.min(...distances.values(), FAR)
  if (best === FAR) return []
  return [...distances]
    .filter(([, distance]) => distance === best)
    .map(([id]) => id)
    .slice(0, MOST)
}

export const didYouMean = (suggestions: readonly string[]): string =>
  suggestions.length === 0 ? '' : `. Did you mean ${suggestions.join(' or ')}?`

/** 0: the same; 1: its end (`cross-border` of `ec.cross-border`); 2: another whole part; otherwise typing mistakes + 1; FAR: unrelated. */
const distanceTo = (wanted: string, name: string): number => {
  if (wanted === name) return 0
  if (wanted.length >= 3 && isWholePart(wanted, name)) return name.endsWith(wanted) ? 1 : 2
  const limit = Math.floor(Math.min(wanted.length, name.length) / 3)
  if (Math.abs(wanted.length - name.length) > limit) return FAR
  const mistakes = editDistance(wanted, name, limit)
  return mistakes > limit ? FAR : mistakes + 1
}

const isWholePart = (part: string, whole: string): boolean => {
  const start = whole.indexOf(part)
  if (start === -1) return false
  const end = start + part.length
  return !isWordAt(whole, start - 1) && !isWordAt(whole, end)
}

const isWordAt = (text: string, at: number): boolean => /[\p{L}\p{N}]/u.test(text.charAt(at))
