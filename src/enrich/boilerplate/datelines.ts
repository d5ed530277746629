/**
 * Datelines, agency marks, photo credits and dates of publication before the first sentence. A dateline without an agency counts only in the
 * forms that sentences don't have, since a lost subject is worse than a dateline that stays.
 */
import words from '../../words/datelines.json' with { type: 'json' }
import { anyOf } from '../../text/phrases.ts'
import {
  AGENCIES,
  PHOTO_LABELS,
  PHOTO_SIGNS,
  DATE_LABELS,
  EAST_ASIAN_AGENCIES,
  OTHER_AGENCIES,
  PHOTO_AGENCIES,
} from './boilerplate-words.ts'

const PARTICLES = anyOf(words.placeParticles)
const ORDINALS = anyOf(words.ordinals)
const KOREAN_REPORTERS = anyOf(words.korean.reporters)
const PERSIAN_REPORTS = anyOf(words.persian.reports)
const REPORTERS = anyOf(words.chinese.reporters)
const REPORTS = anyOf(words.chinese.reports)
const WIRES = anyOf(words.chinese.wires)
const NEWS = anyOf(words.chinese.news)

const DASH = '[-–—―]{1,2}'
/** A dash with space on at least one side: `co-operation` has none. */
const SPACED_DASH = `(?:\\s+${DASH}\\s*|${DASH}\\s+)`
const CAPITALISED = "\\p{Lu}[\\p{L}\\p{M}'’.-]{0,24}"
const PLACE = `${CAPITALISED}(?:[ ,/]{1,2}(?:${PARTICLES}|${CAPITALISED})){0,5}`
const CAPITALS = "\\p{Lu}[\\p{Lu}\\p{M}'’.-]{1,24}"
const MONTH = '\\p{L}[\\p{L}\\p{M}]{2,11}\\.?'
const CLOCK = '(?:,? \\d{1,2}[:.]\\d{2}(?: ?[AaPp]\\.?[Mm]\\.?)?)?'
const DATE =
  `(?:\\d{1,2}(?:${ORDINALS}|\\.)?(?: de)? ${MONTH}(?:(?: de)?,? \\d{4})?|${MONTH} \\d{1,2}(?:,? \\d{4})?` +
  `|\\d{1,4}[./-]\\d{1,2}(?:[./-]\\d{1,4})?)${CLOCK}`
const SIGNED = `(?<![\\p{L}\\p{M}])(?:${AGENCIES})(?![\\p{L}\\p{M}\\d])`
const OTHER_SIGNED = `(?<![\\p{L}\\p{M}])(?:${OTHER_AGENCIES})(?![\\p{L}\\p{M}])`
const OPEN = '[(\\[（［【〔/]'
const CLOSE = '[)\\]）］】〕/]'
/** A character inside such a bracket, where no sentence ends. */
const INSIDE = '[^】〕］)）\\]\\n。！？]'
const KOREAN_REPORTER = `(?:\\s*[가-힣]{2,4}(?:[ ·,]{1,2}[가-힣]{2,4}){0,3}\\s*(?:${KOREAN_REPORTERS})\\s*[=＝]?)?`
/** The bracket in which an East Asian agency signs, with an equals sign. Equations in brackets do not match. */
const SIGNED_BRACKET =
  '(?=.[^=＝\\n]{0,30}[=＝][^\\n]{0,24})(?=.{0,40}[가-힣\\p{sc=Han}\\p{sc=Katakana}])' +
  '(?:【[^】\\n]{3,50}】|\\[[^\\]\\n]{3,50}\\]|〔[^〕\\n]{3,50}〕|[(（][^()（）\\n]{3,40}[)）])(?<=[=＝][^=＝]{1,30})'
const KOREAN_LINE = `${SIGNED_BRACKET}${KOREAN_REPORTER}`
const HAN_DATE = '[\\d０-９]{1,2} ?月 ?[\\d０-９]{1,2} ?日'

/** `sure`: what follows need not look like the beginning of a sentence. */
type Pattern = { readonly at: RegExp; readonly sure: boolean }
const sure = (source: string, flags = 'u'): Pattern => ({ at: new RegExp(`^(?:${source})`, flags), sure: true })
const unsure = (source: string): Pattern => ({ at: new RegExp(`^(?:${source})`, 'u'), sure: false })

