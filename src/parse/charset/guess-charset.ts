import { canonicalCharset, decodeAs } from './declared-charset.ts'

/** How many bytes are examined, from the first that is not ASCII on; more do not change the result. */
const SAMPLE = 65_536
/** A declared charset is used without comparing others if its text scores at least this. */
const GOOD_ENOUGH = 0.55
/** Added to the score of a declared charset, and of the one that jschardet detects. */
const DECLARED = 0.2
const DETECTED = 0.1
/** Charsets of obsolete systems: chosen only where no other charset gives plausible text. `RARITY` is subtracted from their score. */
const RARE = /^(?:mac|cp(?!932|949)\d{3}$|iso-?8859-(?:3|4|10|14)$)/
const RARITY = 0.4

/**
 * The charset of bytes that are not UTF-8: a declared one if its text is plausible; otherwise the best by score of the declared ones, the
 * one that jschardet detects and those that the language is usually written in.
 */
export const guessCharset = async (
  bytes: Uint8Array,
  declared: readonly string[],
  language: string | null,
): Promise<string> => {
  const sample = sampleOf(bytes)
  const alphabet = alphabetOf(language)
  for (const charset of declared) {
    if (judgeReading(decodeSample(sample, charset), alphabet) >= GOOD_ENOUGH) return charset
  }
  const detected = await detect(sample)
  const candidates = new Set([...declared, detected.charset, ...(alphabet?.charsets ?? []), 'windows-1252'])
  let best = 'windows-1252'
  let bestScore = -Infinity
  for (const [at, charset] of [...candidates].entries()) {
    if (charset === null) continue
    const prior = priorOf(charset, declared, detected.charset) - at / 1000
    const score = judge(decodeSample(sample, charset), alphabet, detected.alphabet) + prior
    if (score > bestScore) [best, bestScore] = [charset, score]
  }
  return best
}

const priorOf = (charset: string, declared: readonly string[], detected: string | null): number => {
  if (declared.includes(charset)) return DECLARED + (charset === detected ? DETECTED : 0)
  return (charset === detected ? DETECTED : 0) - (RARE.test(charset) ? RARITY : 0)
}

/** The score by the alphabet that fits better. A detected language counts less than a hinted one: it is more often wrong. */
const judge = (text: string, hinted: Alphabet | null, detected: Alphabet | null): number => {
  const byDetected = judgeReading(text, detected)
  return hinted === null ? byDetected : Math.max(judgeReading(text, hinted), byDetected - 0.3)
}

const sampleOf = (bytes: Uint8Array): Uint8Array => {
  const first = bytes.findIndex((value) => value >= 0x80)
  return bytes.subarray(Math.max(0, first), Math.max(0, first) + SAMPLE)
}

/** The sample may end inside a character; replacement characters at its end are dropped. */
const decodeSample = (sample: Uint8Array, charset: string): string => decodeAs(sample, charset).replace(/\ufffd{1,3}$/, '')

type Detected = { readonly charset: string | null; readonly alphabet: Alphabet | null }

/** jschardet is loaded when first needed: its model takes 100 ms and some megabytes, and nearly all documents are UTF-8. */
const detect = async (sample: Uint8Array): Promise<Detected> => {
  const { detect: run } = await import('jschardet')
  const found = run(sample)
  return { charset: canonicalCharset(found.encoding), alphabet: alphabetOf(found.language) }
}

/** Punctuation and symbols that occur in the prose of any language. */
const PROSE = /[\u00a0«»“”„‘’‚…–—•·€£©®™°§№\u200b-\u200f。、，：；！？「」『』《》（）【】・～〜￥％\u3000\uff01-\uff5e]/u
const LETTER = /\p{L}|\p{M}/u
const LATIN = /\p{Script=Latin}/u
const UPPER = /\p{Lu}/u
const LOWER = /\p{Ll}/u

/** The most characters beyond ASCII that are scored. */
const LOOK_AT = 4000

