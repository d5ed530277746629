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

/** The wanted id, or with the first number that makes it free; `taken` has it from then on. */
export const freeId = (wanted: string, taken: Set<string>): string => {
  let id = wanted
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}-${number}`
  taken.add(id)
  return id
}
