import { withoutSurrounding, withoutTrailing } from '../lib/trim.ts'
import anyAscii from 'any-ascii'

/** An id derived from a name, as a person would write it: `Ведомости` → `vedomosti`, `人民网` → `renminwang`. */
export const idFrom = (name: string): string => {
  // NFC, since any-ascii would write an apostrophe for some separate marks of vowels and tones.
  const words = anyAscii(name.normalize('NFC'))
    .replaceAll(/['’`]/g, ' ')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
  return withoutTrailing(withoutSurrounding(words, '-').slice(0, LONGEST), '-') || 'source'
}
const LONGEST = 48

/** Returns a function that gives the wanted id, or the id with the first free number appended: never one of `taken`, nor the same one twice. */
export const createFreeIds = (taken: Iterable<string>): ((wanted: string) => string) => {
  const ids = new Set(taken)
  /** The last number tried for each wanted id, since an imported list may give thousands of sources the same name. */
  const numbers = new Map<string, number>()
  return (wanted) => {
    let number = numbers.get(wanted) ?? 1
    let id = wanted
    while (ids.has(id)) id = `${wanted}-${(number += 1)}`
    numbers.set(wanted, number)
    ids.add(id)
    return id
  }
}