/**
 * How plausible decoded text is, from about −5 (noise) to 1 (every character belongs). Only characters beyond ASCII count; with an alphabet,
 * also how frequent they are in that language.
 */
const judgeReading = (text: string, alphabet: Alphabet | null): number => {
  let seen = 0
  let score = 0
  let run = 0
  let before = ' '
  for (const character of text) {
    if (character.charCodeAt(0) >= 0x80 && seen < LOOK_AT) {
      run = LATIN.test(character) ? run + 1 : 0
      seen += 1
      score += worth(character, alphabet) - misplaced(character, before, run)
    } else run = 0
    before = character
  }
  return seen === 0 ? 1 : score / seen
}

const worth = (character: string, alphabet: Alphabet | null): number => {
  const code = character.codePointAt(0) ?? 0
  if (code === 0xff_fd) return -5
  if (code < 0xa0) return -3
  if ((code >= 0xe0_00 && code <= 0xf8_ff) || code > 0x3_ff_ff) return -2
  if (PROSE.test(character)) return 0.6
  if (!LETTER.test(character)) return -1
  if (alphabet === null) return code > 0xff_00 ? 0 : 0.7
  if (alphabet.usual.has(character)) return 1
  if (!alphabet.letters.test(character)) return -1
  // A capital is rarer than its small letter, so charsets that swap the two (KOI8 read as windows-1251) score less.
  return UPPER.test(character) ? 0.4 : 0.7
}

/** The penalty for a capital after a small letter, and for a third accented letter in a row: both are typical of wrong charsets. */
const misplaced = (character: string, before: string, run: number): number =>
  (LOWER.test(before) && UPPER.test(character) ? 1 : 0) + (run >= 3 ? 0.7 : 0)

/**
 * A language's characters beyond ASCII, and the charsets that it is written in. `usual`: the characters that most of a text consists of;
 * `letters`: all that occur in it.
 */
type Alphabet = { readonly usual: ReadonlySet<string>; readonly letters: RegExp; readonly charsets: readonly string[] }

type Row = { readonly languages: string; readonly charsets: string; readonly usual: string; readonly letters: string }

