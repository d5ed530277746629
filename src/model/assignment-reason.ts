import type { AssignmentReason } from './story.ts'

/** The score that puts a report into a story of its language, and one that is told in other languages. */
export const JOIN_THRESHOLDS = { story: 0.22, link: 0.3 } as const

/** What the words of a decision say, taken apart for those who say it in words of their own. */
export type ParsedReason =
  /** `likeness`: to the report of the story that is most like it; the score is of the story as a whole. */
  | { readonly kind: 'story'; readonly nearest: string; readonly likeness: number; readonly score: number }
  /** `share`: of the shorter text; the score is of both together. */
  | { readonly kind: 'copy'; readonly of: string; readonly shared: number; readonly share: number; readonly score: number }
  | { readonly kind: 'link'; readonly evidence: readonly string[]; readonly traits: readonly string[]; readonly score: number }

/** How each decision is written down, for `parseReason` to take apart again. */
export const formatReason = {
  story: (nearest: string, likeness: number): string => `most like ${nearest}, at ${likeness.toFixed(2)}`,
  copy: (of: string, shared: number, share: number): string =>
    `${shared} shingles shared with ${of}, of the shorter text ${Math.round(100 * share)} %`,
  link: (evidence: Iterable<string>, traits: readonly string[]): string => [...evidence, '·', ...traits].join(' '),
} as const

/** Null: a correction, an identity, or words of an earlier version, which stand as they are. */
export const parseReason = ({ kind, detail, score }: AssignmentReason): ParsedReason | null => {
  if (score === null) return null
  if (kind === 'story') {
    const [, nearest, likeness] = /^most like (.+), at (\d\.\d+)$/s.exec(detail) ?? []
    return nearest === undefined ? null : { kind, nearest, likeness: Number(likeness), score }
  }
  if (kind === 'copy') {
    const [, shared, of, percent] = /^(\d+) shingles shared with (.+), of the shorter text (\d+) %$/s.exec(detail) ?? []
    return of === undefined ? null : { kind, of, shared: Number(shared), share: Number(percent) / 100, score }
  }
  if (kind !== 'link') return null
  const [evidence = '', traits] = detail.split(' · ')
  return traits === undefined ? null : { kind, evidence: evidence.split(' '), traits: traits.split(' '), score }
}

/** Names are compared by their consonants: `mrs` → m-r-s. */
export const spelledSound = (sound: string): string => Array.from(sound).join('-')

/** Why an article is where it is, in English for a terminal. */
export const reasonLine = (reason: AssignmentReason): string => {
  const told = parseReason(reason)
  return `${reason.kind}: ${told === null ? asWritten(reason) : inWords(told)}`
}

const inWords = (told: ParsedReason): string => {
  switch (told.kind) {
    case 'story':
      return `most like ${told.nearest}, likeness ${figure(told.likeness)}; score against the whole story ${figure(told.score)}, a report joins from ${figure(JOIN_THRESHOLDS.story)}`
    case 'copy':
      return `${told.shared} runs of words shared with ${told.of}, ${percent(told.share)} of the shorter text and ${percent(told.score)} of both`
    case 'link':
      return `evidence ${told.evidence.join(', ')}; shared ${told.traits.map(traitInWords).join(', ')}; score ${figure(told.score)}, a link is made from ${figure(JOIN_THRESHOLDS.link)}`
  }
}

const asWritten = ({ detail, score }: AssignmentReason): string => `${detail}${score === null ? '' : ` (${figure(score)})`}`

/** Numbers as people write them: `amount:1.66e+2` → `amount:166`. */
const traitInWords = (trait: string): string => {
  const [, sound] = /^name:(.+)$/.exec(trait) ?? []
  if (sound !== undefined) return `a name that sounds like ${spelledSound(sound)}`
  return trait.replace(
    /^(amount:|money:[a-z]+?)(\d[\d.]*e[+-]\d+)$/i,
    (_, what: string, sum: string) => `${what}${Number(sum)}`,
  )
}

const figure = (value: number): string => value.toFixed(2)
const percent = (share: number): string => `${Math.round(100 * share)} %`
