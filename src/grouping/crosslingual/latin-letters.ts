import anyAscii from 'any-ascii'

/** What any-ascii writes for each code unit that was met, in small letters: its number, and one, among the spellings. */
const numbers = new Uint16Array(0x10000)
const spellings: string[] = []
const known = new Map<string, number>()

const learn = (unit: number): string => {
  const spelling = anyAscii(String.fromCharCode(unit).toLowerCase()).toLowerCase()
  const number = known.get(spelling) ?? spellings.push(spelling)
  known.set(spelling, number)
  numbers[unit] = number
  return spelling
}

const isAscii = (word: string): boolean => /^[\0-\x7f]*$/.test(word)

/** A word in small Latin letters; characters beyond the first plane are left out. */
export const inLatin = (word: string): string => {
  if (isAscii(word)) return word.toLowerCase()
  let latin = ''
  for (let index = 0; index < word.length; index += 1) latin += letterInLatin(word.charCodeAt(index))
  return latin
}

/** The same of one code unit that is not ASCII. */
export const letterInLatin = (unit: number): string => {
  const number = numbers[unit] ?? 0
  return number === 0 ? learn(unit) : (spellings[number - 1] ?? '')
}
