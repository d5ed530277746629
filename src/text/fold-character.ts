import toSimplified from 'opencc-js/dict/TSCharacters'

/** Spellings that mean the same and that no Unicode normalisation joins. */
const SAME = new Map<string, string>(
  [
    // Headlines and keyboards mix typographic and plain marks.
    "’' ‘' ʼ' ′' ‐- ‑- −- ٫. ٬,",
    // Hebrew geresh, gershayim and maqaf.
    '\u05f3\u0027 \u05f4\u0022 \u05be-',
    // Turkish: İNTERNET, internet and INTERNET are one word, and so must be brand names in capitals.
    'ıi',
    // Russian print leaves out the dots of ё; Greek capitals carry no accent.
    'ёе ςσ άα έε ήη ίι όο ύυ ώω ϊι ΐι ϋυ ΰυ',
    // Romanian: cedilla for comma below, from old keyboards.
    'şș ţț',
    // Hamza seats, final forms and the letters that keyboards of Arabic, Persian and Urdu exchange.
    'أا إا آا ٱا ىي یي ېي کك ڪك ةه ۀه ہه ۂه ھه ەه ۃه',
    // Devanagari and Bengali: the moon-dot is written with or without the moon.
    '\u0901\u0902 \u0981\u0982',
  ].flatMap((line) => line.split(' ').map((pair): [string, string] => [pair.charAt(0), pair.charAt(1)])),
)
for (const blank of '\t\r\u1361') SAME.set(blank, ' ')
// Ethiopic rows that sound alike are exchanged within one paper: ሐ ኀ ኸ for ሀ, ሠ for ሰ, ዐ for አ, ፀ for ጸ; so are ሃ and ሀ, ኣ and አ.
for (const [row, like] of [
  [0x1210, 0x1200],
  [0x1280, 0x1200],
  [0x12b8, 0x1200],
  [0x1220, 0x1230],
  [0x12d0, 0x12a0],
  [0x1340, 0x1338],
] as const)
  for (let order = 0; order < 7; order++) SAME.set(String.fromCharCode(row + order), String.fromCharCode(like + order))
for (const row of [0x1200, 0x12a0, 0x1210, 0x1280, 0x12b8, 0x12d0])
  SAME.set(String.fromCharCode(row + 3), row === 0x12a0 || row === 0x12d0 ? 'አ' : 'ሀ')
// OpenCC's lines: a traditional character and what may stand for it, the usual one first.
for (const line of toSimplified.split('|')) {
  const [character = '', simplified = ''] = line.split(' ')
  SAME.set(character, simplified)
}
for (const lineEnd of '\u2028\u2029') SAME.set(lineEnd, '\n')

/** Marks that are written or left out without changing the word: bidi marks, joiners, tatweel, vowel points, nukta. */
const DROPPED =
  /[\u034f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u06d6-\u06ed\u093c\ufe00-\ufe0f\u00ad\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g

/** Digits of every writing system stand in runs of ten that start at …0 or …6. */
const digitValue = (code: number): number => {
  const low = code & 15
  if (low > 9) return low - 6
  return /\p{Nd}/u.test(String.fromCodePoint(code & ~15)) ? low : low - 6
}

const digits = (text: string): string =>
  text.replaceAll(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0) % 10))

/**
 * One character as it is compared: NFKC, lower case, ASCII digits, simplified Chinese, one letter where spellings vary.
 * The answer may be empty (a mark that does not count) or longer than one character (`ß`, `㈱`).
 */
export const foldCharacter = (character: string): string => {
  // Capital dotted İ lower-cases to i + a combining dot.
  const plain = character.normalize('NFKC').toLowerCase().replaceAll('i\u0307', 'i').replaceAll(DROPPED, '')
  const folded = Array.from(plain, (letter) => (letter === 'ß' ? 'ss' : (SAME.get(letter) ?? letter))).join('')
  return digits(folded)
}