/** `PARIS, 3 March (AFP) -`, `МОСКВА, 3 мар — РИА Новости.`, `القاهرة (رويترز) -`. */
const AGENCY_LINES: readonly Pattern[] = [
  sure(
    `(?:${PLACE}[,.]? ?)?(?:${DATE}[,.]? ?)?(?:--? ?)?${OPEN}[^()\\[\\]\\n]{0,24}?${SIGNED}[^()\\[\\]\\n]{0,24}${CLOSE}\\s*(?:\\.?${DASH}|[:：=]|\\.(?=\\s))\\s*`,
  ),
  unsure(`(?:${PLACE}[,.]? )?${DATE}[,.]? \\(${SIGNED}\\) `),
  unsure(`${PLACE} \\(${DATE}\\)\\s*(?:${DASH}|:)\\s*`),
  unsure(`${PLACE}[,.]? (?:${DATE}[,.]? ?)?\\([\\p{Lu}/]{2,8}\\)\\s*${DASH}\\s*`),
  unsure(`\\([^()\\n]{1,25}\\)\\s*${DASH}\\s*`),
  unsure(`(?:${PLACE}[,.]\\s?)?(?:${DATE}\\.?)?\\s*(?:${DASH} ?|/ ?)?${SIGNED}(?:\\s*[-–—/]\\s*${SIGNED})?${SPACED_DASH}`),
  sure(`\\p{L}[\\p{L} -]{1,24}[,.] ?${DATE}\\.?\\s*(?:${DASH}|[./])\\s*${SIGNED}\\s*[.:,]\\s+`),
  sure(
    `[^\\n().,:;]{0,40}(?:[،,] ?)?(?:[\\d٠-٩]{1,2} \\p{L}{2,12}(?: [\\d٠-٩]{4})?)?\\s*[(（][^()\\n]{0,12}?${OTHER_SIGNED}[^()\\n]{0,12}[)）]\\s*(?:${DASH}|ـ+|[:：।.])\\s*`,
  ),
  sure(`[\\p{L}\\p{M} ]{2,24}(?:[،,]|\\s*${DASH}|\\s*ـ)\\s*${OTHER_SIGNED}(?:\\s*(?:${DASH}|ـ+)|[:।])\\s*`),
  sure(`(?:${anyOf(words.persian.agency)}) \\p{L}{2,12}\\s*(?:${DASH}|[:：])\\s*`),
  sure(`(?:${PERSIAN_REPORTS}) (?:${anyOf(words.persian.reporters)})[^،:؛.\\n]{0,50}[،:؛]\\s*`),
]

/** `HELSINKI — `, `Cúcuta, 19 de febrero de 2021. –`, `Desk.com, Jakarta -`. */
const DATELINES: readonly Pattern[] = [
  unsure(`${PLACE}(?: \\(${PLACE}\\))?[,.] (?:${DATE})\\.?${SPACED_DASH}`),
  unsure(`${CAPITALS}(?:[ ,/]{1,2}${CAPITALS}){0,3}(?:, \\p{Lu}\\p{Ll}{1,6}\\.)?\\s+(?:—|--)\\s+`),
  unsure(`(?:${PLACE}, )?[\\p{L}\\d-]{2,24}\\.(?:${anyOf(words.domains)})(?:, ${PLACE})?${SPACED_DASH}`),
]

