import { normalForm } from '../../lib/normal-form.ts'
import { HAN, HIRAGANA, KATAKANA, NONE, runsOn, scriptOf } from '../../lib/script.ts'

/** Terms of one article with how often each stands there, keyed by a 32-bit hash. */
export type TermCounts = ReadonlyMap<number, number>

/** Reports of one event agree in their first paragraphs; what follows is background that other events share. */
const TEXT_LIMIT = 800
const TITLE_WEIGHT = 2
/** Endings differ («regulator», «regulators», «regulatory»); beginnings tell. */
const PREFIX = 6
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** Words cut to six letters; pairs of characters where words stand without spaces. */
export const termsOf = (title: string, text: string): TermCounts => {
  const counts = new Map<number, number>()
  addTerms(counts, title, TITLE_WEIGHT)
  if (text !== '') addTerms(counts, text.slice(0, TEXT_LIMIT), 1)
  return counts
}

const addTerms = (counts: Map<number, number>, original: string, weight: number): void => {
  const { text } = normalForm(original)
  const add = (hash: number): void => void counts.set(hash, (counts.get(hash) ?? 0) + weight)
  let word = 0
  let letters = 0
  let before = 0
  for (let index = 0; index <= text.length; index += 1) {
    const unit = index < text.length ? text.charCodeAt(index) : 0
    const script = scriptOf(unit)
    const alone = runsOn(script)
    if (letters > 0 && (script === NONE || alone)) {
      if (letters > 1) add(word)
      letters = 0
    }
    if (alone) {
      if (before !== 0 && isTelling(script, unit, before)) add(pairHash(before, unit))
      before = unit
      continue
    }
    before = 0
    if (script === NONE) continue
    if (letters < PREFIX) word = Math.imul((letters === 0 ? FNV_OFFSET : word) ^ unit, FNV_PRIME) >>> 0
    letters += 1
  }
}

const pairHash = (one: number, other: number): number =>
  Math.imul(Math.imul(FNV_OFFSET ^ one, FNV_PRIME) ^ (other + 0x10000), FNV_PRIME) >>> 0

/** Two hiragana are grammar; one among Han or katakana may be an ending. */
const isTelling = (script: number, unit: number, before: number): boolean =>
  script === HAN ||
  script === KATAKANA ||
  (script !== HIRAGANA && runsOn(script)) ||
  (unit !== before && scriptOf(before) === HAN)
