import { normalForm } from './normal-form.ts'
import { codeUnitsOf } from './code-units.ts'

/** Words that multiply the number before them, as the normal form writes them; the longest match counts. */
const MULTIPLIERS: readonly (readonly [factor: number, words: string])[] = [
  [
    1e3,
    'thousand|thousands|tisíc|tuhat|тыс|тысяч|тысячи|тисяч|тисячі|тыщ|тис|tys|tsd|tausend|mil|miles|mila|duizend|bin|ribu|elfu|nghìn|ngàn|ألف|آلاف|الف|هزار|ہزار|हजार|हज़ार|হাজার|พัน|천|千|tusen|tisoč|ezer|tuhatta|χιλιάδες|אלף|ሺህ',
  ],
  [1e4, '万|萬|만|หมื่น'],
  [1e5, 'lakh|lakhs|लाख|লাখ|لاکھ|แสน'],
  [
    1e6,
    'million|millions|mn|mio|millionen|millones|millón|milhões|milhão|milioni|milione|miljoen|milyon|juta|milioni|triệu|млн|миллион|миллиона|миллионов|мільйон|мільйона|мільйони|мільйонів|mln|مليون|ملايين|میلیون|ملین|मिलियन|মিলিয়ন|ล้าน|백만|百万|miljoner|milijonov|millió|εκατομμύρια|εκατ|מיליון|ሚሊዮን|milion|miliony|milionów|milionu|milionů|milioane|milijun|milijuna|miljoonaa|miljonit|miljoni|милион|милиона|மில்லியன்|మిలియన్|m',
  ],
  [1e7, '千万|천만|crore|crores|करोड़|कोटी|কোটি|کروڑ'],
  [1e8, '亿|億|억'],
  [1e11, '千亿|천억'],
  [
    1e9,
    'billion|billions|bn|mrd|milliarde|milliarden|milliards|miliardi|miljard|milyar|miliar|tỷ|млрд|миллиард|миллиарда|миллиардов|мільярд|мільярда|мільярди|мільярдів|mld|miliardów|مليار|مليارات|میلیارد|ارب|अरब|বিলিয়ন|พันล้าน|十亿|bilhões|bilhão|bilioni|δισ|δισεκατομμύρια|מיליארד|ቢሊዮን|milliard|md|mia|miliard|miliardy|miliardů|miliardu|miliarda|miliarde|milliárd|milliarder|miljarder|miljardi|miljardia|milijardi|milijarda|milijarde|милиард|милиарда|mil millones|mil milhões|mil milions|tỉ|بليون|பில்லியன்|bilyon',
  ],
  [
    1e12,
    '万亿|ล้านล้าน|nghìn tỷ|nghìn tỉ|trilyon|billones|billón|trillion|trillions|trilhões|兆|조|triliun|трлн|bln|تريليون|लाख करोड़',
  ],
]
const FACTORS = new Map(
  MULTIPLIERS.flatMap(([factor, words]) => words.split('|').map((word) => [normalForm(word).text, factor] as const)),
)
const LONGEST_FIRST = [...FACTORS.keys()].toSorted((a, b) => b.length - a.length).join('|')
/** A number after a letter and a hyphen is part of a name: COVID-19, G-20. */
const NUMBER = new RegExp(
  `(?:(?<![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Arabic}\\d]|\\d[.,]|\\p{L}[-‐‑])|(?<=(?<!\\p{L})(?:rs|rp|rm|usd|eur|ksh|kr)))(\\d+(?:[.,\\u00a0\\u202f' ]\\d{3})*(?:[.,]\\d+)?)\\s*-?(?:(${LONGEST_FIRST})(?![a-zа-яё\\u0600-\\u06ff\\u0900-\\u0dff]))?\\s*(%|٪|percent|per cent|prozent|процент|відсот|por ciento|por cento|per cento|pour cent|procent|proc|yüzde|persen|asilimia|phần trăm|फीसदी|प्रतिशत|শতাংশ|فیصد|بالمئة|بالمائة|درصد|퍼센트|パーセント|เปอร์เซ็นต์)?`,
  'uy',
)
const SMALLEST = 10
const GROUPED = /^\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+$/

/** A number that stands in a normal form from `start` to `end`, the word that multiplies it included. */
export type Count = {
  readonly value: number
  readonly isShare: boolean
  /** Any text may name it: a year, or a number below ten. */
  readonly isCommon: boolean
  readonly start: number
  readonly end: number
}

/** Swahili writes the multiplier before the number: milioni 20. Italian writes it after. */
const LEADING = /(?<![\d\p{L}]|\d )(elfu|laki|milioni|bilioni|trilioni) $/u
const LEADING_FACTORS: Readonly<Record<string, number>> = { elfu: 1e3, laki: 1e5, milioni: 1e6, bilioni: 1e9, trilioni: 1e12 }
const LONGEST_LEADING = 12

export const countsIn = (normal: string): readonly Count[] => {
  const counts: Count[] = []
  // A number begins with a digit: elsewhere, the expression would test its look-behind and every multiplier in vain.
  const units = codeUnitsOf(normal)
  for (let from = nextDigit(units, 0, normal.length); from !== -1; from = nextDigit(units, from, normal.length)) {
    NUMBER.lastIndex = from
    const match = NUMBER.exec(normal)
    if (match !== null) counts.push(countOf(normal, match))
    from = match === null ? from + 1 : NUMBER.lastIndex
  }
  return counts
}

const nextDigit = (units: Uint16Array, from: number, length: number): number => {
  for (let index = from; index < length; index += 1) {
    const unit = units[index] ?? 0
    if (unit >= 0x30 && unit <= 0x39) return index
  }
  return -1
}

const countOf = (normal: string, { 0: whole, 1: digits = '', 2: unit, 3: share, index }: RegExpExecArray): Count => {
  const leading = unit === undefined ? LEADING.exec(normal.slice(Math.max(0, index - LONGEST_LEADING), index))?.[1] : undefined
  const factor = FACTORS.get(unit ?? '') ?? LEADING_FACTORS[leading ?? ''] ?? 1
  const value = valueOf(digits) * factor
  return {
    value,
    isShare: share !== undefined,
    isCommon: value < SMALLEST || (factor === 1 && isYear(digits)),
    start: leading === undefined ? index : index - leading.length - 1,
    end: index + whole.trimEnd().length,
  }
}

/**
 * The amounts that a text names, in one spelling for all languages: `11,500`, `11.5 тыс`, `1.15万` are `1.15e+4`; a percentage has `%` after it. Years
 * and numbers below ten are left out: any text may have them.
 */
export const amountsOf = (text: string): ReadonlySet<string> => amountsAmong(countsIn(normalForm(text).text))

export const amountsAmong = (counts: readonly Count[]): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const { value, isShare, isCommon } of counts) {
    if (isShare) found.add(`${Number(value.toPrecision(3))}%`)
    else if (!isCommon) found.add(value.toExponential(2))
  }
  return found
}

const valueOf = (digits: string): number => {
  if (GROUPED.test(digits)) return Number(digits.replaceAll(/\D/g, ''))
  const decimal = /[.,](\d+)$/.exec(digits)
  if (decimal === null) return Number(digits.replaceAll(/\D/g, ''))
  return Number(`${digits.slice(0, decimal.index).replaceAll(/\D/g, '')}.${decimal[1] ?? ''}`)
}

const isYear = (digits: string): boolean => /^(?:19|20)\d\d$/.test(digits)
