/** What publishers reserve: their signals, and the uses that each signal reserves. */

/** `excerpt`: showing more of an article than its title and link. `full-text`: fetching and reading the article's page. `ai`: passing a text to a model. `text-mining` covers these two. */
export type ReservedUse = 'excerpt' | 'full-text' | 'text-mining' | 'ai'

/** One signal: where it stands (`robots.txt`, `tdm-reservation header`), in the publisher's words, and what it reserves; a licence may reserve nothing. */
export type RightsSignal = {
  readonly from: string
  readonly says: string
  readonly reserves: readonly ReservedUse[]
  /** Address of the terms; null: the signal names none. */
  readonly terms: string | null
}

/** One `content` element of an RSL licence. `url`: a path pattern or an address, as written; empty: everything. `permits` null: it has no list. */
export type RslContent = {
  readonly url: string
  readonly licenses: readonly {
    readonly permits: readonly string[] | null
    readonly prohibits: readonly string[]
    readonly isFree: boolean
  }[]
}

/** Is the use reserved? Every stage checks this. `signals` null: they have not been read yet, and every use counts as reserved. */
export const isReserved = (signals: readonly RightsSignal[] | null, use: 'full-text' | 'ai'): boolean =>
  signals === null || signals.some(({ reserves }) => reserves.includes(use) || reserves.includes('text-mining'))

/** Are excerpts reserved? Unlike the other uses, not before a signal says so: a feed is published to be shown. */
export const reservesExcerpts = (signals: readonly RightsSignal[]): boolean =>
  signals.some(({ reserves }) => reserves.includes('excerpt'))

/** The reservations in one or two English sentences, for entries that we publish; null: there is nothing to pass on. */
export const rightsNotice = (signals: readonly RightsSignal[]): string | null => {
  const reserving = signals.filter(
    ({ reserves, terms }) => reserves.some((use) => use === 'text-mining' || use === 'ai') || terms !== null,
  )
  if (reserving.length === 0) return null
  const reserved = new Set(reserving.flatMap(({ reserves }) => reserves))
  const what = [...(reserved.has('text-mining') ? ['Text and data mining'] : []), ...(reserved.has('ai') ? ['use by AI'] : [])]
  const says = [...new Set(reserving.filter(({ reserves }) => reserves.length > 0).map(({ says: words }) => words))]
  const terms = [...new Set(reserving.flatMap(({ terms: address }) => address ?? []))]
  return [
    ...(what.length === 0 ? [] : [`${capital(what.join(' and '))} reserved by the publisher (${says.join('; ')}).`]),
    ...(terms.length === 0 ? [] : [`Terms: ${terms.join(' ')}`]),
  ].join(' ')
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Each signal once, in a fixed order, so that a second reading of the same signals compares equal. At most 20. */
export const distinctSignals = (signals: readonly RightsSignal[]): readonly RightsSignal[] =>
  [...new Map(signals.map((signal) => [`${signal.from} ${signal.says} ${signal.terms ?? ''}`, signal])).entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, signal]) => signal)
    .slice(0, MOST_SIGNALS)
const MOST_SIGNALS = 20
