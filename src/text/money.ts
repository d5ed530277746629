import { normalForm } from './normal-form.ts'
import type { Count } from './numbers.ts'

/**
 * Names of currencies, by ISO 4217 code, or by a name of our own where several countries' currencies share a name and only the context distinguishes
 * them. `before`: signs and codes before an amount; `after`: words and signs after it. `*`: any ending.
 */
const CURRENCIES: readonly (readonly [code: string, before: string, after: string])[] = [
  [
    'USD',
    '$ us$ usd us-$ dola',
    '$ us$ usd dollar* dolar* dólar* dollár* доллар* долл долар* 美元 美金 ドル 米ドル 달러 미달러 دولار* دلار ڈالر* डॉलर ডলার* டாலர்* டொலர் డాలర్లు డాలర్ల ดอลลาร์* đô δολάρια δολαρίων דולר דולרים ዶላር დოლარ* դոլար*',
  ],
  [
    'EUR',
    '€ eur',
    '€ eur euro euros eura eur avro eiro eurot euroa eurų eurót euró eurów eurach евро євро еуро 欧元 ユーロ 유로 يورو یورو यूरो ইউরো யூரோ ยูโร ευρώ אירו יורו ዩሮ ევრო եվրո',
  ],
  [
    'GBP',
    '£ gbp',
    '£ gbp pound pounds pfund libras livres sterlin* sterline funtów фунт* 英镑 ポンド 英ポンド 파운드 पाउंड পাউন্ড',
  ],
  ['JPY', 'jpy', 'jpy yen йен* иен* 円 日元 日圆 엔 येन เยน'],
  ['CNY', 'rmb cny 人民币', 'rmb cny yuan* юан* renminbi 元 人民币 人民元 위안 يوان یوان युआन หยวน'],
  [
    'rupee',
    '₹ rs rs. inr pkr',
    '₹ inr pkr rupee rupees rupias roupies rupien рупий 卢比 ルピー 루피 रुपये रुपए रुपयांचा रुपयांची रुपयांचे روپے روپئے روپیه روبية ரூபாய் రూపాయలు রুপি',
  ],
  ['RUB', '₽ rub', '₽ rub рубл* руб rubles roubles ruble rublos roubles rubel rubli rublů rubla 卢布 ルーブル 루블 روبل रूबल'],
  ['UAH', '₴ uah', '₴ uah гривен* гривн* грн hryvnia hryvnias hrywien 格里夫纳'],
  ['KRW', '₩ krw', '₩ krw won 원 韩元 ウォン'],
  ['BRL', 'r$ brl', 'brl reais 雷亚尔'],
  ['TRY', '₺', '₺ tl lira* лир* 里拉 ليرة لیره'],
  ['CHF', 'chf fr. sfr', 'chf franken 瑞士法郎'],
  [
    'crown',
    'kr sek nok dkk czk',
    'kr sek nok dkk czk kronor kronen kroner krona крон* korun* kč 克朗 クローネ クローナ 크로네 크로나',
  ],
  ['PLN', 'pln', 'zł pln zlot* złot* злот* 兹罗提'],
  ['HUF', 'huf', 'ft huf forint*'],
  ['VND', 'vnd', 'vnd đồng 越南盾'],
  ['IDR', 'rp rp. idr', 'idr rupiah*'],
  ['THB', '฿ thb', '฿ thb baht* บาท 泰铢 バーツ 바트'],
  ['MYR', 'rm myr', 'myr ringgit 令吉'],
  ['ILS', '₪ nis ils', '₪ nis ils shekel* שקל שקלים ש"ח شيكل 谢克尔'],
  ['AED', 'aed dh', 'aed dirham* درهم 迪拉姆'],
  ['SAR', 'sar', 'sar riyal* rial* ريال 里亚尔'],
  ['IRT', '', 'toman* تومان'],
  ['ZAR', 'zar', 'zar rand'],
  ['NGN', '₦ ngn', '₦ ngn naira'],
  ['shilling', 'ksh ksh. kes tzs shilingi', 'kes tzs shilling* shilingi'],
  ['BDT', '৳ bdt', '৳ bdt taka টাকা*'],
  ['EGP', 'egp', 'egp جنيه جنيها'],
  ['ETB', 'etb', 'etb birr ብር'],
  ['CAD', 'c$ cad', 'cad 加元 カナダドル'],
  ['AUD', 'a$ aud', 'aud 澳元 豪ドル'],
  ['HKD', 'hk$ hkd', 'hkd 港元 港币'],
  ['TWD', 'nt$ twd', 'twd 新台币 台币'],
  ['SGD', 's$ sgd', 'sgd 新元'],
]