/** `【新华社北京3月1日电】`, `新华社北京3月1日电（记者 …）`, `【モスクワ共同】`, `[서울=뉴시스]홍길동 기자 =`. */
const EAST_ASIAN: readonly Pattern[] = [
  sure(`${KOREAN_LINE}\\s*`),
  sure(`[가-힣]{2,4} ?(?:${KOREAN_REPORTERS}) ?[=＝]\\s*`),
  sure(`${OPEN}${INSIDE}{0,16}(?:${EAST_ASIAN_AGENCIES})${INSIDE}{0,24}${CLOSE}\\s*(?:${DASH}\\s*)?`),
  sure(`${OPEN}${INSIDE}{0,8}(?:${REPORTERS})${INSIDE}{1,24}(?:${REPORTS}|${WIRES})${CLOSE}\\s*`),
  sure(
    `(?:${EAST_ASIAN_AGENCIES})?[\\p{sc=Han}]{0,10} ?${HAN_DATE}(?:${anyOf(words.chinese.wireQualifiers)})?(?:${WIRES})(?![${words.chinese.notAfterWire}])(?:\\s*[（(][^）)\\n]{1,50}[）)])?[，,：:]?\\s*`,
  ),
  sure(`(?:[\\p{L}\\d]{2,10}) ?${HAN_DATE}(?:${NEWS})[，,：:]\\s*`),
  sure(`(?:${anyOf(words.chinese.houses)})?讯 ?[（(][^）)\\n]{1,40}[）)]\\s*`),
  sure(`(?:${REPORTERS})[\\p{sc=Han}、]{2,12}[／/][\\p{sc=Han}]{2,8}(?:${REPORTS})\\s*`),
  sure(`[\\p{sc=Han}]{2,6}(?:${anyOf(words.chinese.outlets)})(?:${NEWS}|[讯訊])[：:，,]\\s*`),
]

const CREDITED = `(?:${PHOTO_AGENCIES})`
/** `(Photo: …)`, `Foto: Ada Lind/Getty Images`, `© AFP`, `（圖／…）`, `（… 摄）`. */
const CREDITS: readonly Pattern[] = [
  sure(`[(（\\[【](?:(?:${PHOTO_LABELS})\\s*[:：/／]|${PHOTO_SIGNS})[^()（）\\[\\]【】\\n]{0,80}[)）\\]】]\\s*`, 'iu'),
  sure(`[（(][^（）()\\n。]{0,40}(?:${anyOf(words.chinese.photographed)})影?[）)]\\s*`),
  sure(
    `(?:(?:${PHOTO_LABELS})\\s*[:：|]\\s*|© ?|\\([cC]\\) ?)(?:\\d{4} )?(?:[^\\n.:!?。]{0,50}?[/／|,–—-] ?)?${CREDITED}(?![\\p{L}\\p{M}])(?:(?: ?[/／|,] ?| via )${CREDITED}(?![\\p{L}\\p{M}]))*[.)|]?(?:\\s+|$)`,
  ),
]

const DIGITAL_DATE = '\\d{1,4}[-./年]\\d{1,2}[-./月]\\d{1,4}日?(?:[ T,]{1,2}\\d{1,2}:\\d{2}(?::\\d{2})?)?'
const DATES: readonly Pattern[] = [sure(`(?:${DATE_LABELS})\\s?[:：]?\\s?${DIGITAL_DATE}[ |•·]*`)]

const PATTERNS = [...CREDITS, ...EAST_ASIAN, ...AGENCY_LINES, ...DATELINES, ...DATES]
/** Code units that are searched: the longest dateline, and the start of what follows it. */
const WINDOW = 260
/** Every pattern begins or ends with one of these signs: a text without any is not searched. */
const HAS_SIGN = new RegExp(`[-–—―ـ/:：=＝)\\]）］】〕।月©讯訊]|${NEWS}|${REPORTS}|${PERSIAN_REPORTS}`, 'u')
const FARTHEST_SIGN = 130
const SENTENCE_STARTS = /^["'“”«»„‘([¿¡\d\p{Lu}\p{Lo}]/u

/** The length in code units of what precedes the first sentence and says nothing of the event; 0: there is none. */
export const datelineLength = (text: string): number => {
  const window = text.slice(0, WINDOW)
  if (!HAS_SIGN.test(window.slice(0, FARTHEST_SIGN))) return 0
  for (const { at, sure } of PATTERNS) {
    const length = at.exec(window)?.[0].length ?? 0
    if (length > 0 && (sure || SENTENCE_STARTS.test(window.slice(length)))) return length
  }
  return 0
}

const LINE_WITHIN = new RegExp(`[ \\n]${KOREAN_LINE}(?=\\s)`, 'u')
/** The dateline between subtitle and text, where Korean agencies sign; null: there is none. */
export const datelineWithin = (text: string): { readonly start: number; readonly end: number } | null => {
  const window = text.slice(0, WINDOW)
  const found = window.includes('=') ? LINE_WITHIN.exec(window) : null
  return found === null ? null : { start: found.index, end: found.index + found[0].length }
}
