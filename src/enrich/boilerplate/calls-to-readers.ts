/** Lines and sentences that a publisher adds for its own sake: follow us, subscribe, install, share, read also. */
import {
  APPLICATIONS,
  CALLS,
  PHOTO_LABELS,
  PHOTO_SIGNS,
  FURNITURE,
  NETWORKS,
  NEWSLETTERS,
  PHOTO_AGENCIES,
  RELATED,
} from './boilerplate-words.ts'

const BEFORE = '(?<![\\p{L}\\p{M}\\d])'
const AFTER = '(?![\\p{L}\\p{M}\\d])'
const LONGEST_CALL = 220
const LONGEST_PHOTO_LINE = 140
const LONGEST_FURNITURE = 80

/** Networks on which a publisher is followed, its newsletters and its applications. */
const CHANNEL = new RegExp(`(?:${NETWORKS})|${BEFORE}X${AFTER}|${BEFORE}(?:${NEWSLETTERS}|${APPLICATIONS})`, 'u')
const CHANNEL_IN_SMALL = new RegExp(`${BEFORE}(?:${NEWSLETTERS}|${APPLICATIONS})${AFTER}`, 'iu')

/** A clause may stand before the verb: «For more news, follow …». */
const LEAD_IN =
  "(?:[^,，:;。\\n]{0,60}[,，:] ?)?(?:and |also |please |you can |don[’']t forget to |remember to |du kan |kamu bisa )?"
/** Where a word may start or end; beside Han and Thai letters anywhere, as these scripts write no spaces. */
const WORD_STARTS = '(?:(?<![\\p{L}\\p{M}\\d])|(?=[\\p{sc=Han}\\p{sc=Thai}]))'
const WORD_ENDS = '(?:(?<=[\\p{sc=Han}\\p{sc=Thai}])|(?![\\p{L}\\p{M}]))'
const START = `^[\\s•*►▶→>\\-–|]{0,4}${LEAD_IN}`
const END = '[\\s.!।。…]{0,4}$'
const REQUESTS = CALLS.map(({ verbs, isVerbFirst, us }) => ({
  clause: new RegExp(
    isVerbFirst ? `${START}((?:${verbs})${WORD_ENDS}[^,，;:。]{0,80})` : `([^,،，;:。]{0,80}(?:${verbs}))${END}`,
    'iu',
  ),
  us: us === null ? null : new RegExp(`${WORD_STARTS}(?:${us})${WORD_ENDS}`, 'u'),
}))
const verbsOf = (calls: typeof CALLS): string => calls.map(({ verbs }) => verbs).join('|')
const FIRST_VERB = new RegExp(`${START}(?:${verbsOf(CALLS.filter(({ isVerbFirst }) => isVerbFirst))})`, 'iu')
const LAST_VERB = new RegExp(`(?:${verbsOf(CALLS.filter(({ isVerbFirst }) => !isVerbFirst))})${END}`, 'iu')
const LONGEST_VERB = 40

/** True for a request to the reader on the publisher's behalf: «Follow us on …», «Subscribe to our newsletter», «Download our app». */
export const isCall = (sentence: string): boolean => {
  if (sentence.length > LONGEST_CALL) return false
  if (!FIRST_VERB.test(sentence) && !LAST_VERB.test(sentence.slice(-LONGEST_VERB))) return false
  if (!CHANNEL.test(sentence) && !CHANNEL_IN_SMALL.test(sentence)) return false
  // In a sentence all in capitals, US is the pronoun and not the country.
  const text = sentence === sentence.toUpperCase() ? sentence.toLowerCase() : sentence
  return REQUESTS.some(({ clause, us }) => {
    const [, found = null] = clause.exec(text) ?? []
    return found !== null && (us === null || us.test(decapitalised(found)))
  })
}
const decapitalised = (text: string): string => text.replace(/^\P{L}*\p{L}/u, (first) => first.toLowerCase())

const RELATED_LINE = new RegExp(`^[\\s•*►▶→>|([\\-–]{0,4}(?:${RELATED})\\s?[:：>»►|]`, 'iu')
/** True for a line that names another article: «Read also: …». */
export const isRelated = (sentence: string): boolean =>
  sentence.length <= LONGEST_CALL && /[:：>»►|]/.test(sentence) && RELATED_LINE.test(sentence)

const FURNITURE_LINE = new RegExp(`^[\\s•*►▶→>|([\\-–]{0,4}(?:${FURNITURE})[\\s:.)\\]»›>|\\-–]{0,4}$`, 'iu')
const PHOTO_SIGN_OR_COLON = /[:：/／|©摄攝]|via|\(c\)/i
const PHOTO_LINE = new RegExp(
  `^[\\s([（［【]{0,3}(?:(?:${PHOTO_LABELS})\\s?[:：/／|©]|(?:${PHOTO_SIGNS}))|(?:^|[/／|©] ?|via )(?:${PHOTO_AGENCIES})[\\s.)）]{0,3}$|^\\P{Ll}{0,3}[^。\\n]{0,20}(?:记者|記者)[^。\\n]{1,20}[摄攝]$`,
  'u',
)

/** True for a whole line that is no part of the report. */
export const isBoilerplateLine = (line: string): boolean =>
  line.length <= LONGEST_CALL &&
  ((line.length <= LONGEST_FURNITURE && FURNITURE_LINE.test(line)) ||
    (line.length <= LONGEST_PHOTO_LINE && PHOTO_SIGN_OR_COLON.test(line) && PHOTO_LINE.test(line)) ||
    isRelated(line) ||
    isCall(line))
