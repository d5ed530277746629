import anyAscii from 'any-ascii'

/** An id made of a name, as a person would write it: `Ведомости` → `vedomosti`, `人民网` → `renminwang`. */
export const idFrom = (name: string): string => {
  // Marks of vowels and tones have no letter of their own; any-ascii would write an apostrophe for some.
  const words = anyAscii(name.normalize('NFC'))
    .replaceAll(/['’`]/g, ' ')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
  return (
    words
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, LONGEST)
      .replace(/-+$/, '') || 'source'
  )
}
const LONGEST = 48

/** Gives the wanted id, or it with the first number that makes it free: never one of `taken`, nor the same one twice. */
export const createFreeIds = (taken: Iterable<string>): ((wanted: string) => string) => {
  const ids = new Set(taken)
  /** The last number tried of each wanted id: an imported list may give thousands of sources the same name. */
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
