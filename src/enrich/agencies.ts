/**
 * The news agency that an item names as its origin: in a byline, in the feed that it came from, in its headline, or at the beginning or end of its
 * text, as in `PARIS (AFP) —` or `(dpa)`. Agencies to which only a picture is credited don't count.
 */
import agencies from '../words/agencies.json' with { type: 'json' }
import words from '../words/boilerplate.json' with { type: 'json' }
import { anyOf } from '../text/phrases.ts'

export type AgencySigns = {
  readonly title: string
  /** Plain text with its dateline. */
  readonly text: string
  readonly authors: readonly string[]
  /** Names of the source, and of the feed that an aggregated item came from. */
  readonly names: readonly string[]
  readonly host: string | null
}

type Agency = { readonly name: string; readonly names: Readonly<Record<string, readonly string[]>> } & {
  readonly isOfReleases?: boolean
  readonly marks?: readonly string[]
  readonly hosts?: string
}
const AGENCIES: readonly Agency[] = agencies

/** A spelling, and whether it counts anywhere (a name) or only where agencies sign (a mark, such as `AP`). */
type Spelling = { readonly text: string; readonly agency: string; readonly isMark: boolean }
const SPELLINGS: readonly Spelling[] = AGENCIES.flatMap(({ name, names, marks = [] }) => [
  ...Object.values(names)
    .flat()
    .map((text) => ({ text, agency: name, isMark: false })),
  ...marks.map((text) => ({ text, agency: name, isMark: true })),
]).toSorted((a, b) => b.text.length - a.text.length || Number(a.isMark) - Number(b.isMark))

const BY_HOST: ReadonlyMap<string, string> = new Map(
  AGENCIES.flatMap(({ name, hosts = '' }) => hosts.split(' ').map((host): [string, string] => [host, name])),
)
const EXACT: ReadonlyMap<string, string> = new Map(SPELLINGS.toReversed().map(({ text, agency }) => [text, agency]))

/** Scripts in which a name may stand without blanks around it. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}]/u
const IS_WORD = /[\p{L}\p{M}\p{N}]/u
const WORD = /[\p{L}\p{M}\p{N}]+/gu
const firstWord = (text: string): string => /[\p{L}\p{M}\p{N}]+/u.exec(text)?.[0] ?? text

const BY_WORD: ReadonlyMap<string, readonly Spelling[]> = Map.groupBy(
  SPELLINGS.filter(({ text }) => !UNSPACED.test(text)),
  ({ text }) => firstWord(text),
)
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
const WITHOUT_BLANKS = SPELLINGS.filter(({ text }) => UNSPACED.test(text))
const UNSPACED_NAME = new RegExp(WITHOUT_BLANKS.map(({ text }) => escaped(text)).join('|'), 'gu')

type Found = { readonly agency: string; readonly start: number; readonly end: number; readonly isMark: boolean }

/** Every spelling in a text, in its order. */
function* spellingsIn(text: string): Generator<Found> {
  const found: Found[] = []
  if (UNSPACED.test(text))
    for (const match of text.matchAll(UNSPACED_NAME)) {
      const spelling = WITHOUT_BLANKS.find((one) => one.text === match[0])
      if (spelling !== undefined) found.push({ ...spelling, start: match.index, end: match.index + match[0].length })
    }
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const spelling = BY_WORD.get(word)?.find((one) => text.startsWith(one.text, index) && endsAt(text, index + one.text.length))
    if (spelling !== undefined) found.push({ ...spelling, start: index, end: index + spelling.text.length })
  }
  yield* found.toSorted((a, b) => a.start - b.start)
}
const endsAt = (text: string, at: number): boolean => !IS_WORD.test(text.charAt(at)) || !IS_WORD.test(text.charAt(at - 1))

const PICTURE = new RegExp(
  `(?:^|[^\\p{L}])(?:${anyOf(words.photoLabels)}|©|\\(c\\)|Getty( Images)?)[^\\p{L}]{1,3}[^\\n.!?]{0,40}$`.replaceAll(
    '( ',
    '(?: ',
  ),
  'iu',
)
/** Code units before a name in which the label of a picture is looked for. */
const LABEL = 70
const isOfPicture = (text: string, { start, end }: Found): boolean =>
  /^\/\p{Lu}\p{Ll}/u.test(text.slice(end, end + 3)) ||
  /(?:Thomson|Getty Images[/,]) ?$/u.test(text.slice(Math.max(0, start - 20), start)) ||
  /^ ?(?:Photo|Getty|Images|写真|摄|攝)/u.test(text.slice(end, end + 8)) ||
  PICTURE.test(text.slice(Math.max(0, start - LABEL), start))

const OPENED = /(?:^|[([（［【〔/|,;，、]\s?|[-–—]\s?)$/u
const CLOSED = /^\s?(?:$|[)\]）］】〕/|,;，、=＝]|[-–—:：.](?:\s|$))/u
/** After a bracket at the beginning, where other abbreviations than of agencies stand too. */
const AFTER_BRACKET = /^[^)\]）］】〕]{0,24}[)\]）］】〕]\s?(?:[-–—=＝:：.।]|$)/u

const isSigned = (text: string, { start, end }: Found): boolean => {
  const [before, after] = [text.slice(Math.max(0, start - 3), start), text.slice(end, end + 40)]
  if (!OPENED.test(before) || !CLOSED.test(after)) return false
  return !/[([（［【〔]/u.test(before) || AFTER_BRACKET.test(after)
}

const firstIn = (text: string): string | null => {
  for (const found of spellingsIn(text))
    if ((!found.isMark || isSigned(text, found)) && !isOfPicture(text, found)) return found.agency
  return null
}

const inByline = (author: string): string | null => spellingsIn(author.slice(0, BYLINE)).next().value?.agency ?? null
const BYLINE = 120
/** Code units at the beginning and end of a text in which agencies are named. */
const BEGINNING = 500
const ENDING = 160

const first = (texts: readonly string[], find: (text: string) => string | null): string | null => {
  for (const text of texts) {
    const agency = find(text)
    if (agency !== null) return agency
  }
  return null
}

export const isOfReleases = (agency: string): boolean => RELEASES.has(agency)
const RELEASES = new Set(AGENCIES.filter((one) => one.isOfReleases === true).map(({ name }) => name))

/** The name of the agency as in `src/words/agencies.json`; null: none is named. */
export const agencyOf = ({ title, text, authors, names, host }: AgencySigns): string | null =>
  ofHost(host) ??
  first(names, (name) => EXACT.get(name.trim()) ?? null) ??
  first(authors, inByline) ??
  firstIn(title.slice(0, BEGINNING)) ??
  firstIn(text.slice(0, BEGINNING)) ??
  (text.length > BEGINNING ? firstIn(text.slice(-ENDING)) : null)

const ofHost = (host: string | null): string | null => {
  for (let rest = host; rest !== null && rest !== ''; rest = rest.includes('.') ? rest.slice(rest.indexOf('.') + 1) : null) {
    const agency = BY_HOST.get(rest)
    if (agency !== undefined) return agency
  }
  return null
}
