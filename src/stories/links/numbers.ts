import { normalForm } from '../../lib/normal-form.ts'

/** Words that multiply the number before them, as the normal form writes them; longest match counts. */
const MULTIPLIERS: readonly (readonly [factor: number, words: string])[] = [
  [
    1e3,
    'thousand|thousands|тыс|тысяч|тысячи|тисяч|тисячі|тыщ|тис|tys|tsd|tausend|mil|miles|mila|duizend|bin|ribu|elfu|nghìn|ngàn|ألف|آلاف|الف|هزار|ہزار|हजार|हज़ार|হাজার|พัน|천|千|tusen|tisoč|ezer|tuhatta|χιλιάδες|אלף|ሺህ',
  ],
  [1e4, '万|萬|만|หมื่น'],
  [1e5, 'lakh|lakhs|लाख|লাখ|لاکھ|แสน'],
  [
    1e6,
    'million|millions|mn|mio|millionen|millones|millón|milhões|milhão|milioni|milione|miljoen|milyon|juta|milioni|triệu|млн|миллион|миллиона|миллионов|мільйон|мільйонів|mln|مليون|ملايين|میلیون|ملین|मिलियन|মিলিয়ন|ล้าน|백만|百万|miljoner|milijonov|millió|εκατομμύρια|εκατ|מיליון|ሚሊዮን|m',
  ],
  [1e7, 'crore|crores|करोड़|कोटी|কোটি|کروڑ'],
  [1e8, '亿|億|억'],
  [
    1e9,
    'billion|billions|bn|mrd|milliarde|milliarden|milliards|miliardi|miljard|milyar|miliar|tỷ|млрд|миллиард|миллиарда|миллиардов|мільярд|мільярдів|mld|miliardów|مليار|مليارات|میلیارد|ارب|अरब|বিলিয়ন|พันล้าน|十亿|bilhões|bilhão|bilioni|δισ|δισεκατομμύρια|מיליארד|ቢሊዮን',
  ],
  [1e12, 'trillion|trillions|trilhões|兆|조|triliun|трлн|bln|تريليون|लाख करोड़'],
]
const FACTORS = new Map(
  MULTIPLIERS.flatMap(([factor, words]) => words.split('|').map((word) => [normalForm(word).text, factor] as const)),
)
const LONGEST_FIRST = [...FACTORS.keys()].toSorted((a, b) => b.length - a.length).join('|')
const NUMBER = new RegExp(
  `(?<![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Arabic}\\d])(\\d+(?:[.,\\u00a0\\u202f' ]\\d{3})*(?:[.,]\\d+)?)\\s*-?(?:(${LONGEST_FIRST})(?![a-zа-яё\\u0600-\\u06ff\\u0900-\\u0dff]))?\\s*(%|٪|percent|per cent|prozent|процент|відсот|por ciento|por cento|per cento|pour cent|procent|proc|yüzde|persen|asilimia|phần trăm|फीसदी|प्रतिशत|শতাংশ|فیصد|بالمئة|بالمائة|درصد|퍼센트|パーセント|เปอร์เซ็นต์)?`,
  'gu',
)
const SMALLEST = 10
const GROUPED = /^\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+$/

/**
 * What the text counts, in one spelling of all languages: `11,500`, `11.5 тыс`, `1.15万` are `1.15e+4`; a share has `%` after it.
 * Years and numbers below ten are left out: any text may have them.
 */
export const amountsOf = (text: string): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const [, digits = '', unit, share] of normalForm(text).text.matchAll(NUMBER)) {
    const value = valueOf(digits) * (unit === undefined ? 1 : (FACTORS.get(unit) ?? 1))
    if (share !== undefined) found.add(`${Number(value.toPrecision(3))}%`)
    else if (value >= SMALLEST && !(unit === undefined && isYear(digits))) found.add(value.toExponential(2))
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
