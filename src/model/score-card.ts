/** How right the topics of an operator's own feeds are, told by entries that a person has judged. */
import { hash48 } from '../lib/hashes.ts'
import { type Share, shareOf } from '../lib/wilson-interval.ts'
import type { ArticleId, LanguageTag, TopicId } from './ids.ts'

/** A question: is this article about this topic? `score`: how certain the topic was, 0 to 1. */
export type Asked = {
  readonly article: ArticleId
  readonly topic: TopicId
  readonly language: LanguageTag
  readonly score: number
  readonly title: string
}
export type Verdict = Asked & { readonly isRight: boolean }

/** From these scores on, certainty counts as middling and as high. */
const BANDS = [0.7, 0.9]
const bandOf = (score: number): number => BANDS.filter((from) => score >= from).length

/** Draws questions so that topics, languages and certainties come in turn; the same `seed` draws the same. */
export const drawAsked = (candidates: readonly Asked[], count: number, seed: string): readonly Asked[] => {
  const placed = candidates
    .map((one) => ({ one, place: hash48(`${seed} ${one.article} ${one.topic}`) }))
    .toSorted((a, b) => a.place - b.place)
  const strata = [...Map.groupBy(placed, ({ one }) => `${one.topic} ${one.language} ${bandOf(one.score)}`).values()]
  // The first of each stratum, then the second of each: a topic with few entries is asked about as well as one with thousands.
  const rounds = strata.flatMap((stratum) => stratum.map(({ one, place }, round) => ({ one, place, round })))
  return rounds
    .toSorted((a, b) => a.round - b.round || a.place - b.place)
    .slice(0, count)
    .map(({ one }) => one)
}

export type Tally = Share & { readonly name: string; readonly right: number; readonly asked: number }
/** What would be left if a topic needed this score: how many of the entries, and how many of them right. */
export type Threshold = Tally & { readonly least: number; readonly lost: number }
export type ScoreCard = {
  readonly all: Tally
  readonly topics: readonly Tally[]
  readonly languages: readonly Tally[]
  readonly thresholds: readonly Threshold[]
}

const LEAST = [0.6, 0.7, 0.8, 0.9]

export const scoreCard = (verdicts: readonly Verdict[]): ScoreCard => {
  const by = (nameOf: (verdict: Verdict) => string): readonly Tally[] =>
    Array.from(Map.groupBy(verdicts, nameOf), ([name, of]) => tallyOf(name, of)).toSorted(
      (a, b) => b.asked - a.asked || (a.name < b.name ? -1 : 1),
    )
  return {
    all: tallyOf('all', verdicts),
    topics: by(({ topic }) => topic),
    languages: by(({ language }) => language),
    thresholds: higherThresholds(verdicts, 0),
  }
}

/** What each threshold above today's would leave of the verdicts that have it. */
export const higherThresholds = (
  verdicts: readonly Pick<Verdict, 'score' | 'isRight'>[],
  today: number,
): readonly Threshold[] => {
  const tagged = verdicts.filter(({ score }) => score >= today)
  const right = tagged.filter(({ isRight }) => isRight).length
  return LEAST.filter((least) => least > today).map((least) => {
    const kept = tallyOf(
      `score from ${least}`,
      tagged.filter(({ score }) => score >= least),
    )
    return { ...kept, least, lost: right - kept.right }
  })
}

export const tallyOf = (name: string, verdicts: readonly Pick<Verdict, 'isRight'>[]): Tally => {
  const right = verdicts.filter(({ isRight }) => isRight).length
  return { name, right, asked: verdicts.length, ...shareOf(right, verdicts.length) }
}
