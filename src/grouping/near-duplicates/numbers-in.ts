const MOST_NUMBERS = 60
/** A space parts thousands, any other sign parts anything. */
const NUMBER = /\d+(?:[.,:;]\d+|[ \u00a0]\d{3}(?!\d))*/g

/** Numbers of texts in normal form as written, without their separators: 1,500 and 1.500 are one, 10:15 and 1015 too. */
export const numbersIn = (...texts: readonly string[]): readonly string[] => {
  const found = new Set<string>()
  for (const text of texts)
    for (const [number] of text.matchAll(NUMBER)) {
      if (found.size === MOST_NUMBERS) return [...found]
      found.add(number.replaceAll(/\D/g, ''))
    }
  return [...found]
}
