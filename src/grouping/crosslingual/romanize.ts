import anyAscii from 'any-ascii'

/** Writes words in small Latin letters. What a letter becomes is looked up once. */
export const createRomanizer = () => {
  /** By code unit: the number of its spelling, and one. */
  const numbers = new Uint16Array(0x1_0000)
  const spellings: string[] = []
  const known = new Map<string, number>()

  const learn = (unit: number): string => {
    const spelling = anyAscii(String.fromCharCode(unit).toLowerCase()).toLowerCase()
    const number = known.get(spelling) ?? spellings.push(spelling)
    known.set(spelling, number)
    numbers[unit] = number
    return spelling
  }
  /** One code unit that is not ASCII. */
  const letter = (unit: number): string => {
    const number = numbers[unit] ?? 0
    return number === 0 ? learn(unit) : (spellings[number - 1] ?? '')
  }
  return {
    letter,
    /** Characters beyond the first plane are left out. */
    word(word: string): string {
      if (isAscii(word)) return word.toLowerCase()
      let latin = ''
      for (let index = 0; index < word.length; index += 1) latin += letter(word.charCodeAt(index))
      return latin
    },
  }
}
export type Romanizer = ReturnType<typeof createRomanizer>

const isAscii = (word: string): boolean => /^[\0-\x7f]*$/.test(word)
