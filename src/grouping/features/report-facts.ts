import { getDomain } from 'tldts'
import { canonicalUrl } from '../../lib/canonical-url.ts'
import { type Evidence, type ReadArticle, type Tags, isSameSpan } from '../../model/article.ts'
import { createNormalizer } from '../../text/normal-form.ts'
import { moneyOf } from '../../text/money.ts'
import { amountsAmong, countsIn } from '../../text/numbers.ts'

/**
 * What a report names, in one spelling for all languages, each with its kind before the colon: `entity`, `place`, `amount`, `share` (per cent),
 * `money`, `url` (a linked document), `word` (a Latin name in a text of any script), `headline` (a state that the headline names), `country` (one
 * that is named anywhere), `organisation` (one that the headline names).
 */
export type Facts = ReadonlySet<string>

/** The parts of a report in which its facts are found. */
export type ReportContent = Tags & Pick<ReadArticle, 'language' | 'title' | 'text' | 'html' | 'canonicalUrl' | 'publishedAt'>

const TEXT_LIMIT = 600

/** Returns a function that finds a report's facts. Not re-entrant. */
export const createFactFinder = () => {
  const normalForm = createNormalizer()
  return (report: ReportContent): Facts => {
    const { title, text, entities, places } = report
    const opening = `${title}\n${text.slice(0, TEXT_LIMIT)}`
    const { text: normal } = normalForm(opening)
    const counts = countsIn(normal)
    const facts = new Set<string>()
    const organisations = entities.filter(({ evidence }) => !isNamedAsPlace(evidence, places))
    for (const { id } of organisations) facts.add(`entity:${id}`)
    for (const { id } of places) facts.add(`place:${id}`)
    addStates(
      facts,
      places.filter(({ id, evidence }) => isState(id) || !isPartOfName(evidence, entities)),
    )
    for (const { id, evidence } of organisations) if (isInHeadline(evidence)) facts.add(`organisation:${id}`)
    for (const amount of amountsAmong(counts)) facts.add(amount.endsWith('%') ? `share:${amount}` : `amount:${amount}`)
    for (const sum of moneyOf(normal, counts)) facts.add(`money:${sum}`)
    for (const address of linkedDocumentsOf(report.html, report.canonicalUrl)) facts.add(`url:${address}`)
    for (const word of latinNamesIn(opening)) facts.add(`word:${word}`)
    return facts
  }
}

/** A word with a capital or a digit in it that does not begin a sentence. */
const LATIN_NAME = /(?<![\p{L}\p{N}])\p{Script=Latin}[\p{Script=Latin}\p{N}]{2,30}/gu
const HAS_CAPITAL = /\p{Lu}/u
/** The most names of a text that are kept: the first. */
const MOST_NAMES = 16

const latinNamesIn = (text: string): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const { 0: word, index } of text.matchAll(LATIN_NAME)) {
    if (names.size === MOST_NAMES) break
    if (!HAS_CAPITAL.test(word) || (!HAS_CAPITAL.test(word.slice(1)) && beginsSentence(text, index))) continue
    names.add(word.toLowerCase())
  }
  return names
}
const beginsSentence = (text: string, start: number): boolean => {
  let before = start - 1
  while (before >= 0 && BETWEEN.includes(text.charAt(before))) before -= 1
  return before < 0 || '.!?:\n'.includes(text.charAt(before))
}
const BETWEEN = ' \t"\'“”„«»‘’('

/** The most states of a report that count: a long list of states does not say where an event happens. */
const MOST_STATES = 4
const addStates = (facts: Set<string>, places: Tags['places']): void => {
  const states = new Map<string, boolean>()
  for (const { id, evidence } of places) {
    const state = stateOf(id)
    if (state !== null) states.set(state, states.get(state) === true || isInHeadline(evidence))
  }
  for (const [state, inHeadline] of [...states].slice(0, MOST_STATES)) {
    if (inHeadline) facts.add(`headline:${state}`)
    facts.add(`country:${state}`)
  }
}

/** The state that a place is in, by its id. The European Union counts as a state, and Brussels stands for it. Null: a larger region. */
const stateOf = (place: string): string | null => (place === UNION_SEAT ? 'EU' : (/^[A-Z]{2}(?=-|$)/.exec(place)?.[0] ?? null))
const UNION_SEAT = 'BE-brussels'

