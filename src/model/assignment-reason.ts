import type { AssignmentReason } from './story.ts'

/** The minimum score for joining a story of the same language, and for a link to a story in other languages. */
export const JOIN_THRESHOLDS = { story: 0.22, link: 0.35 } as const

/** A stored reason taken apart, from which pages and commands compose their own sentences. */
export type ParsedReason =
  /** `similarity` is that to the nearest article of the story; `score` is that of the story as a whole. */
  | { readonly kind: 'story'; readonly nearest: string; readonly similarity: number; readonly score: number }
  /** `share` is relative to the shorter text; `score` to both texts. */
  | { readonly kind: 'copy'; readonly of: string; readonly shared: number; readonly share: number; readonly score: number }
  | {
      readonly kind: 'link'
      readonly evidence: readonly string[]
      readonly features: readonly string[]
      readonly score: number
    }

/** Write the stored text of each kind of reason, which `parseReason` parses. */
export const formatReason = {
  story: (nearest: string, similarity: number): string => `most like ${nearest}, at ${similarity.toFixed(2)}`,
  copy: (of: string, shared: number, share: number): string =>
    `${shared} shingles shared with ${of}, of the shorter text ${Math.round(100 * share)} %`,
  link: (evidence: Iterable<string>, features: readonly string[]): string => [...evidence, '·', ...features].join(' '),
} as const

/** The stored reason taken apart. Null: the reason is an override, an identity, or a text of an earlier version, which is shown as it is. */
export const parseReason = ({ kind, detail, score }: AssignmentReason): ParsedReason | null => {
  if (score === null) return null
  if (kind === 'story') {
    const [, nearest, similarity] = /^most like (.+), at (\d\.\d+)$/s.exec(detail) ?? []
    return nearest === undefined ? null : { kind, nearest, similarity: Number(similarity), score }
  }
  if (kind === 'copy') {
    const [, shared, of, percent] = /^(\d+) shingles shared with (.+), of the shorter text (\d+) %$/s.exec(detail) ?? []
    return of === undefined ? null : { kind, of, shared: Number(shared), share: Number(percent) / 100, score }
  }
  if (kind !== 'link') return null
  const [evidence = '', features] = detail.split(' · ')
  return features === undefined ? null : { kind, evidence: evidence.split(' '), features: features.split(' '), score }
}

/** Spells out a phonetic key, by which names are compared: `mrs` → `m-r-s`. */
export const spelledKey = (phoneticKey: string): string => Array.from(phoneticKey).join('-')

/** Why an article is in its story, in English for a terminal. */
export const reasonLine = (reason: AssignmentReason): string => {
  const parsed = parseReason(reason)
  return `${reason.kind}: ${parsed === null ? asWritten(reason) : inWords(parsed)}`
}

const inWords = (parsed: ParsedReason): string => {
  switch (parsed.kind) {
    case 'story':
      return `most similar to ${parsed.nearest}, similarity ${figure(parsed.similarity)}; score against the whole story ${figure(parsed.score)}, minimum ${figure(JOIN_THRESHOLDS.story)}`
    case 'copy':
      return `${parsed.shared} word sequences shared with ${parsed.of}, ${percent(parsed.share)} of the shorter text and ${percent(parsed.score)} of both texts`
    case 'link':
      return `evidence ${parsed.evidence.join(', ')}; shared ${parsed.features.map(featureText).join(', ')}; score ${figure(parsed.score)}, minimum ${figure(JOIN_THRESHOLDS.link)}`
  }
}

const asWritten = ({ detail, score }: AssignmentReason): string => `${detail}${score === null ? '' : ` (${figure(score)})`}`

/** Numbers as people write them: `amount:1.66e+2` → `amount:166`. */
const featureText = (feature: string): string => {
  const [, phoneticKey] = /^name:(.+)$/.exec(feature) ?? []
  if (phoneticKey !== undefined) return `a name that sounds like ${spelledKey(phoneticKey)}`
  return feature.replace(
    /^(amount:|money:[a-z]+?)(\d[\d.]*e[+-]\d+)$/i,
    (_, what: string, sum: string) => `${what}${Number(sum)}`,
  )
}

const figure = (value: number): string => value.toFixed(2)
const percent = (share: number): string => `${Math.round(100 * share)} %`
