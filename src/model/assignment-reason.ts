import type { AssignmentReason } from './story.ts'

/** The value from which on a report joins a story: the least probability that both tell of one happening. */
export const JOIN_AT = 0.5

export type ParsedReason =
  /**
   * `likeness` is that of the meanings of the report and `nearest`; `shared` what both name, each with its kind before a colon: `entity:amazon`;
   * `score` the probability. `link`: the nearest report is in another language.
   */
  | {
      readonly kind: 'story' | 'link'
      readonly nearest: string
      readonly likeness: number
      readonly shared: readonly string[]
      readonly score: number
    }
  /** `share` is relative to the shorter text; `score` to both texts. */
  /** `as`: the article of the story that first told what the report tells; null: it tells something new. `score` the probability of `as` or another. */
  | { readonly kind: 'phase'; readonly as: string | null; readonly score: number }
  | { readonly kind: 'copy'; readonly of: string; readonly shared: number; readonly share: number; readonly score: number }

/** Write the stored text of each kind of reason, which `parseReason` parses. */
export const formatReason = {
  joins: (nearest: string, likeness: number, shared: readonly string[]): string =>
    [`most like ${nearest}, at ${likeness.toFixed(2)}`, ...shared.slice(0, MOST_SHARED)].join(' · '),
  copy: (of: string, shared: number, share: number): string =>
    `${shared} shingles shared with ${of}, of the shorter text ${Math.round(100 * share)} %`,
  phase: (as: string | null): string => (as === null ? 'tells something new' : `tells what ${as} tells`),
} as const
const MOST_SHARED = 8

/** The stored reason taken apart. Null: the reason is an override, an identity, or a text of an earlier version, which is shown as it is. */
export const parseReason = ({ kind, detail, score }: AssignmentReason): ParsedReason | null => {
  if (score === null) return null
  if (kind === 'story' || kind === 'link') {
    const [first = '', ...shared] = detail.split(' · ')
    const [, nearest, likeness] = /^most like (\S+), at (-?\d\.\d+)$/.exec(first) ?? []
    return nearest === undefined ? null : { kind, nearest, likeness: Number(likeness), shared, score }
  }
  if (kind === 'phase') {
    const [, as = null] = /^tells what (\S+) tells$/.exec(detail) ?? []
    return { kind, as, score }
  }
  if (kind !== 'copy') return null
  const [, shared, of, percent] = /^(\d+) shingles shared with (\S+), of the shorter text (\d+) %$/.exec(detail) ?? []
  return of === undefined ? null : { kind, of, shared: Number(shared), share: Number(percent) / 100, score }
}

/** The kinds of what two reports have in common: their meaning, and whatever both name. */
export const evidenceOf = ({ shared }: { readonly shared: readonly string[] }): readonly string[] => [
  ...new Set(['meaning', ...shared.map((feature) => feature.slice(0, feature.indexOf(':')))]),
]

/** Why an article is in its story, in English for a terminal. */
export const reasonLine = (reason: AssignmentReason): string => {
  const parsed = parseReason(reason)
  return `${reason.kind}: ${parsed === null ? asWritten(reason) : inWords(parsed)}`
}

const inWords = (parsed: ParsedReason): string => {
  switch (parsed.kind) {
    case 'story':
    case 'link': {
      const named = parsed.shared.length === 0 ? '' : `; both name ${parsed.shared.map(featureText).join(', ')}`
      return `most similar to ${parsed.nearest}, similarity ${figure(parsed.likeness)}${named}; probability ${figure(parsed.score)}, minimum ${figure(JOIN_AT)}`
    }
    case 'phase':
      return `${formatReason.phase(parsed.as)}; probability that it tells what an earlier report tells ${figure(parsed.score)}`
    case 'copy':
      return `${parsed.shared} word sequences shared with ${parsed.of}, ${percent(parsed.share)} of the shorter text and ${percent(parsed.score)} of both texts`
  }
}

const asWritten = ({ detail, score }: AssignmentReason): string => `${detail}${score === null ? '' : ` (${figure(score)})`}`

/** Numbers as people write them: `amount:1.66e+2` → `amount:166`. */
const featureText = (feature: string): string =>
  feature.replace(/^(amount:|money:[a-z]+?)(\d[\d.]*e[+-]\d+)$/i, (_, what: string, sum: string) => `${what}${Number(sum)}`)

const figure = (value: number): string => value.toFixed(2)
const percent = (share: number): string => `${Math.round(100 * share)} %`

/** What the stored reasons of an article, as JSON, say of its phase; null: nothing. */
export const phaseReasonIn = (reasons: string | null): Extract<ParsedReason, { kind: 'phase' }> | null => {
  if (reasons === null || !reasons.includes('"kind":"phase"')) return null
  const parsed = (JSON.parse(reasons) as readonly AssignmentReason[]).map(parseReason)
  return parsed.find((reason) => reason?.kind === 'phase') ?? null
}