type Names = {
  readonly codes: ReadonlyMap<string, string>
  readonly open: readonly string[]
  readonly whole: readonly string[]
}

const namesOf = (column: 1 | 2): Names => {
  const codes = new Map<string, string>()
  const [open, whole]: [string[], string[]] = [[], []]
  for (const currency of CURRENCIES)
    for (const written of currency[column].split(' ').filter((word) => word !== '')) {
      const name = normalForm(written.replace('*', '')).text
      codes.set(name, currency[0])
      ;(written.endsWith('*') ? open : whole).push(name)
    }
  return { codes, open, whole }
}

const alternatives = (names: readonly string[]): string =>
  names
    .toSorted((a, b) => b.length - a.length)
    .map((name) => RegExp.escape(name))
    .join('|')

const LEADING = namesOf(1)
const FOLLOWING = namesOf(2)
/** Names in signs and in scripts without spaces: no word boundary need follow. */
const UNSPACED = /^[\p{Sc}\p{Script=Han}\p{scx=Kana}\p{Script=Hangul}\p{Script=Thai}]+$/u
const AMERICAN = '(?:us-|u\\.s\\. |us |american |amerikanisch\\p{L}* |américains? |американск\\p{L}+ |美国)'
const LINK = "(?:de |d'|di |of |od |af |من )"
const BEFORE = new RegExp(`(?:^|[^\\p{L}$])(${alternatives(LEADING.whole)})(?: za marekani)? ?$`, 'u')
const AFTER = new RegExp(
  `[ .-]{0,2}${LINK}?${AMERICAN}?(?:(${alternatives(FOLLOWING.open)})\\p{L}*|(${alternatives(FOLLOWING.whole.filter((name) => !UNSPACED.test(name)))})(?!\\p{L})|(${alternatives(FOLLOWING.whole.filter((name) => UNSPACED.test(name)))}))`,
  'uy',
)
/** Dollars of other countries. */
const NOT_AMERICAN = /^[ -]?(?:canad|kanad|austral|hong|singap|taiw|canad|канад|австрал|гонконг|كندي|استرالي|کانادا)/u
const LONGEST_BEFORE = 20

/** Currency of the amount that stands in the normal form from `start` to `end`, its multiplier included; null: none. */
export const currencyAt = (normal: string, start: number, end: number): string | null => {
  AFTER.lastIndex = end
  const found = AFTER.exec(normal)
  if (found !== null) {
    const code = FOLLOWING.codes.get(found[1] ?? found[2] ?? found[3] ?? '') ?? null
    return code === 'USD' && NOT_AMERICAN.test(normal.slice(AFTER.lastIndex, AFTER.lastIndex + LONGEST_BEFORE)) ? null : code
  }
  const before = BEFORE.exec(normal.slice(Math.max(0, start - LONGEST_BEFORE), start))?.[1]
  return before === undefined ? null : (LEADING.codes.get(before) ?? null)
}

/** Smaller sums are prices that any text may name. */
const SMALLEST = 1_000

/**
 * Sums of money, by currency and three digits: `$1.5 billion`, `15亿美元`, `1,5 млрд долларов` are `USD1.50e+9`. With two digits, different fines of one
 * week would be equal: 12.1 and 12.4 million. `counts`: the numbers of this normal form.
 */
export const moneyOf = (normal: string, counts: readonly Count[]): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const { value, isShare, start, end } of counts) {
    if (isShare || value < SMALLEST) continue
    const currency = currencyAt(normal, start, end)
    if (currency !== null) found.add(`${currency}${value.toExponential(2)}`)
  }
  return found
}