/** Is every mention of the entity also one of a place? Such a name is one piece of evidence, not two: the European Union, Brussels. */
const isNamedAsPlace = (evidence: readonly Evidence[], places: Tags['places']): boolean =>
  evidence.every((name) => places.some((place) => place.evidence.some((other) => isSameSpan(name, other))))

const isInHeadline = (evidence: readonly Evidence[]): boolean => evidence.some(({ field }) => field === 'title')

/** Is the place a state? A body is named after its state, and acts there; a treaty is named after a city. */
const isState = (place: string): boolean => !place.includes('-')

/** Is the place named only within longer names of entities? States all over the world ratify the Hanoi Convention. */
const isPartOfName = (evidence: readonly Evidence[], entities: Tags['entities']): boolean =>
  evidence.length > 0 &&
  evidence.every((name) => entities.some((entity) => entity.evidence.some((other) => isWithin(name, other))))

const isWithin = (one: Evidence, other: Evidence): boolean =>
  one.field === other.field && one.start >= other.start && one.end <= other.end && one.end - one.start < other.end - other.start

const HREF = /<a href="(https?:[^"]{1,300})"/g
/** The most links of an article that are looked at: longer lists are a site's navigation. */
const MOST_LOOKED_AT = 12
const MOST_KEPT = 6
/**
 * The address of an article, a decision or a paper has a number, a slug of three words or a file name; that of a section or an "about us" page has
 * none.
 */
const SPECIFIC = /\d|[-_][^/]+[-_]|\.(?:pdf|docx?)$/i
/** Pages to share, follow, install and subscribe: every article of an outlet links to them. */
const FURNITURE =
  /^https:\/\/(?:[^/]+\.)?(?:addtoany|sharethis|addthis|pinterest|wa|whatsapp|play\.google|news\.google|accounts\.google|apps\.apple|itunes\.apple|podcasts\.apple|open\.spotify|feedburner|feedproxy|doubleclick|paypal|patreon|gravatar)\.[a-z]{2,6}(?:\/|$)|[/?&.](?:share|sharer|intent|subscribe|subscription|newsletter|newsletters|abo|login|signup|register|privacy|cookies|terms|app|download|donate)(?:[/?=.&]|$)/
/** On social networks a post is a document, and a profile is not. */
const SOCIAL =
  /^https:\/\/(?:[^/]+\.)?(?:facebook\.com|twitter\.com|x\.com|linkedin\.com|instagram\.com|t\.me|telegram\.me|tiktok\.com|youtube\.com|youtu\.be|reddit\.com|threads\.net|vk\.com|weibo\.com)\//
const POST =
  /\/(?:status|posts|videos|permalink|p|reel|comments|video)\/|[?&]v=|youtu\.be\/.|:\/\/t\.me\/(?!s\/)[^/]+\/\d|\/wall-?\d|weibo\.com\/\d+\/\w/

/**
 * Canonical URLs of documents on other sites that an article links to, such as an official paper or another outlet's report; no home pages, no pages
 * to share or subscribe. `html`: as the sanitiser writes it; `own`: the article's own address; null: the result is empty, since
 * nothing shows which sites are others.
 */
export const linkedDocumentsOf = (html: string, own: string | null): ReadonlySet<string> => {
  const found = new Set<string>()
  if (own === null || !html.includes('<a href="http')) return found
  const home = getDomain(own)
  let looked = 0
  for (const [, href = ''] of html.matchAll(HREF)) {
    looked += 1
    if (looked > MOST_LOOKED_AT || found.size === MOST_KEPT) break
    if (getDomain(href) === home) continue
    const address = canonicalUrl(href.replaceAll('&amp;', '&'))
    if (address !== null && isDocument(address)) found.add(address)
  }
  return found
}

const isDocument = (address: string): boolean => {
  const path = address.slice(address.indexOf('/', 'https://'.length))
  if (!path.startsWith('/') || FURNITURE.test(address)) return false
  return SOCIAL.test(address) ? POST.test(address) : SPECIFIC.test(path)
}