const ROWS: readonly Row[] = [
  { languages: 'de', charsets: 'windows-1252 iso-8859-15 macintosh', usual: 'äöüßÄÖÜ', letters: 'äöüßéèàçáóñ' },
  { languages: 'fr', charsets: 'windows-1252 iso-8859-15 macintosh', usual: 'éèàêçùôîâûÉÀÈÊÇœ', letters: 'éèàêçùôîâûëïüÿœæñ' },
  { languages: 'es gl ast', charsets: 'windows-1252 iso-8859-15 macintosh', usual: 'áéíóúñÁÉÍÓÚÑ', letters: 'áéíóúñüçàèò' },
  { languages: 'ca oc', charsets: 'windows-1252 iso-8859-15', usual: 'àèéíòóúçÀÈÉÍÒÓÚÇ', letters: 'àèéíòóúïüçñ' },
  { languages: 'pt', charsets: 'windows-1252 iso-8859-15 macintosh', usual: 'ãõáéíóúâêôçàÃÕÁÉÍÓÚÂÊÔÇÀ', letters: 'ãõáéíóúâêôçàüñèò' },
  { languages: 'it', charsets: 'windows-1252 iso-8859-15 macintosh', usual: 'àèéìòùÈÀÉ', letters: 'àèéìòùíóúîçñáêôöü' },
  { languages: 'nl af', charsets: 'windows-1252 iso-8859-15', usual: 'éëïöüèÉ', letters: 'éëïöüèáóàçñêôûä' },
  { languages: 'sv fi', charsets: 'windows-1252 iso-8859-15', usual: 'åäöÅÄÖé', letters: 'åäöéüšžáà' },
  { languages: 'da nb no nn', charsets: 'windows-1252 iso-8859-15', usual: 'æøåÆØÅé', letters: 'æøåéèäöüòóôê' },
  { languages: 'is fo', charsets: 'windows-1252 iso-8859-15', usual: 'áðéíóúýþæöÁÐÉÍÓÚÝÞÆÖø', letters: 'áðéíóúýþæöø' },
  { languages: 'ga cy eu en sw id ms tl', charsets: 'windows-1252 iso-8859-15 macintosh', usual: 'áéíóúñâêîôûŵŷ', letters: 'áéíóúàèìòùñäëïöüâêîôûŵŷçåøæ' },
  { languages: 'pl', charsets: 'windows-1250 iso-8859-2 macintosh', usual: 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ', letters: 'ąćęłńóśźżéöüäáčšž' },
  { languages: 'cs sk', charsets: 'windows-1250 iso-8859-2', usual: 'áčďéěíňóřšťúůýžľôÁČĎÉĚÍŇÓŘŠŤÚŮÝŽĽ', letters: 'áčďéěíňóřšťúůýžľĺŕôäöü' },
  { languages: 'hu', charsets: 'windows-1250 iso-8859-2', usual: 'áéíóöőúüűÁÉÍÓÖŐÚÜŰ', letters: 'áéíóöőúüűäčšž' },
  { languages: 'ro mo', charsets: 'windows-1250 iso-8859-16 iso-8859-2', usual: 'ăâîșțşţĂÂÎȘȚŞŢ', letters: 'ăâîșțşţéáöü' },
  { languages: 'hr sl bs sr-latn', charsets: 'windows-1250 iso-8859-2', usual: 'čćđšžČĆĐŠŽ', letters: 'čćđšžéáöü' },
  { languages: 'sq', charsets: 'windows-1252 windows-1250', usual: 'ëçËÇ', letters: 'ëçéáöü' },
  { languages: 'et', charsets: 'windows-1257 iso-8859-13 windows-1252 iso-8859-15 iso-8859-4', usual: 'äöõüšžÄÖÕÜŠŽ', letters: 'äöõüšžéåāēīū' },
  { languages: 'lv', charsets: 'windows-1257 iso-8859-13 iso-8859-4', usual: 'āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ', letters: 'āčēģīķļņšūžŗōöüõä' },
  { languages: 'lt', charsets: 'windows-1257 iso-8859-13 iso-8859-4', usual: 'ąčęėįšųūžĄČĘĖĮŠŲŪŽ', letters: 'ąčęėįšųūžóéöü' },
  { languages: 'tr az', charsets: 'windows-1254 iso-8859-3', usual: 'çğıöşüİÇĞÖŞÜəƏ', letters: 'çğıöşüəâîûéä' },
  { languages: 'vi', charsets: 'windows-1258 tcvn viscii', usual: 'ạảấầẩẫậắằẳẵặẹẻẽếềểễệọỏốồổỗộớờởỡợụủứừửữựăâđêôơưàáèéìíòóùúã', letters: '\u0300-\u0303\u0309\u0323àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ' },
  { languages: 'ru', charsets: 'windows-1251 koi8-r iso-8859-5 cp866 maccyrillic', usual: 'оеаинтсрвлкмдпуыья', letters: 'а-яё' },
  { languages: 'uk', charsets: 'windows-1251 koi8-u iso-8859-5 cp866', usual: 'оаинтвреіслкудмпья', letters: 'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя' },
  { languages: 'be', charsets: 'windows-1251 koi8-u iso-8859-5 cp866', usual: 'анрыіеоскаўдлтя', letters: 'абвгдеёжзійклмнопрстуўфхцчшыьэюя' },
  { languages: 'bg', charsets: 'windows-1251 iso-8859-5 koi8-r', usual: 'аоиентрсвлкдпмз', letters: 'абвгдежзийклмнопрстуфхцчшщъьюя' },
  { languages: 'sr mk', charsets: 'windows-1251 iso-8859-5', usual: 'аоиентрсвјклдпмјљњ', letters: 'абвгдђежзијклљмнњопрстћуфхцчџшѓѕќ' },
  { languages: 'kk ky tg mn tt', charsets: 'windows-1251 rk1048', usual: 'аеынтрлидосқғұ', letters: 'а-яёәғқңөұүһіҳҷӣӯ' },
  { languages: 'el', charsets: 'windows-1253 iso-8859-7', usual: 'αοιετσνηυρπκμλ', letters: 'α-ωάέήίόύώϊϋΐΰς' },
  { languages: 'ar', charsets: 'windows-1256 iso-8859-6', usual: 'اليمونترةبعد', letters: '\u0621-\u063a\u0641-\u0652' },
  { languages: 'fa ur ps ku', charsets: 'windows-1256', usual: 'ایردنهومتبسشک', letters: '\u0621-\u063a\u0641-\u0652پچژگکیهۀے' },
  { languages: 'he yi', charsets: 'windows-1255 iso-8859-8 cp862', usual: 'יוהלאתרבשמנ', letters: '\u05b0-\u05ea' },
  { languages: 'th', charsets: 'windows-874', usual: 'านรกอเงมยลวดทสตะปบคหแจพชขไ', letters: '\u0e01-\u0e5b' },
  { languages: 'zh-hans', charsets: 'gb18030 big5-hkscs', usual: '', letters: '\u4e00-\u9fa5' },
  { languages: 'zh-hant', charsets: 'big5-hkscs gb18030', usual: '', letters: '\u4e00-\u9fa5' },
  { languages: 'ja', charsets: 'cp932 euc-jp iso-2022-jp', usual: '', letters: '\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fa0々' },
  { languages: 'ko', charsets: 'cp949', usual: '', letters: '\uac00-\ud7a3' },
] // biome-ignore format: a table is read by rows

/** Frequent characters by language. They cover about half of running text in Hangul, a third in Hanzi, and nearly all hiragana. */
const FREQUENT = new Map([
  [
    'zh-hans',
    '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经去法学如都同现当没动面起看定天分还进好小部其些主样心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权网互联跨境商秘调研球经济贸企技术关税市据监规法案平台数字',
  ],
  [
    'zh-hant',
    '的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經去法學如都同現當沒動面起看定天分還進好小部其些主樣心本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權網互聯跨境商秘調研球經濟貿企技術關稅據監規法案平台數位',
  ],
  [
    'ja',
    Array.from({ length: 0x3096 - 0x3041 }, (_, at) => String.fromCodePoint(0x3041 + at)).join('') +
      'ー日本年大会人中国一出上者東京市社長事分新見行的子時力目',
  ],
  [
    'ko',
    '이다는을에의가고하지한로기사를은도자으시인그어리대나서아해정일부만수보라전게들러원장스면주상있여동오성제공관무비세계국조무총터넷년월과안경신구했습니',
  ],
])

const byLanguage = new Map<string, Alphabet>()
for (const { languages, charsets, usual, letters } of ROWS) {
  const [first = ''] = languages.split(' ')
  const alphabet = {
    usual: new Set(FREQUENT.get(first) ?? usual),
    letters: new RegExp(`[${letters}${letters.includes('-') && !letters.includes('а-я') ? '' : letters.toUpperCase()}]`, 'iu'),
    charsets: charsets.split(' '),
  }
  for (const language of languages.split(' ')) byLanguage.set(language, alphabet)
}

/** The alphabet of a BCP 47 tag, for Chinese by script or region; null: the language has no row. */
const alphabetOf = (language: string | null): Alphabet | null => {
  const tag = (language ?? '').toLowerCase().replaceAll('_', '-')
  const [base = ''] = tag.split('-')
  if (base === 'zh') return byLanguage.get(/hant|tw|hk|mo/.test(tag) ? 'zh-hant' : 'zh-hans') ?? null
  return byLanguage.get(tag) ?? byLanguage.get(base) ?? null
}
